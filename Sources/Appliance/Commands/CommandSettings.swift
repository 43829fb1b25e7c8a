import Foundation

/// Loads the settings that a command's options, the environment and the configuration file add up to.
enum CommandSettings {
    /// The checked settings; `flags` are those that the command itself has options for, and win.
    ///
    /// - Throws: ``ConfigurationError`` naming every setting that is wrong.
    static func load(
        _ global: GlobalOptions, flags: [String: String] = [:]
    ) async throws(ConfigurationError) -> EffectiveConfiguration {
        try await EffectiveConfiguration.load(input(global, flags: flags))
    }

    /// Everything that settings are read from.
    static func input(_ global: GlobalOptions, flags: [String: String] = [:]) -> ConfigurationInput {
        ConfigurationInput(
            flags: global.settings.merging(flags) { $1 }, environment: ProcessInfo.processInfo.environment,
            file: global.configurationFile, profile: global.profile?.rawValue)
    }
}
