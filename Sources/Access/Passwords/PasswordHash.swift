/// The stored hash of a password, read from its text.
public enum PasswordHash: Sendable, Hashable {
    /// What this program makes, in the PHC string format: `$scrypt$ln=14,r=8,p=5$SALT$HASH`.
    case scrypt(ScryptHash)

    /// What imported users bring: `$2b$12$` and 53 characters of salt and hash.
    case bcrypt(BcryptHash)

    /// Reads the text of a hash, strictly: one text for one hash, parameters within ``PasswordLimits``.
    ///
    /// Nil is answered for everything else.
    public init?(text: String) {
        guard text.utf8.count <= PasswordLimits.hashTextBytes else { return nil }
        if let hash = ScryptHash(text: text) {
            self = .scrypt(hash)
        } else if let hash = BcryptHash(text: text) {
            self = .bcrypt(hash)
        } else {
            return nil
        }
    }

    /// Whether a login that knows the password should store a new hash of it.
    public func isOutdated(_ current: ScryptParameters) -> Bool {
        switch self {
        case .scrypt(let hash): hash.parameters != current
        case .bcrypt: true
        }
    }
}

/// A scrypt hash with its salt and parameters.
public struct ScryptHash: Sendable, Hashable {
    /// How much work it was.
    public let parameters: ScryptParameters

    /// Random bytes of this password alone.
    public let salt: [UInt8]

    /// What scrypt made of password and salt.
    public let hash: [UInt8]

    /// A hash from its parts; nil when salt or hash are outside of ``PasswordLimits``.
    public init?(parameters: ScryptParameters, salt: [UInt8], hash: [UInt8]) {
        guard PasswordLimits.saltBytes.contains(salt.count), PasswordLimits.hashBytes.contains(hash.count) else {
            return nil
        }
        self.parameters = parameters
        self.salt = salt
        self.hash = hash
    }

    init?(text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        let values = parts[2].split(separator: ",", omittingEmptySubsequences: false)
        guard values.count == 3, let logCost = Self.number(values[0], named: "ln"),
            let blockSize = Self.number(values[1], named: "r"), let parallelism = Self.number(values[2], named: "p"),
            let parameters = ScryptParameters(logCost: logCost, blockSize: blockSize, parallelism: parallelism),
            let salt = UnpaddedBase64.bytes(of: parts[3]), let hash = UnpaddedBase64.bytes(of: parts[4])
        else { return nil }
        self.init(parameters: parameters, salt: salt, hash: hash)
    }

    /// The hash in the PHC string format.
    public var text: String {
        "$scrypt$ln=\(parameters.logCost),r=\(parameters.blockSize),p=\(parameters.parallelism)"
            + "$\(UnpaddedBase64.text(of: salt))$\(UnpaddedBase64.text(of: hash))"
    }

    /// The number behind `name=`, in the one way to write it.
    private static func number(_ text: Substring, named name: String) -> Int? {
        guard text.hasPrefix(name + "=") else { return nil }
        let digits = text.dropFirst(name.count + 1)
        guard let number = Int(digits), String(number) == digits else { return nil }
        return number
    }
}

/// A bcrypt hash, which libcrypt verifies from its text.
public struct BcryptHash: Sendable, Hashable {
    /// The hash as it was imported.
    public let text: String

    init?(text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 60, text.hasPrefix("$2a$") || text.hasPrefix("$2b$") || text.hasPrefix("$2y$"),
            bytes[6] == UInt8(ascii: "$"), let cost = Int(String(decoding: bytes[4..<6], as: UTF8.self)),
            bytes[4..<6].allSatisfy({ (0x30...0x39).contains($0) }), PasswordLimits.bcryptCost.contains(cost),
            bytes[7...].allSatisfy({ Self.alphabet.contains($0) }),
            // 16 bytes of salt leave four bits of their last character over, and 23 of hash two: they must be zero, or
            // the hash that libcrypt writes could never be the same text.
            ".Oeu".utf8.contains(bytes[28])
        else { return nil }
        self.text = text
    }

    private static let alphabet = Set("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}
