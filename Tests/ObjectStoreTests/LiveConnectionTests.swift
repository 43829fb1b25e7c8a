import Foundation
import Resilience
import Testing

@testable import ObjectStore

/// A store behind TLS with a certificate that the system does not know, and behind a proxy that wants a password.
///
/// `GEOCLIMATE_ENCRYPTED_STORE`, `GEOCLIMATE_CERTIFICATES` and `GEOCLIMATE_PROXY` name them.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["GEOCLIMATE_ENCRYPTED_STORE"] != nil))
struct EncryptedStoreTests {
    private static let environment = ProcessInfo.processInfo.environment
    private let service = StoreUnderTest.service(address: environment["GEOCLIMATE_ENCRYPTED_STORE"] ?? "")
    private let proxy = environment["GEOCLIMATE_PROXY"] ?? ""

    private var settings: StoreSettings {
        var settings = StoreSettings.forTests
        settings.trustedCertificatesFile = Self.environment["GEOCLIMATE_CERTIFICATES"]
        return settings
    }

    @Test func trustsTheCertificatesOfTheFile() async throws {
        try await works(settings)
    }

    @Test func goesThroughTheProxy() async throws {
        var settings = settings
        settings.proxy = .fixed(try ProxyAddress(proxy))
        try await works(settings)
    }

    /// Slowly: the limit is the least that may be set.
    @Test func keepsToTheBandwidth() async throws {
        var settings = settings
        settings.bytesPerSecond = Limits.leastBandwidth
        let began = ContinuousClock.now
        let store = try await service.opening(settings: settings)
        let bytes = [UInt8](repeating: 1, count: 3 * Limits.leastBandwidth / 2)
        try await store.put(bytes, under: ObjectKey("slow"))
        #expect(try await store.get(ObjectKey("slow")) == bytes)
        #expect(ContinuousClock.now - began > .seconds(1.5))
    }

    @Test func trustsNobodyElse() async throws {
        let store = try await service.opening(settings: .forTests)
        await #expect { try await store.get(ObjectKey("k")) } throws: {
            "\($0)".contains("no encrypted connection") && ($0 as? ObjectStoreError)?.isTransient == false
        }
    }

    @Test func saysThatTheProxyWantsAnotherPassword() async throws {
        var settings = settings
        settings.proxy = .fixed(try ProxyAddress(proxy.replacing("p%40ss", with: "topsecret")))
        let store = try await service.opening(settings: settings)
        await #expect { try await store.get(ObjectKey("k")) } throws: {
            "\($0)".contains("the proxy wants other credentials") && !"\($0)".contains("topsecret")
        }
    }

    private func works(_ settings: StoreSettings) async throws {
        let store = try await service.opening(settings: settings)
        try await store.create([1, 2, 3], under: ObjectKey("k"))
        #expect(try await store.get(ObjectKey("k"), range: 1..<3) == [2, 3])
    }
}

/// Servers that answer wrongly, as the names of the objects say.
///
/// `GEOCLIMATE_MISBEHAVING_STORE` names one.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["GEOCLIMATE_MISBEHAVING_STORE"] != nil))
struct MisbehavingServerTests {
    private static let address = ProcessInfo.processInfo.environment["GEOCLIMATE_MISBEHAVING_STORE"] ?? ""

    private func read(_ name: String, range: Range<Int>? = nil) async throws -> [UInt8] {
        let store = try await StoreOpening(settings: .forTests, surroundings: .real).store(
            at: StoreLocation(Self.address))
        let key = try ObjectKey(name)
        if let range { return try await store.get(key, range: range) }
        return try await store.get(key)
    }

    @Test(arguments: ["truncated", "reset"]) func takesWhatBreaksForTransient(_ name: String) async throws {
        await #expect { try await read(name) } throws: { ($0 as? ObjectStoreError)?.isTransient == true }
    }

    @Test(arguments: ["endless", "announced"]) func readsNoMoreThanItAskedFor(_ name: String) async throws {
        await #expect { try await read(name, range: 0..<10) } throws: {
            ($0 as? ObjectStoreError)?.isTransient == false && "\($0)".contains("at most 10 were expected")
        }
    }

    @Test func followsNoRedirect() async throws {
        await #expect { try await read("redirect") } throws: { "\($0)".contains("set region=eu-west-9") }
    }

    @Test(arguments: ["long-error", "bomb"]) func readsErrorsWithinBounds(_ name: String) async throws {
        await #expect { try await read(name) } throws: { "\($0)".contains("answered 403") && "\($0)".utf8.count < 400 }
    }

    @Test func givesUpWhatStalls() async throws {
        var settings = StoreSettings.forTests
        settings.retry = RetryPolicy(
            attempts: 2, backoff: Backoff(firstMilliseconds: 1, mostMilliseconds: 1), attemptMilliseconds: 300,
            deadlineMilliseconds: 5_000)
        let store = try await ResilientObjectStore.open(
            StoreLocation(Self.address), settings: settings, surroundings: .real)
        await #expect { try await store.get(ObjectKey("stall"), range: 0..<1) } throws: {
            "\($0)".contains("No answer came within 300 ms. Given up after 2 attempts")
        }
    }

    @Test func saysThatNobodyIsThere() async throws {
        let store = try await StoreOpening(settings: .forTests, surroundings: .real)
            .store(at: StoreLocation("s3://bucket?endpoint=http://127.0.0.1:1"))
        await #expect { try await store.get(ObjectKey("k")) } throws: {
            "\($0)".contains("the connection was refused") && ($0 as? ObjectStoreError)?.isTransient == true
        }
    }
}
