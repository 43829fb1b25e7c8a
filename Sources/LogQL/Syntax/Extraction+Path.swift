extension Extraction {
    /// Reads a path into a JSON document: `a.b["c d"][0]`; nil where the text is none.
    static func path(_ source: String) -> [Step]? {
        let bytes = Array(source.utf8)
        var steps: [Step] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "[") {
                guard let (step, end) = bracketed(bytes, index + 1) else { return nil }
                steps.append(step)
                index = end
            } else {
                if !steps.isEmpty {
                    guard bytes[index] == UInt8(ascii: ".") else { return nil }
                    index += 1
                }
                let start = index
                while index < bytes.count,
                    bytes[index].isLetter || bytes[index].isDigit || bytes[index] == UInt8(ascii: "-")
                {
                    index += 1
                }
                guard index > start else { return nil }
                steps.append(.key(String(decoding: bytes[start..<index], as: UTF8.self)))
            }
        }
        return steps.isEmpty ? nil : steps
    }

    private static func bracketed(_ bytes: [UInt8], _ start: Int) -> (Step, end: Int)? {
        guard start < bytes.count else { return nil }
        if bytes[start] == UInt8(ascii: "\"") {
            var key: [UInt8] = []
            var index = start + 1
            while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                if bytes[index] == UInt8(ascii: "\\") {
                    guard
                        let end = GoEscape.append(at: index + 1, of: bytes, quote: UInt8(ascii: "\""), to: &key)
                    else { return nil }
                    index = end
                } else {
                    key.append(bytes[index])
                    index += 1
                }
            }
            guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "]") else { return nil }
            return (.key(String(decoding: key, as: UTF8.self)), index + 2)
        }
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "]")),
            let element = Int(String(decoding: bytes[start..<end], as: UTF8.self)), element >= 0
        else { return nil }
        return (.element(element), end + 1)
    }
}
