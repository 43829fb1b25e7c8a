/// The bounds of accounts and logins.
extension Limits {
    /// Passwords that wait for their turn to be hashed; the next one is answered 503.
    static let waitingPasswords = 64
    /// Names from addresses whose failed logins are remembered, and as many addresses.
    static let rememberedLogins = 65_536
    /// Characters of a username that a login looks at; no account has a longer one.
    static let usernameCharacters = 65
    /// Seconds that the link to make the first administrator works.
    static let setupLinkSeconds = 86_400
    /// Bytes of a request about accounts.
    static let accountBodyBytes = 16 << 10
    /// Accounts that one page of a listing answers when nobody says how many.
    static let accountPage = 100
    /// Bytes of a file of accounts to import.
    static let importFileBytes = 64 << 20
    /// Problems of an import that are printed.
    static let listedImportProblems = 1_000
}
