/// Finds each key's effective value in layers, the first of which wins, and notes what is wrong.
struct ConfigurationResolver {
    let layers: [ConfigurationLayer]
    /// The variables of the process, some of which complete what is written.
    let environment: [String: String]
    private(set) var entries: [ConfigurationReport.Entry] = []
    private(set) var problems: [ConfigurationProblem] = []

    init(layers: [ConfigurationLayer], environment: [String: String] = [:]) {
        self.layers = layers
        self.environment = environment
    }

    /// The key's value; where the written one is bad this is noted as a problem and the default answered.
    mutating func resolve<Value>(_ key: ConfigurationKey<Value>) -> Value {
        let info = key.info
        for layer in layers {
            guard let written = layer.value(for: info) else { continue }
            let source = layer.source(info)
            entries.append(ConfigurationReport.Entry(key: info, value: written, source: source))
            if let value = key.parse(written) { return value }
            problems.append(
                .badValue(
                    key: info.name, written: info.shown(written).description, source: source, expects: info.expects))
            return key.defaultValue
        }
        entries.append(ConfigurationReport.Entry(key: info, value: info.defaultValue, source: .builtIn))
        return key.defaultValue
    }
}
