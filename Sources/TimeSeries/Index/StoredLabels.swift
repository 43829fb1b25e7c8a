public import Signals

/// Labels of a series as bytes, as the index on disk keeps them: lengths and UTF-8, name and value in turn.
public enum StoredLabels {
    /// The bytes of labels.
    public static func encode(_ labels: LabelSet) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(variable: labels.labels.count)
        for label in labels.labels {
            for text in [label.name, label.value] {
                writer.append(variable: text.utf8.count)
                writer.bytes += text.utf8
            }
        }
        return writer.bytes
    }

    /// Throws ``BlockError`` for bytes that ``encode(_:)`` did not make.
    public static func decode(_ bytes: [UInt8]) throws(BlockError) -> LabelSet {
        var reader = ByteReader(bytes)
        var labels: [Label] = []
        for _ in 0..<(try reader.count("labels", atMost: Limits.labels)) {
            let name = try text(from: &reader, atMost: Limits.labelNameBytes)
            labels.append(Label(name, try text(from: &reader, atMost: Limits.labelValueBytes)))
        }
        try reader.requireEnd()
        do throws(LabelError) {
            return try LabelSet(labels)
        } catch {
            throw .malformed("its labels are none: \(error)")
        }
    }

    private static func text(from reader: inout ByteReader, atMost limit: Int) throws(BlockError) -> String {
        let length = try reader.count("bytes of text", atMost: limit)
        let range = try reader.skip(length)
        guard let text = String(validating: reader.bytes[range], as: UTF8.self) else {
            throw .malformed("text is not UTF-8")
        }
        return text
    }
}
