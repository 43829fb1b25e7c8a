import Traces

/// Reads any bytes as the headers of a trace and as a search for traces; what is read must read again from its own text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTraceContext(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: unsafe fuzzInput(data, count), as: UTF8.self)
    if let parent = TraceParent(text) { precondition(TraceParent(parent.description) == parent) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if let state = TraceState(lines) { precondition(TraceState([state.description]) == state) }
    let parameters = text.split(separator: "&").map { field in
        let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (name: parts[0], value: parts.count > 1 ? parts[1] : "")
    }
    for now in [1_700_000_000_000_000_000, 0] as [Int64] {
        guard let query = try? JaegerQuery(parameters: parameters, now: now) else { continue }
        precondition(0...Limits.maxSearchTraces ~= query.limit)
    }
    return 0
}
