import Support
import Testing

@testable import Inference

/// Every model of the fixtures answers as the library that trained it did, on every row and in every layout.
@Suite struct GoldenModelTests {
    @Test func manifestCoversTheLibraries() {
        let models = GoldenManifest.shared.models
        #expect(Set(models.map(\.expected)).count >= 60, "models were trained")
        #expect(Set(models.filter { $0.library == .xgboost }.map(\.version)) == ["1.7.6", "2.1.4", "3.2.0"])
        #expect(Set(models.filter { $0.library == .lightgbm }.map(\.version)) == ["3.3.5", "4.7.0"])
        #expect(Set(models.map { $0.file.split(separator: ".").last }) == ["json", "ubj", "txt"])
    }

    @Test(arguments: GoldenRows.Kind.allCases)
    func rowsAreThoseThatTheLibrariesSaw(_ kind: GoldenRows.Kind) throws {
        let recorded = try #require(GoldenManifest.shared.rows[kind.rawValue])
        #expect(try #require(GoldenFixtures.rows(kind)).digest == UInt64(recorded.digest, radix: 16))
    }

    @Test(arguments: GoldenManifest.shared.models)
    func answersAsItsLibrary(_ golden: GoldenModel) throws {
        let parsed = try ModelReader.read(try GoldenFixtures.bytes(golden.file))
        let check = GoldenCheck(
            golden: golden, rows: try #require(GoldenFixtures.rows(golden.rows)),
            expectation: try GoldenExpectation(golden))
        let chosen = Model(parsed)
        try #require(chosen.featureCount == GoldenRows.featureCount)
        try #require(chosen.valueCount(.margin) == golden.margins)
        try #require(chosen.valueCount(.prediction) == golden.predictionCount)
        check.batch(chosen)
        check.singleRows(chosen)
        // Both files of an XGBoost model hold the same trees: one of them shows the other layouts.
        if golden.file.hasSuffix(".ubj") { return }
        for model in GoldenLayouts.all(parsed) {
            check.batch(model, count: GoldenLayouts.rowCount)
            check.singleRows(model)
        }
    }
}
