/// How far a model has come on its way to answering predictions.
public enum ModelStage: String, Sendable, Hashable, CaseIterable {
    /// Registered, not yet trusted. Every model starts here.
    case dev

    /// Being tried out, or the production model of earlier.
    case staging

    /// Answers predictions for its name, as the only model of that name.
    case production
}
