/// An API key: `gsc_`, 30 random base62 characters, and 6 base62 characters of checksum.
///
/// The random part carries 178 bits. The checksum is the CRC-32 of the 34 characters before it, prefix included, as one
/// number in six base62 digits (`0`–`9`, `A`–`Z`, `a`–`z`), most significant first. It tells a mistyped or cut key, and a
/// scanner of leaked secrets a real key, from any other text without a look at the database; it proves nothing.
///
/// Whatever prints a key by accident prints its last four characters alone.
public struct APIKey: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// Why a text is no key.
    public enum Malformed: Error, Equatable, Sendable, CaseIterable, CustomStringConvertible {
        /// It does not begin with `gsc_`.
        case prefix
        /// It has not 40 characters.
        case length
        /// One of its characters is no ASCII letter or digit.
        case character
        /// The last six characters do not fit those before.
        case checksum

        /// What is wrong; nothing of the text is repeated.
        public var description: String {
            switch self {
            case .prefix: "An API key begins with '\(APIKey.prefix)', and what was sent does not."
            case .length: "An API key has \(APIKey.length) characters, and what was sent has not. Copy the whole key."
            case .character: "An API key has only letters and digits after '\(APIKey.prefix)'. Copy it again."
            case .checksum:
                "The checksum at the end of the API key does not fit: it was mistyped or cut. Copy it again."
            }
        }
    }

    /// What every key begins with.
    public static let prefix = "gsc_"

    /// Random characters after the prefix.
    public static let randomLength = 30

    /// Characters of checksum at the end.
    public static let checksumLength = 6

    /// Characters of a key.
    public static let length = prefix.utf8.count + randomLength + checksumLength

    /// The characters, all of them ASCII.
    let characters: [UInt8]

    /// Reads a key; only the exact form is one.
    ///
    /// It throws ``Malformed``, without a look at any database.
    public init(parsing text: String) throws(Malformed) {
        let characters = Array(text.utf8)
        guard characters.starts(with: Self.prefix.utf8) else { throw .prefix }
        guard characters.count == Self.length else { throw .length }
        let body = characters.dropFirst(Self.prefix.utf8.count)
        guard body.allSatisfy(Base62.isDigit) else { throw .character }
        let checksum = Self.checksum(of: characters.dropLast(Self.checksumLength))
        guard characters.suffix(Self.checksumLength).elementsEqual(checksum) else { throw .checksum }
        self.characters = characters
    }

    /// Makes a new key; `generator` must be fit for secrets, as `SystemRandomNumberGenerator` is.
    ///
    /// Every character is equally likely: `UInt32.random(in:using:)` rejects instead of taking a remainder.
    public init(using generator: inout some RandomNumberGenerator) {
        var characters = Array(Self.prefix.utf8)
        for _ in 0..<Self.randomLength {
            characters.append(Base62.character(.random(in: 0..<Base62.radix, using: &generator)))
        }
        self.characters = characters + Self.checksum(of: characters)
    }

    /// The whole key, to be shown once to its owner.
    public var secret: Secret { Secret(String(decoding: characters, as: UTF8.self)) }

    /// The last four characters, by which people tell their keys apart.
    public var lastFour: String { String(decoding: characters.suffix(4), as: UTF8.self) }

    /// The last four characters after dots.
    public var description: String { "\(Self.prefix)…\(lastFour)" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }

    /// Compares in constant time.
    public static func == (left: APIKey, right: APIKey) -> Bool {
        ConstantTime.areEqual(left.characters, right.characters)
    }

    private static func checksum(of characters: some Sequence<UInt8>) -> [UInt8] {
        Base62.sixDigits(of: CRC32.checksum(of: characters))
    }
}
