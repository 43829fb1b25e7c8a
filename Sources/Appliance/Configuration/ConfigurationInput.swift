/// Everything that settings are read from.
struct ConfigurationInput: Sendable {
    /// Flags of the command line, by dotted key; a list is separated by commas.
    var flags: [String: String] = [:]
    /// The environment of the process.
    var environment: [String: String] = [:]
    /// The value of the flag `--config`.
    ///
    /// Without it `GEOCLIMATE_CONFIG` names the file; without both there is none: no file is picked up
    /// from the working directory or from /etc because it happens to be there.
    var file: String?
    /// The value of the flag `--profile`.
    ///
    /// Without it `GEOCLIMATE_PROFILE` names the profile; without both there is none.
    var profile: String?

    static let fileVariable = "GEOCLIMATE_CONFIG"
    static let profileVariable = "GEOCLIMATE_PROFILE"
    static let credentialsVariable = "CREDENTIALS_DIRECTORY"
}
