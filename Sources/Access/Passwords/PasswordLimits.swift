/// Every bound on passwords and their hashes, with its unit.
public enum PasswordLimits {
    /// Characters that a password without a second factor has at least (NIST SP 800-63B-4, section 3.1.1.2).
    public static let minimumCharacters = 15

    /// Characters that a password has at least where a second factor stands beside it.
    public static let minimumCharactersWithSecondFactor = 8

    /// UTF-8 bytes of a password.
    public static let passwordBytes = 1_024

    /// Characters of a name below which it may be part of a password: many words contain short ones by chance.
    public static let containedNameCharacters = 3

    /// Bytes of a password that bcrypt looks at.
    public static let bcryptPasswordBytes = 72

    /// bcrypt's cost; a hash of cost 15 takes about two seconds.
    public static let bcryptCost = 4...15

    /// scrypt's binary logarithm of N.
    public static let scryptLogCost = 4...20

    /// scrypt's block size.
    public static let scryptBlockSize = 1...32

    /// scrypt's parallelisation.
    public static let scryptParallelism = 1...16

    /// Bytes of memory that one hash may take.
    public static let scryptMemoryBytes = 256 << 20

    /// Bytes of salt.
    public static let saltBytes = 8...64

    /// Bytes of a hash.
    public static let hashBytes = 16...64

    /// Bytes of the text of a hash.
    public static let hashTextBytes = 256
}
