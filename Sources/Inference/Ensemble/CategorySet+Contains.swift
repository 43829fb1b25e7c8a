extension TreeEnsemble.CategorySet {
    /// Whether `value` is a listed category in the eyes of the library that `precision` stands for; NaN never is.
    ///
    /// Both truncate towards zero. XGBoost refuses negative values before it truncates (`InvalidCat` in
    /// `categorical.h`), LightGBM after (`CategoricalDecision` in `tree.h`): -0.5 is LightGBM's category 0.
    func contains(_ value: Double, precision: TreeEnsemble.Precision) -> Bool {
        let isPossible =
            switch precision {
            case .float32: value >= 0
            case .float64: value > -1
            }
        guard isPossible, value < Double(words.count * 32) else { return false }
        let category = Int(value)
        return words[category / 32] >> UInt32(category % 32) & 1 == 1
    }
}
