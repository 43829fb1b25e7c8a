import Access
import Crypto
import CryptoExtras
import Foundation

/// Makes and verifies hashes of passwords on the calling thread, which it keeps busy for a tenth of a second or more.
struct PasswordHashing: Sendable {
    /// What new hashes are made with.
    let parameters: ScryptParameters

    /// Bytes of salt and hash of new hashes.
    static let newSaltBytes = 16
    static let newHashBytes = 32

    /// The text of a new hash.
    ///
    /// - Throws: what the library throws where there is no memory.
    func hash(_ password: String, salt: [UInt8]) throws -> String {
        let hash = try Self.scrypt(password, salt: salt, parameters, byteCount: Self.newHashBytes)
        guard let made = ScryptHash(parameters: parameters, salt: salt, hash: hash) else {
            throw CryptoKitError.incorrectParameterSize
        }
        return made.text
    }

    /// Whether the password is the one that was hashed.
    func verify(_ password: String, against hash: PasswordHash) throws -> Bool {
        switch hash {
        case .scrypt(let hash):
            let found = try Self.scrypt(password, salt: hash.salt, hash.parameters, byteCount: hash.hash.count)
            // The equality of keys takes the same time wherever they differ.
            return SymmetricKey(data: found) == SymmetricKey(data: hash.hash)
        case .bcrypt(let hash):
            // What a client sent is what the other program hashed, so the bytes are taken as they came.
            let password = Array(password.utf8.prefix(PasswordLimits.bcryptPasswordBytes))
            guard let found = SystemCalls.crypt(password, settings: hash.text) else { return false }
            return SymmetricKey(data: Data(found.utf8)) == SymmetricKey(data: Data(hash.text.utf8))
        }
    }

    private static func scrypt(
        _ password: String, salt: [UInt8], _ parameters: ScryptParameters, byteCount: Int
    ) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Data(PasswordText.normalised(password).utf8), salt: Data(salt), outputByteCount: byteCount,
            rounds: parameters.cost, blockSize: parameters.blockSize, parallelism: parameters.parallelism)
        return unsafe key.withUnsafeBytes { unsafe Array($0) }
    }
}
