import Foundation
import NIOHTTP2
import NIOSSL
import Synchronization

/// The certificate and key that connections are secured with, read again when their files change.
final class TLSIdentity: Sendable {
    /// Why a certificate or key cannot be used.
    enum Failure: Error, Equatable, CustomStringConvertible {
        case incomplete
        case unreadable(path: String, reason: String)
        case exposed(path: String)
        case malformed(certificate: String, key: String, reason: String)

        var description: String {
            switch self {
            case .incomplete: "server.tls needs both a certificate and a key."
            case .unreadable(let path, let reason): "The file '\(path)' of server.tls cannot be read: \(reason)"
            case .exposed(let path):
                "Others than its owner may read or write the key '\(path)'. Take that away: chmod 600 '\(path)'"
            case .malformed(let certificate, let key, let reason):
                "'\(certificate)' and '\(key)' are no PEM certificate chain and its key: \(reason)"
            }
        }
    }

    private let certificate: String
    private let key: String
    private let current: Mutex<(context: NIOSSLContext, stamp: [String])>

    /// - Throws: ``Failure`` when the files cannot be read, do not belong together, or the key is open to others.
    init(certificate: String, key: String) throws(Failure) {
        self.certificate = certificate
        self.key = key
        let stamp = try Self.stamp(certificate, key)
        current = Mutex((try Self.load(certificate, key), stamp))
    }

    /// What the next connection is secured with.
    var context: NIOSSLContext { current.withLock { $0.context } }

    /// Reads the files again where they changed; connections that are open keep what they have.
    ///
    /// Returns whether they had changed.
    ///
    /// - Throws: ``Failure``; what was in use before stays in use.
    func refresh() throws(Failure) -> Bool {
        let stamp = try Self.stamp(certificate, key)
        guard current.withLock({ $0.stamp }) != stamp else { return false }
        let context = try Self.load(certificate, key)
        current.withLock { $0 = (context, stamp) }
        return true
    }

    private static func load(_ certificate: String, _ key: String) throws(Failure) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            configuration.minimumTLSVersion = .tlsv12
            // Forward secrecy and authenticated encryption alone; 1.3 has nothing else.
            configuration.cipherSuiteValues = [
                .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            ]
            configuration.applicationProtocols = NIOHTTP2SupportedALPNProtocols
            configuration.renegotiationSupport = .none
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .malformed(certificate: certificate, key: key, reason: "\(error)")
        }
    }

    /// What changes whenever a file is replaced or written.
    private static func stamp(_ certificate: String, _ key: String) throws(Failure) -> [String] {
        var stamp: [String] = []
        for path in [certificate, key] {
            let attributes: [FileAttributeKey: Any]
            do {
                // Through links, which is how renewed certificates are put in place.
                attributes = try FileManager.default.attributesOfItem(
                    atPath: URL(filePath: path).resolvingSymlinksInPath().path)
            } catch {
                throw .unreadable(path: path, reason: SystemCalls.reason(of: error))
            }
            let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
            guard path != key || mode & 0o077 == 0 else { throw .exposed(path: path) }
            stamp.append(
                "\(attributes[.modificationDate] ?? "") \(attributes[.size] ?? "") \(attributes[.systemFileNumber] ?? "")"
            )
        }
        return stamp
    }
}
