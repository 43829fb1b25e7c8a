import Inference
import Storage

/// Whether the models of a restored database answer as the ones that serve, bit for bit.
struct GoldenPredictions: Sendable {
    /// What is wrong with a restored model, in a whole sentence.
    struct Difference: Error, Equatable, CustomStringConvertible {
        let description: String
    }

    /// The models that serve now.
    let live: @Sendable () -> ServingSnapshot

    /// Compares every production model of the database at `path`; one that was promoted or replaced since is left out.
    ///
    /// - Throws: ``Difference``, `StorageError`, `RegistryError`, `ModelError`.
    func check(_ path: String) async throws {
        let live = live()
        try await RestoredDatabase.productionModels(at: path) { record, bytes in
            guard let serving = live.production[record.name], serving.record.id == record.id else {
                // It must at least be a model.
                _ = try Model(bytes)
                return
            }
            guard serving.record.sha256 == record.sha256, serving.record.sizeBytes == bytes.count else {
                throw Difference(
                    description: "The restored model '\(record.name)' \(record.version) has other bytes than "
                        + "the one that serves.")
            }
            guard Self.answers(try Model(bytes)) == Self.answers(serving.model) else {
                throw Difference(
                    description: "The restored model '\(record.name)' \(record.version) predicts something else "
                        + "than the one that serves.")
            }
        }
    }

    /// The bits of a model's answers to a handful of rows that are always the same.
    static func answers(_ model: Model) -> [UInt64] {
        (0..<Limits.goldenRows).flatMap { number in
            let row = Self.row(number, features: model.featureCount)
            var values = [Double](repeating: 0, count: model.valueCount(.prediction) ?? 0)
            var span = values.mutableSpan
            model.predict(row: row.span, .prediction, into: &span)
            return values.map(\.bitPattern)
        }
    }

    /// Zeros, nothing but missing values, and values that spread over what people measure.
    static func row(_ number: Int, features: Int) -> [Double] {
        (0..<features).map { feature in
            switch number {
            case 0: 0
            case 1: .nan
            default: Double((feature &* 37 &+ number &* 101) % 211) * Double(number) / 4 - 10
            }
        }
    }
}
