@testable import Inference

/// The walk and the links with arrays in and out, for tests.
enum WalkProbe {
    static func margins(_ ensemble: TreeEnsemble, _ row: [Double]) -> [Double] {
        var margins = [Double](repeating: 0, count: ensemble.outputCount)
        var span = margins.mutableSpan
        ReferenceWalk.margins(ensemble, row: row.span, into: &span)
        return margins
    }

    static func values(
        _ link: Link, _ margins: [Double], precision: TreeEnsemble.Precision, divisor: Int = 1
    ) -> [Double] {
        var values = [Double](repeating: 0, count: link.valueCount(outputCount: margins.count))
        var span = values.mutableSpan
        link.apply(margins.span, precision: precision, divisor: divisor, into: &span)
        return values
    }

    static func probabilities(_ link: Link, _ margins: [Double], precision: TreeEnsemble.Precision) -> [Double] {
        var values = [Double](repeating: 0, count: max(2, margins.count))
        var span = values.mutableSpan
        link.applyProbabilities(margins.span, precision: precision, divisor: 1, into: &span)
        return values
    }
}

extension String {
    /// The string with the first occurrence of `old` replaced.
    func replacingOnce(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return replacingCharacters(in: range, with: new)
    }

    private func replacingCharacters(in range: Range<Index>, with new: String) -> String {
        String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }

    /// The number of bytes before `text`.
    func byteOffset(of text: String) -> Int? {
        firstRange(of: text).map { self[..<$0.lowerBound].utf8.count }
    }
}
