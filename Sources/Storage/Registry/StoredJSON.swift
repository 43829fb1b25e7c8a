internal import Foundation

/// Metadata as the JSON text that its columns hold: keys in order, so that equal metadata is equal text.
enum StoredJSON {
    static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ text: String) throws -> Value {
        do { return try JSONDecoder().decode(Value.self, from: Data(text.utf8)) } catch {
            throw DamagedRow(reason: "a column of metadata does not hold the JSON it should")
        }
    }
}

/// A stored row that no version of the registry could have written.
struct DamagedRow: Error {
    let reason: String
}
