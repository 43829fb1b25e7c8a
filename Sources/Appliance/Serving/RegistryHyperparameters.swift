import Storage

/// What the registry remembers of a model file's parameters, as far as its bounds allow.
///
/// They inform people and take no part in a prediction, and the model file keeps them all. So a model is not refused for
/// them: what is too long or too much is left out, and a marker says so.
enum RegistryHyperparameters {
    /// The entry that says how many parameters were left out.
    static let leftOutName = "(left out)"

    /// The entries for a file's `parameters`; those of `required` come before them and replace those of their name.
    ///
    /// A value that cannot be stored becomes its size in bytes. Parameters whose name cannot be stored, and the last in
    /// the order of names when there are too many, are left out and counted under ``leftOutName``.
    static func fitted(
        _ parameters: [String: String], required: [String: String], limits: Storage.Limits = .standard
    ) -> [String: String] {
        let all = parameters.merging(required) { _, required in required }
        let usable = all.keys.filter { isStorable(name: $0, limits: limits) }.sorted { left, right in
            let isLeftRequired = required[left] != nil
            return isLeftRequired == (required[right] != nil) ? left < right : isLeftRequired
        }
        let isComplete = usable.count == all.count && all.count <= limits.metadataEntries
        let kept = isComplete ? usable[...] : usable.prefix(max(0, limits.metadataEntries - 1))
        var fitted: [String: String] = [:]
        for name in kept {
            if let value = all[name] { fitted[name] = storable(value: value, limits: limits) }
        }
        if !isComplete { fitted[leftOutName] = "(\(all.count - kept.count) parameters, in the model file)" }
        return fitted
    }

    private static func isStorable(name: String, limits: Storage.Limits) -> Bool {
        !name.isEmpty && name.utf8.count <= limits.metadataKeyBytes && name != leftOutName
            && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    private static func storable(value: String, limits: Storage.Limits) -> String {
        let bytes = value.utf8
        let isStorable = bytes.count <= limits.metadataValueBytes && !bytes.contains(0)
        return isStorable ? value : "(\(bytes.count) bytes, in the model file)"
    }
}
