internal import JSONText

/// The tokens of a model that was saved as JSON.
struct XGBoostJSONTokens: XGBoostTokens {
    static let format = ModelFormat.xgboostJSON
    private var reader: JSONReader

    /// XGBoost writes NaN and infinities as words, which JSON does not have.
    init(_ bytes: [UInt8]) {
        reader = JSONReader(bytes, allowsNonFinite: true)
    }

    var offset: Int { reader.offset }

    mutating func peek() throws(ModelError) -> JSONKind {
        do throws(JSONError) { return try reader.peek() } catch { throw refused(error) }
    }

    mutating func beginObject() throws(ModelError) {
        do throws(JSONError) { try reader.beginObject() } catch { throw refused(error) }
    }

    mutating func nextKey() throws(ModelError) -> String? {
        do throws(JSONError) { return try reader.nextKey() } catch { throw refused(error) }
    }

    mutating func beginArray() throws(ModelError) {
        do throws(JSONError) { try reader.beginArray() } catch { throw refused(error) }
    }

    mutating func nextElement() throws(ModelError) -> Bool {
        do throws(JSONError) { return try reader.nextElement() } catch { throw refused(error) }
    }

    mutating func readText(maxBytes: Int) throws(ModelError) -> String {
        do throws(JSONError) {
            let text = try reader.readString()
            guard text.utf8.count <= maxBytes else {
                throw JSONError.malformed(reason: "a text is longer than \(maxBytes) bytes", offset: offset)
            }
            return text
        } catch { throw refused(error) }
    }

    mutating func readInts(into values: inout [Int32], limit: Int) throws(ModelError) {
        values.removeAll(keepingCapacity: true)
        do throws(JSONError) { try reader.readInts(into: &values, limit: limit) } catch { throw refused(error) }
    }

    mutating func readFloats(into values: inout [Float], limit: Int) throws(ModelError) {
        values.removeAll(keepingCapacity: true)
        do throws(JSONError) { try reader.readFloats(into: &values, limit: limit) } catch { throw refused(error) }
    }

    mutating func skipValue() throws(ModelError) {
        do throws(JSONError) { try reader.skipValue() } catch { throw refused(error) }
    }

    mutating func finish() throws(ModelError) {
        do throws(JSONError) { try reader.finish() } catch { throw refused(error) }
    }

    private func refused(_ error: JSONError) -> ModelError {
        .malformed(format: Self.format, location: "byte \(error.offset)", reason: error.reason)
    }
}
