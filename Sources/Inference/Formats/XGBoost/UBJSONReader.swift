internal import JSONText

/// A strict pull reader of Universal Binary JSON (draft 12, <https://ubjson.org>), as far as XGBoost writes it.
///
/// Numbers are big-endian. Arrays come plain, counted, or counted with one type for all elements; objects come plain.
/// Every count is held against the bytes that are left before anything is built from it.
struct UBJSONReader: XGBoostTokens {
    static let format = ModelFormat.xgboostUBJSON

    /// One array or object that has been opened and not closed.
    private struct Level {
        var isObject: Bool
        /// Elements to come, where the array says how many it has.
        var remaining: Int?
        /// The marker of every element, where the array gives one for all.
        var elementType: UInt8?
        var keys: Set<String> = []
    }

    let bytes: [UInt8]
    var offset = 0
    private var levels: [Level] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func peek() throws(ModelError) -> JSONKind {
        switch try peekMarker() {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "S"): .string
        case UInt8(ascii: "T"), UInt8(ascii: "F"): .bool
        case UInt8(ascii: "Z"): .null
        case let marker where UBJSONNumber.size(of: marker) != nil: .number
        case UInt8(ascii: "H"): throw damaged("numbers of arbitrary precision are not read")
        default: throw damaged("there is no such type of value")
        }
    }

    // MARK: Objects

    mutating func beginObject() throws(ModelError) {
        try expect(.object)
        try push(Level(isObject: true))
        offset += 1
        let next = try peekByte()
        guard next != UInt8(ascii: "$"), next != UInt8(ascii: "#") else {
            throw damaged("objects with a count are not read")
        }
    }

    mutating func nextKey() throws(ModelError) -> String? {
        let last = levels.count - 1
        guard last >= 0, levels[last].isObject else { throw damaged("the innermost open value is not an object") }
        if try peekByte() == UInt8(ascii: "}") {
            offset += 1
            levels.removeLast()
            return nil
        }
        let start = offset
        let key = try readTextBody()
        guard levels[last].keys.insert(key).inserted else {
            offset = start
            throw damaged("the key \"\(key)\" stands twice in one object")
        }
        return key
    }

    // MARK: Arrays

    mutating func beginArray() throws(ModelError) {
        try expect(.array)
        var level = Level(isObject: false)
        offset += 1
        if try peekByte() == UInt8(ascii: "$") {
            offset += 1
            let type = try peekByte()
            guard UBJSONNumber.size(of: type) != nil else { throw damaged("arrays of such a type are not read") }
            level.elementType = type
            offset += 1
            guard try peekByte() == UInt8(ascii: "#") else { throw damaged("an array with a type has no count") }
        }
        if try peekByte() == UInt8(ascii: "#") {
            offset += 1
            level.remaining = try readCount(size: level.elementType.flatMap(UBJSONNumber.size) ?? 1)
        }
        try push(level)
    }

    mutating func nextElement() throws(ModelError) -> Bool {
        let last = levels.count - 1
        guard last >= 0, !levels[last].isObject else { throw damaged("the innermost open value is not an array") }
        if let remaining = levels[last].remaining {
            if remaining == 0 {
                levels.removeLast()
                return false
            }
            levels[last].remaining = remaining - 1
            return true
        }
        guard try peekByte() == UInt8(ascii: "]") else { return true }
        offset += 1
        levels.removeLast()
        return false
    }

    mutating func readInts(into values: inout [Int32], limit: Int) throws(ModelError) {
        values.removeAll(keepingCapacity: true)
        try beginArray()
        try reserve(&values, limit: limit)
        let bytes = bytes
        takeElements(ofType: UInt8(ascii: "l")) {
            values.append(Int32(bitPattern: UBJSONNumber.bigEndian32(bytes, $0)))
        }
        takeElements(ofType: UInt8(ascii: "U")) { values.append(Int32(bytes[$0])) }
        while try nextElement() {
            guard values.count < limit else { throw damaged("an array has more than \(limit) elements") }
            guard case .integer(let wide) = try readNumber(), let value = Int32(exactly: wide) else {
                throw damaged("a whole number of 32 bits was expected")
            }
            values.append(value)
        }
    }

    mutating func readFloats(into values: inout [Float], limit: Int) throws(ModelError) {
        values.removeAll(keepingCapacity: true)
        try beginArray()
        try reserve(&values, limit: limit)
        let bytes = bytes
        takeElements(ofType: UInt8(ascii: "d")) {
            values.append(Float(bitPattern: UBJSONNumber.bigEndian32(bytes, $0)))
        }
        while try nextElement() {
            guard values.count < limit else { throw damaged("an array has more than \(limit) elements") }
            switch try readNumber() {
            case .integer(let value): values.append(Float(value))
            case .single(let value): values.append(value)
            case .double: throw damaged("a 32-bit floating-point number was expected")
            }
        }
    }

    /// Hands the offsets of all elements to `take` in one tight loop where the array has that type; otherwise does nothing.
    @inline(__always)
    private mutating func takeElements(ofType type: UInt8, _ take: (Int) -> Void) {
        let last = levels.count - 1
        guard levels[last].elementType == type, let count = levels[last].remaining,
            let size = UBJSONNumber.size(of: type)
        else { return }
        for index in 0..<count { take(offset + size * index) }
        offset += size * count
        levels[last].remaining = 0
    }

    /// Makes room for the elements that the open array announces; their bytes are known to be there.
    private func reserve<Element>(_ values: inout [Element], limit: Int) throws(ModelError) {
        guard let count = levels.last?.remaining else { return }
        guard count <= limit else { throw damaged("an array has \(count) elements, more than \(limit)") }
        values.reserveCapacity(count)
    }

    // MARK: Scalars

    mutating func readText(maxBytes: Int) throws(ModelError) -> String {
        try expect(.string)
        offset += 1
        let text = try readTextBody()
        guard text.utf8.count <= maxBytes else { throw damaged("a text is longer than \(maxBytes) bytes") }
        return text
    }

    private mutating func readNumber() throws(ModelError) -> UBJSONNumber {
        let marker = try peekMarker()
        guard let size = UBJSONNumber.size(of: marker) else { throw damaged("a number was expected") }
        if levels.last?.elementType == nil { offset += 1 }
        guard bytes.count - offset >= size else { throw damaged("the file ends inside a number") }
        defer { offset += size }
        return UBJSONNumber(marker, bytes, at: offset)
    }

    /// A length and that many bytes of UTF-8, as keys have them and strings after their marker.
    private mutating func readTextBody() throws(ModelError) -> String {
        let count = try readCount(size: 1)
        guard let text = String(validating: bytes[offset..<offset + count], as: UTF8.self) else {
            throw damaged("a text is not UTF-8")
        }
        offset += count
        return text
    }

    /// A count with its own marker, of things that take at least `size` bytes each.
    private mutating func readCount(size: Int) throws(ModelError) -> Int {
        let start = offset
        let marker = try peekByte()
        guard let width = UBJSONNumber.size(of: marker), bytes.count - offset > width,
            case .integer(let count) = UBJSONNumber(marker, bytes, at: offset + 1), count >= 0
        else { throw damaged("a count was expected") }
        offset += 1 + width
        guard count <= (bytes.count - offset) / size else {
            offset = start
            throw damaged("the file ends before the \(count) elements that are announced")
        }
        return count
    }

    // MARK: Skipping

    /// Moves past the next value without recursion; elements of one type are jumped over at once.
    mutating func skipValue() throws(ModelError) {
        let outside = levels.count
        repeat {
            switch try peek() {
            case .object: try beginObject()
            case .array:
                try beginArray()
                jumpOverTypedElements()
            case .string: _ = try readText(maxBytes: .max)
            case .number: _ = try readNumber()
            case .bool, .null: offset += 1
            }
            while levels.count > outside, try !moveToNextValue() {}
        } while levels.count > outside
    }

    private mutating func jumpOverTypedElements() {
        let last = levels.count - 1
        guard let size = levels[last].elementType.flatMap(UBJSONNumber.size), let count = levels[last].remaining
        else { return }
        offset += size * count
        levels[last].remaining = 0
    }

    private mutating func moveToNextValue() throws(ModelError) -> Bool {
        if levels.last?.isObject == true { try nextKey() != nil } else { try nextElement() }
    }

    mutating func finish() throws(ModelError) {
        guard levels.isEmpty else { throw damaged("the document goes on inside an array or object") }
        guard offset == bytes.count else { throw damaged("something follows the end of the document") }
    }

    // MARK: Parts

    private mutating func push(_ level: Level) throws(ModelError) {
        guard levels.count < JSONLimits.maxDepth else {
            throw damaged("arrays and objects are nested more than \(JSONLimits.maxDepth) deep")
        }
        levels.append(level)
    }

    private func expect(_ kind: JSONKind) throws(ModelError) {
        let found = try peek()
        guard found == kind else { throw damaged("\(kind.phrase) was expected, not \(found.phrase)") }
    }

    /// The marker of the next value: its own, or the one that its array gives for all elements.
    @inline(__always)
    private func peekMarker() throws(ModelError) -> UInt8 {
        if let type = levels.last?.elementType { return type }
        return try peekByte()
    }

    @inline(__always)
    private func peekByte() throws(ModelError) -> UInt8 {
        guard offset < bytes.count else { throw damaged("the file ends in the middle of the document") }
        return bytes[offset]
    }
}
