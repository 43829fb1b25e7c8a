import CCrypt
import Foundation

extension SystemCalls {
    /// What libcrypt makes of a password with the settings in front of a hash: crypt_r(3).
    ///
    /// The call takes as long as the hash's cost says and keeps no state outside of the call.
    ///
    /// - Returns: the hash's text; nil where libcrypt refuses the settings.
    static func crypt(_ password: [UInt8], settings: String) -> String? {
        // The password ends at the first zero byte for C, so one within it would go unnoticed.
        guard !password.contains(0) else { return nil }
        return unsafe withUnsafeTemporaryAllocation(of: crypt_data.self, capacity: 1) { buffer in
            guard let data = buffer.baseAddress else { return nil }
            unsafe data.initialize(to: crypt_data())
            // It held the password.
            defer { unsafe explicit_bzero(data, MemoryLayout<crypt_data>.size) }
            return unsafe (password + [0]).withUnsafeBytes { phrase in
                guard let start = unsafe phrase.bindMemory(to: CChar.self).baseAddress,
                    let answer = unsafe crypt_r(start, settings, data)
                else { return nil }
                let text = unsafe String(cString: answer)
                // A refusal is a text that begins with an asterisk.
                return text.hasPrefix("*") ? nil : text
            }
        }
    }
}
