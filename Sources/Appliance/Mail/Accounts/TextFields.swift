import Foundation
import HTTPTypes

/// The fields of a small request that all are text, sent as JSON or as a page's form.
struct TextFields: Sendable {
    private let values: [String: String]

    /// Reads a body of exactly these fields.
    ///
    /// - Throws: what ``RequestObject`` refuses: ``APIError`` 422 for a field that is missing, unknown or no text, 400 for
    ///   one that stands twice.
    init(_ body: [UInt8], type: MediaType, names: [String]) throws {
        guard type == .form else {
            let object = try RequestObject(body, allowed: names)
            values = Dictionary(uniqueKeysWithValues: try names.map { ($0, try object.requiredText($0)) })
            return
        }
        let values = try Self.form(body)
        for name in values.keys.sorted() where !names.contains(name) {
            throw APIError.invalid("body", name, message: "The field '\(name)' is not known here.")
        }
        for name in names where values[name] == nil { throw RequestObject.missing(name) }
        self.values = values
    }

    /// A field that was named when the body was read.
    subscript(name: String) -> String { values[name] ?? "" }

    /// Names and values as a page's form sends them (URL Standard, application/x-www-form-urlencoded).
    private static func form(_ body: [UInt8]) throws(APIError) -> [String: String] {
        var values: [String: String] = [:]
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            guard let key = decoded(name), let value = decoded(pair.dropFirst(name.count + 1)) else {
                throw .invalid("body", message: "The body is not a form in UTF-8.")
            }
            guard values.updateValue(value, forKey: key) == nil else {
                throw APIError(.badRequest, "The field '\(key)' stands more than once.")
            }
        }
        return values
    }

    private static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        let spaced = text.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        return String(validating: spaced, as: UTF8.self)?.removingPercentEncoding
    }
}
