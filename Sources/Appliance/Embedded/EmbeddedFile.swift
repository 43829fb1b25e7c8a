/// Files that are part of the program: the demo's model and the documentation.
struct EmbeddedFile: Sendable {
    let bytes: [UInt8]

    /// The file of this name below `Sources/CEmbedded/Files`.
    ///
    /// - Throws: ``Missing`` when the program was built without it.
    init(_ name: String) throws(Missing) {
        guard let bytes = SystemCalls.embeddedFile(named: name) else { throw Missing(name: name) }
        self.bytes = bytes
    }

    /// A file that the program should contain and does not.
    struct Missing: Error, CustomStringConvertible {
        let name: String
        var description: String {
            "The program was built without its file '\(name)'. Build it again from a clean copy."
        }
    }
}
