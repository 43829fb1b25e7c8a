internal import JSONText

/// What the JSON and the UBJSON spelling of one document have in common: a stream of checked tokens.
///
/// XGBoost writes the same tree of objects in both; ``XGBoostDecoder`` reads it through this. Every method throws
/// ``ModelError`` with the byte at which reading stopped.
protocol XGBoostTokens {
    /// The spelling that is read, for messages.
    static var format: ModelFormat { get }
    /// Byte at which the next token is looked for.
    var offset: Int { get }

    mutating func peek() throws(ModelError) -> JSONKind
    mutating func beginObject() throws(ModelError)
    /// The next member's key; `nil` once the innermost object is closed.
    mutating func nextKey() throws(ModelError) -> String?
    mutating func beginArray() throws(ModelError)
    /// Whether there is another element in the innermost array, which is closed otherwise.
    mutating func nextElement() throws(ModelError) -> Bool
    mutating func readText(maxBytes: Int) throws(ModelError) -> String
    /// Replaces `values` by the array that comes next.
    mutating func readInts(into values: inout [Int32], limit: Int) throws(ModelError)
    /// Replaces `values` by the array that comes next; NaN and infinities may be among them.
    mutating func readFloats(into values: inout [Float], limit: Int) throws(ModelError)
    mutating func skipValue() throws(ModelError)
    /// Checks that nothing follows the document.
    mutating func finish() throws(ModelError)
}

extension XGBoostTokens {
    /// The document is damaged at the byte where reading stands.
    func damaged(_ reason: String) -> ModelError {
        .malformed(format: Self.format, location: "byte \(offset)", reason: reason)
    }
}
