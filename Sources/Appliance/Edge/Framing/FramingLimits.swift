/// The bounds of a request's head and of the lines between its chunks.
struct FramingLimits: Sendable {
    var targetBytes = Limits.targetBytes
    var headerBytes = Limits.headerListBytes
    var fields = Limits.headerFields
    var methodBytes = Limits.methodBytes
    var chunkLineBytes = Limits.chunkLineBytes

    /// Bytes of a request line without its target: a method, two spaces, the version and the line's end.
    var requestLineOverhead: Int { methodBytes + 2 + 8 + 2 }
}
