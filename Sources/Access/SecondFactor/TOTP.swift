internal import Crypto
internal import Foundation

/// Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of thirty seconds, which every authenticator knows.
public struct TOTP: Sendable {
    /// Seconds of one step.
    public static let stepSeconds: Int64 = 30

    /// Digits of a code.
    public static let digits = 6

    /// Bytes of a new secret: as many as SHA-1 gives, which RFC 4226 recommends.
    public static let secretBytes = 20

    private let key: SymmetricKey

    /// The codes of a secret.
    public init(secret: [UInt8]) {
        key = SymmetricKey(data: secret)
    }

    /// The step that a moment, in seconds since 1970, is in.
    public static func step(at seconds: Int64) -> Int64 {
        // Rounded down, also before 1970.
        (seconds - (seconds % stepSeconds + stepSeconds) % stepSeconds) / stepSeconds
    }

    /// The code of a step, with leading zeros.
    public func code(step: Int64) -> String {
        code(step: step, digits: Self.digits)
    }

    /// The step whose code this is, among the one at `seconds` and its two neighbours and later than `lastStep`; nil for
    /// a wrong code and for one that was accepted before.
    public func acceptedStep(of code: String, at seconds: Int64, after lastStep: Int64) -> Int64? {
        let given = SymmetricKey(data: Array(code.utf8))
        let now = Self.step(at: seconds)
        var accepted: Int64?
        // All three are compared whatever comes out, so that the time says nothing.
        for step in (now - 1)...(now + 1) {
            let isRight = SymmetricKey(data: Array(self.code(step: step).utf8)) == given
            if isRight, step > lastStep, accepted == nil { accepted = step }
        }
        return accepted
    }

    func code(step: Int64, digits: Int) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * Int64($0))) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: key))
        // Dynamic truncation, RFC 4226, section 5.3: the last four bits say where to look.
        let offset = Int(mac[mac.count - 1] & 0x0F)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        var text = String(number)
        text = String(text.suffix(digits))
        return String(repeating: "0", count: digits - text.count) + text
    }
}
