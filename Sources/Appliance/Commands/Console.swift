import Foundation
import JSONText

/// Where commands print: data on standard output, everything else on standard error.
enum Console {
    /// Prints a line of data.
    static func output(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// Prints text that ends its last line itself.
    static func outputLines(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// Prints one JSON value.
    static func json(_ write: (inout JSONWriter) -> Void) {
        FileHandle.standardOutput.write(Data(JSONWriter.bytes(write) + [UInt8(ascii: "\n")]))
    }

    /// Prints progress or a message.
    static func message(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
