/// What a saved XGBoost model says, whichever way it is spelled, before it is checked as a whole.
///
/// The members of an object may come in any order: the trees come first in the files, and what their leaves mean last.
struct XGBoostDocument {
    /// Major, minor and patch version of the library that wrote the file.
    var version: [Int32] = []
    var booster: String?
    var objective: String?
    /// `learner_model_param`: counts and the base score, as text.
    var learner: [String: String] = [:]
    /// Parameters of the objective and of the trees as a whole, by their own names.
    var parameters: [String: String] = [:]
    /// What training noted or the caller added, such as `best_iteration`.
    var attributes: [String: String] = [:]
    var featureNames: [String] = []
    /// The output (class or target) of each tree.
    var treeInfo: [Int32] = []
    /// The weight of each tree of a `dart` model.
    var weightDrop: [Float] = []
    /// The trees, one after the other, outputs and weights not yet applied.
    var forest = XGBoostForest()
    var hasTrees = false
}
