import NIOSSL
import Storage

/// The certificate that the daemon shows, as far as the checks of security ask.
enum CertificateFile {
    /// Until when the first certificate of a PEM file is valid; nil where no file is named.
    static func facts(of path: String) -> SecurityFacts.Certificate? {
        guard !path.isEmpty else { return nil }
        do {
            guard let first = try NIOSSLCertificate.fromPEMFile(path).first else {
                return .unreadable("'\(path)' holds no certificate.")
            }
            return .validUntil(Timestamp(millisecondsSince1970: Int64(first.notValidAfter) * 1_000))
        } catch {
            return .unreadable("'\(path)': \(error)")
        }
    }
}
