import JSONText

/// The body of `POST /predict` or `POST /predict/batch`, before its data is decoded: which model decides what the data
/// means.
struct PredictionRequest {
    var modelID: String?
    var modelName: String?
    var returnsProbabilities = false
    var batchSize: Int?
    /// Stands at the value of `data`.
    var data: JSONReader

    /// Reads a body; `batch_size` is known only where `isBatch`.
    ///
    /// - Throws: ``APIError`` 422 for malformed JSON, wrong types, unknown fields and a missing `data`; 400 for JSON
    ///   that is nested too deep or names a key twice.
    init(_ body: [UInt8], isBatch: Bool) throws(APIError) {
        var reader = JSONReader(body, maxDepth: Limits.jsonDepth)
        var data: JSONReader?
        do {
            guard try reader.peek() == .object else {
                throw APIError.invalid("body", message: "The body is not a JSON object with the field 'data'.")
            }
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "data":
                    data = reader
                    try reader.skipValue()
                case "model_id": modelID = try Self.text(&reader, key)
                case "model_name": modelName = try Self.text(&reader, key)
                case "return_probabilities":
                    guard try reader.peek() == .bool else { throw Self.wrongType(key, "true or false") }
                    returnsProbabilities = try reader.readBool()
                case "batch_size" where isBatch:
                    guard try reader.peek() != .null else {
                        try reader.readNull()
                        continue
                    }
                    guard try reader.peek() == .number, let size = try? reader.readInt(), size > 0 else {
                        throw Self.wrongType(key, "a whole number above zero")
                    }
                    batchSize = size
                default:
                    let known =
                        ["data", "model_id", "model_name", "return_probabilities"] + (isBatch ? ["batch_size"] : [])
                    let hint = NearestName.suggestion(for: key, among: known).map { " Did you mean '\($0)'?" } ?? ""
                    throw APIError.invalid("body", key, message: "The field '\(key)' is not known.\(hint)")
                }
            }
            try reader.finish()
        } catch let error as JSONError {
            throw APIError(error)
        } catch let error as APIError {
            throw error
        } catch {
            throw APIError.unexpected(error)
        }
        guard let data else { throw APIError.invalid("body", "data", message: "The field 'data' is required.") }
        self.data = data
    }

    private static func text(_ reader: inout JSONReader, _ key: String) throws -> String? {
        switch try reader.peek() {
        case .string: return try reader.readString()
        case .null:
            try reader.readNull()
            return nil
        default: throw wrongType(key, "text")
        }
    }

    private static func wrongType(_ key: String, _ wanted: String) -> APIError {
        .invalid("body", key, message: "The field '\(key)' takes \(wanted).")
    }
}
