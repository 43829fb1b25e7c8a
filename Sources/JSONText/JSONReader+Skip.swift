extension JSONReader {
    /// Checks the next value, whatever it is, and moves past it.
    ///
    /// Nesting costs no stack: there is no recursion.
    public mutating func skipValue() throws(JSONError) {
        let outside = levels.count
        repeat {
            switch try peek() {
            case .object: try beginObject()
            case .array:
                try beginArray()
                skipRun()
            case .string: _ = try scanString()
            case .number: try skipNumber()
            case .bool: _ = try readBool()
            case .null: try readNull()
            }
            while levels.count > outside, try !moveToNextValue() {}
        } while levels.count > outside
    }

    /// Moves to the next value of the innermost array or object; `false` when that closed it.
    private mutating func moveToNextValue() throws(JSONError) -> Bool {
        if levels.last?.isObject == true { try nextRawKey() != nil } else { try nextElement() }
    }
}
