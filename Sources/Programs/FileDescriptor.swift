/// An open end of a pipe, closed with its owner.
final class FileDescriptor: Sendable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    /// What is there next, at most so many bytes; nothing at the end.
    func read(atMost bytes: Int) -> [UInt8] { SystemCalls.read(number, atMost: bytes) }

    deinit { SystemCalls.close(number) }
}
