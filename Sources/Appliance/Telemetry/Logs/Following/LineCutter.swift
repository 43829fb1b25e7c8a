/// Cuts bytes that were read from a file into whole lines: a decision without effects.
struct LineCutter: Sendable {
    /// What came of some bytes.
    struct Cut: Sendable, Equatable {
        /// Without their ends; invalid UTF-8 is replaced.
        var lines: [[UInt8]] = []
        /// Bytes that are done with; the rest is the beginning of a line.
        var consumed = 0
        /// Lines that were cut because they were too long.
        var cutLines = 0
        /// Whether the rest of a line that was too long is still to come.
        var isInsideLongLine = false
    }

    private static let mark = Array(" [truncated]".utf8)

    /// Bytes of a line at most; a longer one is cut there, and ends with a mark.
    let limit: Int

    /// Cuts; `isEnd` tells that nothing follows, so that a last line without an end is one.
    ///
    /// `bytes` are more than ``limit``, or all that there is.
    func cut(_ bytes: [UInt8], isInsideLongLine: Bool, isEnd: Bool = false) -> Cut {
        var cut = Cut()
        cut.isInsideLongLine = isInsideLongLine
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            take(bytes[start..<end], &cut)
            start = end + 1
        }
        cut.consumed = start
        let rest = bytes[start...]
        if cut.isInsideLongLine || rest.count > limit {
            if !cut.isInsideLongLine { take(rest, &cut) }
            cut.isInsideLongLine = !isEnd
            cut.consumed = bytes.count
        } else if isEnd, !rest.isEmpty {
            take(rest, &cut)
            cut.consumed = bytes.count
        }
        return cut
    }

    private func take(_ line: ArraySlice<UInt8>, _ cut: inout Cut) {
        guard !cut.isInsideLongLine else { return cut.isInsideLongLine = false }
        var line = line
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard !line.isEmpty else { return }
        if line.count > limit {
            cut.cutLines += 1
            let text = Self.text(line.prefix(max(0, limit - Self.mark.count)))
            cut.lines.append(Array(text.prefix(max(0, limit - Self.mark.count))) + Self.mark)
        } else {
            cut.lines.append(Self.text(line))
        }
    }

    /// The bytes as valid UTF-8.
    private static func text(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        Array(String(decoding: bytes, as: UTF8.self).utf8)
    }
}
