import Logging

/// Hands a logger's events to the log of the process.
struct StructuredLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level

    private let label: String
    private let system: LogSystem

    init(label: String, system: LogSystem) {
        self.label = label
        self.system = system
        logLevel = system.level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        // The closer to the call, the stronger: the event's own over the provider's over the logger's.
        var merged = metadata
        if let provided = metadataProvider?.get() { merged.merge(provided) { $1 } }
        if let own = event.metadata { merged.merge(own) { $1 } }
        system.write(event, label: label, metadata: merged)
    }
}
