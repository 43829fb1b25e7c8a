import Configuration
import SystemPackage

/// One source of settings: where to look a key up, and what to call the place.
struct ConfigurationLayer: Sendable {
    let snapshot: any ConfigSnapshot
    let source: @Sendable (ConfigurationKeyInfo) -> ConfigurationSource
    /// Whether only secrets are looked up here.
    var isForSecrets = false

    /// The value as written, or nil where this layer has none.
    ///
    /// A list where one value belongs, or the other way round, is answered as it was written.
    func value(for key: ConfigurationKeyInfo) -> ConfigurationValue? {
        guard key.isSecret || key.hidesFields || !isForSecrets else { return nil }
        let types: [ConfigType] = key.isList ? [.stringArray, .string] : [.string, .stringArray]
        for type in types {
            // Throws where the value is of the other type only, which the next turn finds.
            switch try? snapshot.value(forKey: AbsoluteConfigKey(key.components), type: type).value?.content {
            case .string(let text): return .text(text)
            case .stringArray(let items): return .list(items)
            default: continue
            }
        }
        return nil
    }

    /// Values that are already in hand.
    static func values(
        _ values: [String: ConfigurationValue],
        source: @escaping @Sendable (ConfigurationKeyInfo) -> ConfigurationSource
    ) -> ConfigurationLayer {
        var byKey: [AbsoluteConfigKey: ConfigValue] = [:]
        for (name, value) in values {
            let content: ConfigContent =
                switch value {
                case .text(let text): .string(text)
                case .list(let items): .stringArray(items)
                }
            byKey[AbsoluteConfigKey(name.split(separator: ".").map(String.init))] = ConfigValue(
                content, isSecret: false)
        }
        return ConfigurationLayer(snapshot: InMemoryProvider(values: byKey).snapshot(), source: source)
    }

    static func environment(_ variables: [String: String]) -> ConfigurationLayer {
        let provider = EnvironmentVariablesProvider(environmentVariables: variables).prefixKeys(with: "geoclimate")
        return ConfigurationLayer(snapshot: provider.snapshot()) { .environment(variable: $0.environmentName) }
    }

    static func file(_ file: ConfigurationFile) -> ConfigurationLayer {
        .values(file.entries.mapValues(\.value)) { key in
            .file(path: file.path, line: file.entries[key.name]?.line ?? 0)
        }
    }

    /// The files of systemd's credentials, named by key with `-` for `.`; a file that is not there says nothing.
    static func credentials(in directory: String) async throws(ConfigurationError) -> ConfigurationLayer {
        do {
            let provider = try await DirectoryFilesProvider(directoryPath: FilePath(directory))
            return ConfigurationLayer(
                snapshot: provider.snapshot(),
                source: { .credential(path: "\(directory)/\($0.components.joined(separator: "-"))") },
                isForSecrets: true)
        } catch {
            throw .unreadableCredentials(path: directory, reason: "\(error)")
        }
    }
}
