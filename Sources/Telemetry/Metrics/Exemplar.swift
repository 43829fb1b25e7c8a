/// One observation of a histogram whose trace was kept: the way from a number to what happened.
public struct Exemplar: Hashable, Sendable {
    /// The trace, as 32 hexadecimal digits.
    public let traceID: String
    /// What was observed.
    public let value: Double
    /// When, in milliseconds since 1970.
    public let milliseconds: Int64

    /// An exemplar of its parts.
    public init(traceID: String, value: Double, milliseconds: Int64) {
        self.traceID = traceID
        self.value = value
        self.milliseconds = milliseconds
    }
}
