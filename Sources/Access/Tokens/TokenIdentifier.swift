/// Ids of keys, sessions and tokens: letters, digits, `-` and `_`, so that none of them can ever be a path or a statement.
enum TokenIdentifier {
    static func isValid(_ text: String) -> Bool {
        (1...TokenLimits.identifierBytes).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
