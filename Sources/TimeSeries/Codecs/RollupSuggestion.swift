/// What the other columns of a roll-up suggest for one of them, so that only the difference to it is written.
///
/// A bucket begins near where the one before it ended: its least value is near the lesser of both last values, and its
/// greatest near the greater. Its sum is near the middle of the least and the greatest, as often as there are samples.
enum RollupSuggestion: UInt8 {
    case lesserOfLast = 0
    case greaterOfLast = 1
    case middleTimesCount = 2

    /// The order in which columns are written, so that none depends on one that comes later.
    static let order: [RollupColumn] = [.count, .last, .minimum, .maximum, .sum, .increase]

    /// The one for a column; nil where others say nothing of it.
    init?(for column: RollupColumn) {
        switch column {
        case .minimum: self = .lesserOfLast
        case .maximum: self = .greaterOfLast
        case .sum: self = .middleTimesCount
        case .count, .last, .increase: return nil
        }
    }

    /// The columns that it is reckoned from.
    var sources: [RollupColumn] {
        switch self {
        case .lesserOfLast, .greaterOfLast: [.last]
        case .middleTimesCount: [.count, .minimum, .maximum]
        }
    }

    /// What is suggested for each row, at a scale; nil where a source is not decimal at it.
    ///
    /// `values` are the columns of ``sources`` in their order, each as long as the others.
    func mantissas(_ values: [[Double]], at scale: DecimalScale) -> [Int64]? {
        var columns: [[Int64]] = []
        for (source, column) in zip(sources, values) {
            var mantissas: [Int64] = []
            mantissas.reserveCapacity(column.count)
            for value in column {
                guard let mantissa = source == .count ? Int64(exactly: value) : scale.mantissa(of: value) else {
                    return nil
                }
                mantissas.append(mantissa)
            }
            columns.append(mantissas)
        }
        guard columns.count == sources.count, let first = columns.first else { return nil }
        return first.indices.map { index in
            let before = columns[0][max(0, index - 1)]
            return switch self {
            case .lesserOfLast: min(columns[0][index], before)
            case .greaterOfLast: max(columns[0][index], before)
            // Whatever overflows does so alike when it is read.
            case .middleTimesCount: columns[0][index] &* (columns[1][index] &+ columns[2][index]) / 2
            }
        }
    }

    // MARK: - Bytes

    /// A column as the differences to what is suggested, and their bits; nil where something is not decimal.
    ///
    /// The form, the scale (1 byte each), and a number for each row.
    func encode(_ column: [Double], from values: [[Double]]) -> (bytes: [UInt8], bits: Int)? {
        var scales: [DecimalScale] = []
        for one in [column] + values {
            guard let decimal = DecimalColumn(one), decimal.exceptions.isEmpty else { return nil }
            scales.append(decimal.scale)
        }
        guard let scale = scales.max(by: { ($0.form.rawValue, $0.digits) < ($1.form.rawValue, $1.digits) }),
            let suggested = mantissas(values, at: scale)
        else { return nil }
        var differences: [UInt64] = []
        differences.reserveCapacity(column.count)
        for (value, mantissa) in zip(column, suggested) {
            guard let own = scale.mantissa(of: value) else { return nil }
            differences.append(ZigZag.encode(own &- mantissa))
        }
        var writer = ByteWriter()
        writer.append(rawValue)
        writer.append(scale.byte)
        IntegerColumn.append(differences, to: &writer)
        return (writer.bytes, DecimalDifferences.bits(differences))
    }

    /// Reads what ``encode(_:from:)`` wrote behind the form; `values` are the columns of ``sources``.
    func decode(_ values: [[Double]], _ count: Int, from reader: inout ByteReader) throws(BlockError) -> [Double] {
        guard let scale = DecimalScale(byte: try reader.byte()) else { throw .malformed("a column has no scale") }
        let differences = try IntegerColumn.read(count, from: &reader)
        guard let suggested = mantissas(values, at: scale), suggested.count == count else {
            throw .malformed("a column follows from columns that say nothing of it")
        }
        return zip(differences, suggested).map { scale.value($1 &+ ZigZag.decode($0)) }
    }
}
