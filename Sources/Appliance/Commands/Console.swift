import Foundation
import JSONText

/// Where commands print: data on standard output, everything else on standard error.
enum Console {
    /// Standard output took no more, as when the disk is full or the reader has gone.
    struct OutputFailure: Error, CustomStringConvertible {
        let reason: String
        var description: String { "Standard output cannot be written: \(reason)." }
    }

    /// Prints a line of data.
    static func output(_ text: String) throws(OutputFailure) {
        try outputLines(text + "\n")
    }

    /// Prints text that ends its last line itself.
    static func outputLines(_ text: String) throws(OutputFailure) {
        try write(Array(text.utf8))
    }

    /// Prints one JSON value.
    static func json(_ write: (inout JSONWriter) -> Void) throws(OutputFailure) {
        try self.write(JSONWriter.bytes(write) + [UInt8(ascii: "\n")])
    }

    /// Prints progress or a message.
    ///
    /// Where standard error is gone there is nobody to tell.
    static func message(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }

    /// Prints a question, after which the cursor stays on the line.
    static func prompt(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    private static func write(_ bytes: [UInt8]) throws(OutputFailure) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(bytes))
        } catch {
            throw OutputFailure(reason: SystemCalls.reason(of: error))
        }
    }
}
