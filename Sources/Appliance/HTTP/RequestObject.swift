import Hummingbird
import JSONText

/// A small JSON object in a request's body, of which every field is known: texts, numbers, flags and lists of texts.
struct RequestObject: Sendable {
    private enum Value: Sendable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case texts([String])
        case null
    }

    private var values: [String: Value] = [:]

    /// Reads the body of a request.
    ///
    /// - Throws: ``APIError`` 413 over `limit` bytes, 415 for another type, 422 for malformed JSON and for a field that is not
    ///   in `allowed`, 400 for one that stands twice.
    init(_ request: Request, allowed: [String], limit: Int = Limits.accountBodyBytes) async throws {
        _ = try MediaType.ofBody(request, accepted: [.json])
        let body = try await request.collectBody(limit: limit)
        try self.init(Array(body.readableBytesView), allowed: allowed)
    }

    init(_ body: [UInt8], allowed: [String]) throws {
        var reader = JSONReader(body, maxDepth: Limits.jsonDepth)
        guard try reader.peek() == .object else {
            throw APIError.invalid("body", message: "The body is not a JSON object.")
        }
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard allowed.contains(key) else {
                let hint = NearestName.suggestion(for: key, among: allowed).map { " Did you mean '\($0)'?" } ?? ""
                throw APIError.invalid("body", key, message: "The field '\(key)' is not known here.\(hint)")
            }
            values[key] = try Self.value(&reader, key)
        }
        try reader.finish()
    }

    /// Whether the field is there, also when it is null.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// A text; nil where the field is missing or null.
    func text(_ name: String) throws(APIError) -> String? {
        switch values[name] {
        case nil, .null: return nil
        case .text(let text): return text
        default: throw Self.wrongType(name, "text")
        }
    }

    /// A text that must be there.
    func requiredText(_ name: String) throws(APIError) -> String {
        guard let text = try text(name) else { throw Self.missing(name) }
        return text
    }

    /// True or false; nil where the field is missing or null.
    func flag(_ name: String) throws(APIError) -> Bool? {
        switch values[name] {
        case nil, .null: return nil
        case .flag(let flag): return flag
        default: throw Self.wrongType(name, "true or false")
        }
    }

    /// A whole number; nil where the field is missing or null.
    func number(_ name: String) throws(APIError) -> Int? {
        switch values[name] {
        case nil, .null: return nil
        case .number(let number): return number
        default: throw Self.wrongType(name, "a whole number")
        }
    }

    /// A list of texts; nil where the field is missing or null.
    func texts(_ name: String) throws(APIError) -> [String]? {
        switch values[name] {
        case nil, .null: return nil
        case .texts(let texts): return texts
        default: throw Self.wrongType(name, "a list of texts")
        }
    }

    /// 422 for a field that is not there.
    static func missing(_ name: String) -> APIError {
        .invalid("body", name, message: "The field '\(name)' is required.")
    }

    private static func value(_ reader: inout JSONReader, _ key: String) throws -> Value {
        switch try reader.peek() {
        case .string: return .text(try reader.readString())
        case .bool: return .flag(try reader.readBool())
        case .null:
            try reader.readNull()
            return .null
        case .number:
            guard let number = try? reader.readInt() else { throw wrongType(key, "a whole number") }
            return .number(number)
        case .array:
            var texts: [String] = []
            try reader.beginArray()
            while try reader.nextElement() {
                guard try reader.peek() == .string else { throw wrongType(key, "a list of texts") }
                texts.append(try reader.readString())
            }
            return .texts(texts)
        case .object: throw wrongType(key, "a text, a number, true, false or a list of texts")
        }
    }

    private static func wrongType(_ key: String, _ wanted: String) -> APIError {
        .invalid("body", key, message: "The field '\(key)' takes \(wanted).")
    }
}
