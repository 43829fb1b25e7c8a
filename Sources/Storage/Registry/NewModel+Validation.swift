extension NewModel {
    /// Checks every field against its rule and bound, the name first.
    func validate(_ limits: Limits) throws(RegistryError) {
        guard Self.isValidName(name, limits: limits) else {
            throw .nameInvalid(name: name, maximumBytes: limits.modelNameBytes)
        }
        try Self.checkText(modelType, field: "model type", 1...limits.typeNameBytes)
        try Self.checkText(taskType, field: "task type", 1...limits.typeNameBytes)
        try Self.checkCount(featureColumns.count, field: "list of feature columns", limit: limits.featureColumns)
        for column in featureColumns {
            try Self.checkText(column, field: "feature column", 1...limits.featureColumnBytes)
        }
        guard Set(featureColumns).count == featureColumns.count else {
            throw .metadataInvalid(field: "list of feature columns", reason: "a name occurs twice")
        }
        try checkMetrics(limits)
        try Self.checkCount(hyperparameters.count, field: "hyperparameters", limit: limits.metadataEntries)
        for (key, value) in hyperparameters {
            try Self.checkText(key, field: "hyperparameter's name", 1...limits.metadataKeyBytes)
            try Self.checkSize(value, field: "hyperparameter \(key.debugDescription)", limits.metadataValueBytes)
        }
        try Self.checkCount(tags.count, field: "tags", limit: limits.tags)
        for (key, value) in tags {
            try Self.checkText(key, field: "tag's name", 1...limits.metadataKeyBytes)
            try Self.checkSize(value, field: "tag \(key.debugDescription)", limits.metadataKeyBytes)
        }
        try Self.checkSize(description, field: "description", limits.descriptionBytes)
    }

    private func checkMetrics(_ limits: Limits) throws(RegistryError) {
        try Self.checkCount(metrics.count, field: "metrics", limit: limits.metadataEntries)
        for (key, value) in metrics {
            try Self.checkText(key, field: "metric's name", 1...limits.metadataKeyBytes)
            guard value.isFinite else {
                throw .metadataInvalid(
                    field: "metric \(key.debugDescription)", reason: "\(value) is not a finite number")
            }
        }
    }

    /// Whether a name may be given to models.
    static func isValidName(_ name: String, limits: Limits) -> Bool {
        let bytes = name.utf8
        guard (1...limits.modelNameBytes).contains(bytes.count), bytes.first != UInt8(ascii: ".") else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    /// Text of one line, its size within `range`.
    static func checkText(_ text: String, field: String, _ range: ClosedRange<Int>) throws(RegistryError) {
        if text.isEmpty, range.lowerBound > 0 { throw .metadataInvalid(field: field, reason: "it is empty") }
        try checkSize(text, field: field, range.upperBound)
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw .metadataInvalid(field: field, reason: "it holds a control character")
        }
    }

    private static func checkSize(_ text: String, field: String, _ limit: Int) throws(RegistryError) {
        guard text.utf8.count <= limit else {
            throw .metadataInvalid(field: field, reason: "it has \(text.utf8.count) bytes, at most \(limit) are kept")
        }
        // SQLite's text functions stop at a zero byte, so such text would not read back the same everywhere.
        guard !text.utf8.contains(0) else { throw .metadataInvalid(field: field, reason: "it holds a zero byte") }
    }

    private static func checkCount(_ count: Int, field: String, limit: Int) throws(RegistryError) {
        guard count <= limit else {
            throw .metadataInvalid(field: field, reason: "it has \(count) entries, at most \(limit) are kept")
        }
    }
}
