/// What little the framing asks of bytes that lie in somebody else's buffer.
extension Span where Element == UInt8 {
    var last: UInt8? { isEmpty ? nil : self[count - 1] }

    func firstIndex(of byte: UInt8) -> Int? {
        var index = 0
        while index < count {
            if self[index] == byte { return index }
            index += 1
        }
        return nil
    }

    func lastIndex(of byte: UInt8) -> Int? {
        var index = count - 1
        while index >= 0 {
            if self[index] == byte { return index }
            index -= 1
        }
        return nil
    }

    func contains(_ byte: UInt8) -> Bool { firstIndex(of: byte) != nil }

    func all(_ condition: (UInt8) -> Bool) -> Bool {
        var index = 0
        while index < count {
            guard condition(self[index]) else { return false }
            index += 1
        }
        return true
    }

    func equals(_ text: String) -> Bool { matches(text) { $0 } }

    /// Whether the bytes are the text but for capitals; the text is in lower case.
    func equalsIgnoringCase(_ text: String) -> Bool { matches(text) { $0.lowercased } }

    func startsIgnoringCase(with text: String) -> Bool {
        count >= text.utf8.count && extracting(0..<text.utf8.count).equalsIgnoringCase(text)
    }

    /// Where the bytes stand that are left without spaces and tabs at both ends.
    func trimmedRange() -> Range<Int> {
        var start = 0
        var end = count
        while start < end, self[start] == .space || self[start] == .tab { start += 1 }
        while end > start, self[end - 1] == .space || self[end - 1] == .tab { end -= 1 }
        return start..<end
    }

    /// Whether a list, separated by commas, has this member, which is in lower case.
    func hasListMember(_ text: String) -> Bool {
        var start = 0
        while start <= count {
            var end = start
            while end < count, self[end] != UInt8(ascii: ",") { end += 1 }
            let member = extracting(start..<end)
            if member.extracting(member.trimmedRange()).equalsIgnoringCase(text) { return true }
            start = end + 1
        }
        return false
    }

    func lowercased() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for index in 0..<count { bytes.append(self[index].lowercased) }
        return bytes
    }

    private func matches(_ text: String, _ form: (UInt8) -> UInt8) -> Bool {
        guard count == text.utf8.count else { return false }
        var index = 0
        for byte in text.utf8 {
            guard form(self[index]) == byte else { return false }
            index += 1
        }
        return true
    }
}
