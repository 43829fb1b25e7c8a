import Storage
import Testing

@testable import Appliance

/// The parameters of a model file at the bounds of the registry.
@Suite struct ModelImporterTests {
    private static let required = ["objective": "regression", "booster": "gbdt"]

    /// Bounds that a short table reaches.
    private static var limits: Storage.Limits {
        var limits = Storage.Limits.standard
        limits.metadataEntries = 4
        limits.metadataKeyBytes = 12
        limits.metadataValueBytes = 16
        return limits
    }

    @Test(
        arguments: [
            ([:], [:]),
            (["eta": "0.1"], ["eta": "0.1"]),
            (["eta": "0123456789abcdef"], ["eta": "0123456789abcdef"]),
            (["eta": "0123456789abcdefg"], ["eta": "(17 bytes, in the model file)"]),
            (["eta": "a\u{0}b"], ["eta": "(3 bytes, in the model file)"]),
            (["a": "1", "b": "2"], ["a": "1", "b": "2"]),
            (["a": "1", "b": "2", "c": "3"], ["a": "1", "(left out)": "(2 parameters, in the model file)"]),
            (["twelve_bytes": "1"], ["twelve_bytes": "1"]),
            (["thirteen_long": "1", "a": "2"], ["a": "2", "(left out)": "(1 parameters, in the model file)"]),
            (["": "1"], ["(left out)": "(1 parameters, in the model file)"]),
            (["a\n": "1"], ["(left out)": "(1 parameters, in the model file)"]),
            (["(left out)": "1"], ["(left out)": "(1 parameters, in the model file)"]),
            (["objective": "another"], [:]),
        ] as [([String: String], [String: String])])
    func parametersThatDoNotFitAreMarked(parameters: [String: String], kept: [String: String]) {
        let fitted = RegistryHyperparameters.fitted(parameters, required: Self.required, limits: Self.limits)
        #expect(fitted == kept.merging(Self.required) { own, _ in own })
    }

    @Test func theCategoriesOfPandasAreNoReasonToRefuseAModel() {
        let parameters = ["pandas_categorical": String(repeating: "x", count: 34_778), "eta": "0.1"]
        let fitted = RegistryHyperparameters.fitted(parameters, required: Self.required, limits: .standard)
        #expect(fitted["pandas_categorical"] == "(34778 bytes, in the model file)")
        #expect(fitted["eta"] == "0.1")
        #expect(fitted["objective"] == "regression")
    }
}
