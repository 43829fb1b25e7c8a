/// Files that are often taken for models here, told apart so that the answer can say what to do.
enum ForeignFormat {
    /// How to export a model that can be read.
    static let howToExport =
        "Export from XGBoost with booster.save_model('model.json') or 'model.ubj', "
        + "from LightGBM with booster.save_model('model.txt')"

    /// What a file looks like and what to do, where it is clearly no model that is read here.
    static func reason(_ bytes: [UInt8]) -> String? {
        guard let look = look(bytes) else { return nil }
        return "it looks like \(look.what). \(look.remedy ?? howToExport)"
    }

    private static func look(_ bytes: [UInt8]) -> (what: String, remedy: String?)? {
        if bytes.isEmpty { return ("an empty file", nil) }
        if bytes.starts(with: [0x1F, 0x8B]) { return ("gzip", "Decompress it first") }
        if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return ("zstd", "Decompress it first") }
        if bytes.starts(with: "PK".utf8) {
            return ("a zip archive, as scikit-learn's, PyTorch's and Keras's files are", nil)
        }
        if bytes.starts(with: [0x80]), bytes.count > 1, (2...5).contains(bytes[1]) {
            return ("a Python pickle, which would run code when it is opened", nil)
        }
        if bytes.starts(with: "binf".utf8) || bytes.starts(with: "bs64".utf8) || isXGBoostBinary(bytes) {
            return (
                "XGBoost's old binary format",
                "Load it in XGBoost 1.6 to 3.0 and export it with booster.save_model('model.json') or 'model.ubj'"
            )
        }
        if bytes.starts(with: "CBM1".utf8) { return ("a CatBoost model", nil) }
        if isJSON(bytes, withKeyAmongFirst: ["oblivious_trees", "features_info", "model_info", "scale_and_bias"]) {
            return ("a CatBoost model in JSON", nil)
        }
        if isJSON(bytes, withKeyAmongFirst: ["tree_info", "num_tree_per_iteration"]) {
            return ("LightGBM's dump_model in JSON", nil)
        }
        if isONNX(bytes) { return ("an ONNX model", "Export it from the library that trained it. \(howToExport)") }
        return nil
    }

    /// The binary format begins with its parameters, the base score as a `Float` and then the number of features: both
    /// small, with zero bytes that no text has.
    ///
    /// UBJSON has zero bytes as well, in the length of its first key; as a base score those bytes would be 1e-41.
    private static func isXGBoostBinary(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 136, bytes[6] == 0, bytes[7] == 0, !bytes.starts(with: [0x7B, 0x4C, 0, 0]) else {
            return false
        }
        let head = bytes[..<min(bytes.count, 1_024)]
        return contains(head, "gbtree") || contains(head, "gblinear") || contains(head, "dart")
    }

    /// An ONNX file is a protobuf message: field 1, the version as a number, then mostly field 2, the producer's name.
    private static func isONNX(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 3, bytes[0] == 0x08, bytes[1] < 0x20 else { return false }
        return bytes[2] == 0x12 || bytes[2] == 0x3A || bytes[2] == 0x42
    }

    /// Whether an object's first part spells one of the keys; XGBoost's own file begins with `learner` or `version`.
    private static func isJSON(_ bytes: [UInt8], withKeyAmongFirst keys: [String]) -> Bool {
        guard bytes.first == UInt8(ascii: "{") else { return false }
        let head = bytes[..<min(bytes.count, 1_024)]
        return keys.contains { contains(head, "\"\($0)\"") } && !contains(head, "\"learner\"")
    }

    private static func contains(_ bytes: ArraySlice<UInt8>, _ text: String) -> Bool {
        let wanted = Array(text.utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: wanted) }
    }
}
