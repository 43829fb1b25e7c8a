import Foundation
import NIOCore
import NIOEmbedded
import Testing

@testable import Appliance

/// The small guards of a connection, each alone.
@Suite struct EdgeGuardTests {
    @Test(arguments: [
        (0, 0, BodyPace.Verdict.fine(lookAgainAfter: .seconds(5))), (4, 0, .fine(lookAgainAfter: .seconds(1))),
        (5, 0, .refused(.bodyTooSlow)), (5, 1_000, .fine(lookAgainAfter: .seconds(1))),
        (6, 1_000, .refused(.bodyTooSlow)),
        (59, 54_001, .fine(lookAgainAfter: .microseconds(1_000))), (59, 1 << 40, .fine(lookAgainAfter: .seconds(1))),
        (60, 1 << 40, .refused(.bodyTimeout)),
    ])
    func bodiesHaveAPace(seconds: Int64, bytes: Int, verdict: BodyPace.Verdict) {
        #expect(BodyPace().verdict(elapsed: .seconds(seconds), bytes: bytes) == verdict)
    }

    @Test func memoryIsTakenAndGivenBack() {
        let budget = BodyBudget(limit: 10)
        #expect(budget.take(10) && !budget.take(1) && budget.bytesInUse == 10)
        budget.give(back: 4)
        #expect(budget.take(4) && !budget.take(1))
    }

    @Test func aHandshakeHasAnEnd() throws {
        let edge = try EdgePipeline()
        let channel = EmbeddedChannel(handler: HandshakeDeadline(services: edge.services, limit: .seconds(3)))
        try channel.connect(to: try SocketAddress(ipAddress: "192.0.2.1", port: 1)).wait()
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
        #expect(edge.metric(#"http_connections_cut_total{reason="handshake_timeout"} 1"#))
    }

    @Test func aSilentConnectionIsClosed() throws {
        let edge = try EdgePipeline()
        let channel = EmbeddedChannel(handler: SilenceGuard(services: edge.services, limit: .seconds(3)))
        try channel.connect(to: try SocketAddress(ipAddress: "192.0.2.1", port: 1)).wait()
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        try channel.writeInbound(ByteBuffer(string: "a"))
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
        #expect(edge.metric(#"http_connections_cut_total{reason="silence"} 1"#))
    }

    @Test func certificatesAndKeysAreLookedAt() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "file.pem").path
        let missing = folder.appending(path: "missing.pem").path
        try Data("no certificate".utf8).write(to: URL(filePath: file))

        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)
        #expect(throws: TLSIdentity.Failure.exposed(path: file)) { try TLSIdentity(certificate: file, key: file) }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        #expect { try TLSIdentity(certificate: file, key: file) } throws: { "\($0)".contains("no PEM certificate") }
        #expect { try TLSIdentity(certificate: missing, key: file) } throws: { "\($0)".contains("missing.pem") }
    }

    @Test func tlsNeedsBothFiles() async throws {
        var input = ConfigurationInput()
        input.flags = ["server.tls.key": "key.pem"]
        let settings = try await EffectiveConfiguration.load(input)
        #expect(throws: TLSIdentity.Failure.incomplete) { try settings.tlsIdentity() }
        #expect(try await EffectiveConfiguration.load(ConfigurationInput()).tlsIdentity() == nil)
    }
}
