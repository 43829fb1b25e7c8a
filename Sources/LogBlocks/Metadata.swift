internal import Signals

/// The structured metadata of one entry as bytes: for each label its name and its value, each after its length.
enum Metadata {
    static func check(_ labels: LabelSet) throws(LogBlockError) {
        let count = labels.labels.count
        guard count <= Limits.metadataLabels else {
            throw .tooLarge("labels in an entry's metadata", count: count, limit: Limits.metadataLabels)
        }
        // Ten bytes hold any length, so what passes here is read back whole.
        let bytes = labels.labels.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 20 }
        guard bytes <= Limits.metadataBytes else {
            throw .tooLarge("bytes in an entry's metadata", count: bytes, limit: Limits.metadataBytes)
        }
    }

    static func encode(_ labels: LabelSet) -> [UInt8] {
        var writer = ByteWriter()
        for label in labels.labels {
            for text in [label.name, label.value] {
                writer.varint(text.utf8.count)
                writer.bytes.append(contentsOf: text.utf8)
            }
        }
        return writer.bytes
    }

    static func decode(_ bytes: ArraySlice<UInt8>) throws(LogBlockError) -> LabelSet {
        var reader = ByteReader(bytes)
        var labels: [Label] = []
        while reader.remaining > 0 {
            guard labels.count < Limits.metadataLabels else {
                throw .tooLarge("labels in an entry's metadata", count: labels.count + 1, limit: Limits.metadataLabels)
            }
            let name = try text(&reader)
            labels.append(Label(name, try text(&reader)))
        }
        do {
            return try LabelSet(labels)
        } catch {
            throw .damaged("an entry's metadata: \(error)")
        }
    }

    private static func text(_ reader: inout ByteReader) throws(LogBlockError) -> String {
        let count = try reader.count("bytes in an entry's metadata", limit: Limits.metadataBytes)
        return String(decoding: try reader.slice(count), as: UTF8.self)
    }
}
