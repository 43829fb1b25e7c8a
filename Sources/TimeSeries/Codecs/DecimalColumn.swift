/// Values as whole numbers at one scale, with those that are none of them as exceptions.
struct DecimalColumn {
    let scale: DecimalScale
    /// Of each value; an exception repeats the one before it.
    let mantissas: [Int64]
    /// Indices, ascending.
    let exceptions: [Int]

    /// By the scale with the fewest exceptions; nil where with each more than one value in eight would be one.
    init?(_ values: [Double]) {
        var best: DecimalColumn?
        for form in DecimalScale.Form.allCases {
            guard let column = DecimalColumn(values, form) else { continue }
            if column.exceptions.count < best?.exceptions.count ?? .max { best = column }
            // Nothing can be better, and nearly all columns end here with the first form.
            if column.exceptions.isEmpty { break }
        }
        guard let best else { return nil }
        self = best
    }

    private init?(_ values: [Double], _ form: DecimalScale.Form) {
        let scales = DecimalScale.all(form)
        let allowed = values.count / 8 + 1
        var (chosen, failures) = (0, 0)
        for value in values where value.isFinite {
            var place = chosen
            while place < scales.count, scales[place].mantissa(of: value) == nil { place += 1 }
            if place < scales.count { chosen = place } else { failures += 1 }
            guard failures <= allowed else { return nil }
        }
        let scale = scales[chosen]
        var mantissas: [Int64] = []
        mantissas.reserveCapacity(values.count)
        var exceptions: [Int] = []
        var before: Int64?
        for (index, value) in values.enumerated() {
            if let mantissa = scale.mantissa(of: value) {
                if before == nil, index > 0 {
                    // Leading exceptions repeat what follows them.
                    for earlier in 0..<index { mantissas[earlier] = mantissa }
                }
                before = mantissa
                mantissas.append(mantissa)
            } else {
                exceptions.append(index)
                guard exceptions.count <= allowed else { return nil }
                mantissas.append(before ?? 0)
            }
        }
        self.scale = scale
        self.mantissas = mantissas
        self.exceptions = exceptions
    }
}
