/// Every bound of this target.
public enum Limits {
    /// Members of a `tracestate` (W3C Trace Context, section 3.3.1.1).
    static let maxTraceStateMembers = 32
}
