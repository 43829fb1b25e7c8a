/// Reads a model file of any known format.
public enum ModelReader {
    /// Finds the format from the file's first bytes and reads it.
    ///
    /// A UTF-8 byte order mark before a text format is passed over: editors add it, and it changes nothing.
    ///
    /// - Throws: ``ModelError``; ``ModelError/unknownFormat(reason:)`` says what the file looks like and how to export
    ///   a model instead.
    public static func read(_ bytes: [UInt8], limits: Limits = .standard) throws(ModelError) -> ParsedModel {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        switch try format(of: bytes) {
        case .xgboostJSON: return try XGBoostJSONReader.read(bytes, limits: limits)
        case .xgboostUBJSON: return try XGBoostUBJSONReader.read(bytes, limits: limits)
        case .lightGBMText: return try LightGBMTextReader.read(bytes, limits: limits)
        }
    }

    /// The format that a file's first bytes announce.
    ///
    /// JSON objects go on with a quote or a space; UBJSON objects with `L`, `l`, `I`, `i` or `U`, the type of a key's
    /// length, or with a container's `$` and `#`.
    public static func format(of bytes: [UInt8]) throws(ModelError) -> ModelFormat {
        if let reason = ForeignFormat.reason(bytes) { throw .unknownFormat(reason: reason) }
        if bytes.starts(with: "tree\n".utf8) || bytes.starts(with: "tree\r\n".utf8) { return .lightGBMText }
        let spaces: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        if let brace = bytes.firstIndex(where: { !spaces.contains($0) }), bytes[brace] == UInt8(ascii: "{") {
            guard brace + 1 < bytes.count else { throw .unknownFormat(reason: "it ends after its first brace") }
            return "LlIiU$#".utf8.contains(bytes[brace + 1]) ? .xgboostUBJSON : .xgboostJSON
        }
        throw .unknownFormat(reason: "its first bytes are those of no known format. \(ForeignFormat.howToExport)")
    }
}
