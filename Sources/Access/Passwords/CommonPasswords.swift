/// The passwords that people choose most often, which an attacker tries first.
public struct CommonPasswords: Sendable {
    /// Lines of lowercase ASCII, sorted bytewise, each ended by a line feed.
    private let bytes: [UInt8]

    /// A list as `scripts/common-passwords` writes it.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How many there are.
    public var count: Int { bytes.count { $0 == UInt8(ascii: "\n") } }

    /// Whether the password is one of them, without regard to case.
    public func contains(_ password: String) -> Bool {
        let wanted = Array(password.lowercased().utf8)
        guard !wanted.isEmpty else { return false }
        // A binary search in bytes: half of the rest goes each time, moved to the start of a line.
        var low = 0
        var high = bytes.count
        while low < high {
            let start = lineStart(before: (low + high) / 2)
            let end = bytes[start..<high].firstIndex(of: UInt8(ascii: "\n")) ?? high
            let line = bytes[start..<end]
            if line.elementsEqual(wanted) { return true }
            if line.lexicographicallyPrecedes(wanted) { low = end + 1 } else { high = start }
        }
        return false
    }

    private func lineStart(before index: Int) -> Int {
        var start = index
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        return start
    }
}
