import Foundation
import Support
import Testing

/// One model file of the fixtures and where the library's own answers to it are.
struct GoldenModel: Decodable, Sendable, CustomTestStringConvertible {
    enum Library: String, Decodable {
        case xgboost, lightgbm
    }

    let name: String
    let file: String
    let expected: String
    let library: Library
    let version: String
    let objective: String
    let rows: GoldenRows.Kind
    /// Margins a row.
    let margins: Int
    /// Predictions a row; 0 where the link is the identity, so that they are the margins.
    let predictions: Int

    /// Values that the library's `predict` answers for a row.
    var predictionCount: Int { predictions == 0 ? margins : predictions }

    var testDescription: String { name }
}

/// What `scripts/fixtures/make-models` wrote: the models, and the rows that they were asked.
struct GoldenManifest: Decodable {
    struct Rows: Decodable {
        let seed: UInt64
        let digest: String
    }

    let rows: [String: Rows]
    let models: [GoldenModel]

    /// The manifest of the fixtures beside the tests, read once.
    ///
    /// Empty when it cannot be read, which a test refuses.
    static let shared: GoldenManifest = {
        guard let bytes = try? GoldenFixtures.bytes("manifest.json"),
            let manifest = try? JSONDecoder().decode(GoldenManifest.self, from: Data(bytes))
        else { return GoldenManifest(rows: [:], models: []) }
        return manifest
    }()
}

/// The fixture files and tables, each table made once.
enum GoldenFixtures {
    /// The bytes of the fixture called `name`.
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = Bundle.module.bundleURL.appending(path: "Fixtures/Golden")
        return [UInt8](try Data(contentsOf: folder.appending(path: name)))
    }

    /// The rows of `kind`.
    static func rows(_ kind: GoldenRows.Kind) -> GoldenRows? { tables[kind] }

    private static let tables: [GoldenRows.Kind: GoldenRows] = {
        var tables: [GoldenRows.Kind: GoldenRows] = [:]
        for kind in GoldenRows.Kind.allCases {
            if let rows = GoldenManifest.shared.rows[kind.rawValue] {
                tables[kind] = GoldenRows(kind, seed: rows.seed)
            }
        }
        return tables
    }()
}
