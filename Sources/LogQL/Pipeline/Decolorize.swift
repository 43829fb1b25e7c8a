/// Takes the control sequences of terminals out of lines (ECMA-48, section 5.4).
enum Decolorize {
    private static let escape: UInt8 = 0x1B

    static func process(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard line.contains(escape) else { return line }
        var result: [UInt8] = []
        result.reserveCapacity(line.count)
        var index = line.startIndex
        while index < line.endIndex {
            if line[index] == escape, index + 1 < line.endIndex, line[index + 1] == UInt8(ascii: "[") {
                var end = index + 2
                while end < line.endIndex, (0x20...0x3F).contains(line[end]) { end += 1 }
                if end < line.endIndex, (0x40...0x7E).contains(line[end]) {
                    index = end + 1
                    continue
                }
            }
            result.append(line[index])
            index += 1
        }
        return result[...]
    }
}
