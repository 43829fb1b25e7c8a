internal import Foundation

/// Passwords as text: how they are made comparable, and what counts as a character of them.
public enum PasswordText {
    /// The text in Unicode's normalisation form C, so that a character typed on one keyboard as a letter and an accent
    /// equals the same character typed on another as one.
    public static func normalised(_ password: String) -> String {
        password.utf8.allSatisfy { $0 < 0x80 } ? password : password.precomposedStringWithCanonicalMapping
    }

    /// The Unicode code points after normalisation: what the policy counts, as NIST SP 800-63B-4 asks for.
    public static func characters(_ password: String) -> Int {
        normalised(password).unicodeScalars.count
    }
}
