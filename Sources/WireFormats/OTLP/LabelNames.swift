internal import Signals

/// Names of OpenTelemetry as Prometheus and Loki write them.
enum LabelNames {
    /// An attribute's name as a label's: whatever is no letter, digit or underscore becomes one underscore.
    ///
    /// As in OpenTelemetry's compatibility rules and Prometheus's translator: a name that begins with a digit gets "key_" in
    /// front, one that begins with a single underscore "key".
    static func label(_ name: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(name.utf8.count)
        for scalar in name.unicodeScalars {
            let byte = UInt8(exactly: scalar.value) ?? 0
            let isPlain = LabelRules.isIdentifierByte(byte, isFirst: false, allowsColon: false)
            bytes.append(isPlain ? byte : UInt8(ascii: "_"))
        }
        let text = String(decoding: bytes.prefix(Limits.maxLabelNameBytes), as: UTF8.self)
        guard let first = bytes.first else { return "" }
        if first &- UInt8(ascii: "0") < 10 { return "key_" + text }
        if first == UInt8(ascii: "_"), !text.hasPrefix("__") { return "key" + text }
        return text
    }
}

extension [OTLPKeyValue] {
    /// The attributes as labels: names translated, values as text, and the values of names that become the same joined by ";".
    ///
    /// What is beyond ``Limits/maxAttributes`` is left out, a long value is cut.
    var labels: [String: String] {
        var labels: [String: String] = [:]
        for attribute in prefix(Limits.maxAttributes).sorted(by: { $0.key < $1.key }) {
            let name = LabelNames.label(attribute.key)
            guard !name.isEmpty else { continue }
            let value = attribute.value.text
            let joined = labels[name].map { $0 + ";" + value } ?? value
            labels[name] = joined.cut(toBytes: Limits.maxAttributeValueBytes)
        }
        return labels
    }

    /// The value of an attribute as text; nil where there is none.
    func text(_ key: String) -> String? {
        first { $0.key == key }?.value.text
    }
}
