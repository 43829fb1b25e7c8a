@testable import Framing

/// Cuts any bytes into requests, all at once and in pieces, which must come to the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRequestFraming(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = unsafe fuzzInput(data, count)
    guard let first = input.first else { return 0 }
    let size = Int(first % 61) + 1
    let bytes = Array(input.dropFirst())
    var whole = RequestFraming()
    let step = whole.consume(bytes.span)
    precondition(step.passed <= bytes.count)
    // What was passed on is requests and nothing else: shown alone, it is passed on again.
    var again = RequestFraming()
    precondition(again.consume(Array(bytes[..<step.passed]).span) == RequestFraming.Step(passed: step.passed))
    precondition(again.heads == whole.heads)

    var pieces = RequestFraming()
    var passed = 0
    var end = 0
    var fault: RequestFault?
    while end < bytes.count, fault == nil {
        end = min(end + size, bytes.count)
        let step = pieces.consume(Array(bytes[passed..<end]).span)
        passed += step.passed
        fault = step.fault
    }
    // What never ends is refused before all of it is there, so that the reasons may differ.
    precondition((fault == nil) == (step.fault == nil) && passed == step.passed && pieces.heads == whole.heads)
    return 0
}
