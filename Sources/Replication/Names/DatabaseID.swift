/// What tells one database from every other, for as long as it lives: 128 random bits, written as a UUID.
public struct DatabaseID: Sendable, Hashable, CustomStringConvertible {
    /// The bits.
    public let value: Word128

    /// The bits as they are.
    public init(_ value: Word128) { self.value = value }

    /// Random bits of the given generator.
    public init(using generator: inout some RandomNumberGenerator) {
        value = .random(using: &generator)
    }

    /// The identity of the appliance's database with a file name such as `appliance.db`: the same in every installation.
    ///
    /// So a restore knows where to look, and a second appliance at the same place of a store is noticed and refused.
    public init(named name: String) {
        self.init(Word128(bigEndian: Digest(of: Array("geoclimate database \(name)".utf8)).bytes))
    }

    /// What ``description`` prints, and nothing else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [8, 4, 4, 4, 12],
            let value = Hexadecimal.value(parts.joined(), as: UInt128.self)
        else { return nil }
        self.value = Word128(value)
    }

    /// 32 lower-case hexadecimal digits in the groups of a UUID.
    public var description: String {
        var text = ""
        for (index, digit) in value.description.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    var bytes: [UInt8] { value.bytes }
}
