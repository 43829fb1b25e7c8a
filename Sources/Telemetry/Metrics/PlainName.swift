/// Names of other systems as the exposition formats take them.
public enum PlainName {
    /// A metric's name: what is no letter, digit, underscore or colon becomes an underscore; at most `Limits.nameBytes`.
    public static func metric(_ text: String) -> String { plain(text, colons: true) }

    /// A label's name: as a metric's, without colons, and none of those that the formats keep for themselves.
    public static func label(_ text: String) -> String {
        var name = plain(text, colons: false)
        while name.hasPrefix("__") { name.removeFirst() }
        return name == "le" || name == "quantile" ? name + "_" : name
    }

    private static func plain(_ text: String, colons: Bool) -> String {
        var name = ""
        for scalar in text.unicodeScalars.prefix(Limits.nameBytes) {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": name.unicodeScalars.append(scalar)
            case ":" where colons: name.unicodeScalars.append(scalar)
            case "0"..."9":
                if name.isEmpty { name = "_" }
                name.unicodeScalars.append(scalar)
            default: name += "_"
            }
        }
        return name.isEmpty ? "_" : String(name.prefix(Limits.nameBytes))
    }
}
