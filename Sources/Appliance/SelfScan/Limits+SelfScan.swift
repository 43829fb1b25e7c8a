/// What the checks of security hold against.
extension Limits {
    /// Days after which an API key or a signing key should be rotated.
    static let keyAgeDays = 365
    /// Minutes that an access token should live at most.
    static let accessTokenMinutes = 30
    /// Days that refresh tokens should work without a login.
    static let refreshTokenDays = 30
    /// Wrong passwords of a name from one address that should be taken at most before the first wait.
    static let lockoutFailures = 10
    /// Seconds that the longest wait should be at least.
    static let lockoutLongestWait = 60
    /// Failures of one address in a quarter of an hour that should be taken at most.
    static let lockoutAddressFailures = 100
    /// Days that a certificate should still be valid.
    static let certificateDays = 14
    /// systemd's exposure score that the unit should not exceed.
    static let unitScore = 2.0
    /// Seconds that systemd-analyze may take.
    static let unitScoreSeconds = 10
    /// Bytes of what `systemd-analyze` says that are read.
    static let unitScoreBytes = 1 << 20
    /// Files of the data directory whose modes are looked at.
    static let scannedFiles = 1_000
}
