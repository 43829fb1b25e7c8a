/// Why a regular expression is refused, in the words of Go's library, which Prometheus's errors quote.
enum RegexReason {
    /// RE2's reasons and Go's for the same; what is in both is left out.
    private static let wordings: [(re2: String, go: String)] = [
        ("missing ]", "missing closing ]"),
        ("missing )", "missing closing )"),
        ("no argument for repetition operator", "missing argument to repetition operator"),
        ("bad repetition operator", "invalid nested repetition operator"),
        ("invalid perl operator", "invalid or unsupported Perl syntax"),
        ("invalid named capture group", "invalid named capture"),
        ("trailing \\", "trailing backslash at end of expression"),
        ("repetition operator argument too large", "invalid repeat count"),
        ("invalid repetition size", "invalid repeat count"),
    ]

    /// `missing closing ]: ` and the part of the expression in back quotes.
    static func go(_ reason: String) -> String {
        let parts = reason.split(separator: ":", maxSplits: 1)
        let code = parts.first.map(String.init) ?? reason
        let argument = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
        let wording = wordings.first { $0.re2 == code }?.go ?? code
        return argument.isEmpty ? wording : "\(wording): `\(argument)`"
    }
}
