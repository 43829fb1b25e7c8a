/// The effective settings, where each came from, and what is wrong: what `config show` and `config check` print.
struct ConfigurationReport: Sendable {
    struct Entry: Equatable, Sendable {
        let key: ConfigurationKeyInfo
        let value: ConfigurationValue
        let source: ConfigurationSource

        /// The value as it may be shown.
        var shown: ConfigurationValue { key.shown(value) }
    }

    static let redacted = "(redacted)"

    /// Every key once.
    let entries: [Entry]
    /// What makes the settings unusable: unknown keys and bad values.
    let problems: [ConfigurationProblem]
    /// Variables with the program's prefix that set nothing.
    ///
    /// Probably a mistake, but no reason not to start, because a later or earlier version may know them; `config check`
    /// does report them.
    let warnings: [ConfigurationProblem]
    /// The settings; a key with a problem has its default.
    let configuration: EffectiveConfiguration

    /// Reads all sources: flags over environment over file over credentials (secrets only) over profile over defaults.
    ///
    /// - Throws: ``ConfigurationError`` when a source cannot be read; what is wrong with single keys is in `problems`.
    init(_ input: ConfigurationInput) async throws(ConfigurationError) {
        let flags = Self.flagValues(input.flags)
        var layers: [ConfigurationLayer] = [.values(flags) { _ in .flag }, .environment(input.environment)]
        var unknown = Self.unknown(flags.keys) { _ in .flag }
        if let path = input.file ?? input.environment[ConfigurationInput.fileVariable] {
            let file = try ConfigurationFile(path: path)
            layers.append(.file(file))
            unknown += Self.unknown(file.entries.keys) { .file(path: path, line: file.entries[$0]?.line ?? 0) }
        }
        if let directory = input.environment[ConfigurationInput.credentialsVariable], !directory.isEmpty {
            layers.append(try await .credentials(in: directory))
        }
        if let profile = try Self.profile(input) { layers.append(.values(profile.values) { _ in .profile(profile) }) }

        var resolver = ConfigurationResolver(layers: layers, environment: input.environment)
        configuration = EffectiveConfiguration(&resolver)
        entries = resolver.entries
        problems = unknown + resolver.problems
        warnings = Self.unknownVariables(input.environment)
    }

    private static func profile(_ input: ConfigurationInput) throws(ConfigurationError) -> ConfigurationProfile? {
        guard let name = input.profile ?? input.environment[ConfigurationInput.profileVariable] else { return nil }
        guard let profile = ConfigurationProfile(rawValue: name) else { throw .unknownProfile(name) }
        return profile
    }

    /// Flags carry text; for a key that is a list its items are separated by commas, as in the environment.
    private static func flagValues(_ flags: [String: String]) -> [String: ConfigurationValue] {
        let lists = Set(ConfigurationKeys.all.filter(\.isList).map(\.name))
        return Dictionary(
            uniqueKeysWithValues: flags.map { name, text in
                (name, lists.contains(name) ? .list(text.split(separator: ",").map(String.init)) : .text(text))
            })
    }

    private static func unknown(
        _ names: some Collection<String>, source: (String) -> ConfigurationSource
    ) -> [ConfigurationProblem] {
        let known = ConfigurationKeys.all.map(\.name)
        return Set(names).subtracting(known).sorted().map { name in
            let nearest = NearestName.suggestion(for: name, among: known)
            return .unknownKey(name: name, source: source(name), nearest: nearest)
        }
    }

    private static func unknownVariables(_ environment: [String: String]) -> [ConfigurationProblem] {
        let known =
            ConfigurationKeys.all.map(\.environmentName)
            + [ConfigurationInput.fileVariable, ConfigurationInput.profileVariable, VerifyCommand.keyVariable]
        return environment.keys.filter { $0.hasPrefix(ConfigurationKeyInfo.environmentPrefix) }.sorted()
            .filter { !known.contains($0) }
            .map { .unknownVariable(name: $0, nearest: NearestName.suggestion(for: $0, among: known)) }
    }
}
