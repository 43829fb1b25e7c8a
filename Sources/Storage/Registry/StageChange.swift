/// One line of a model's history: who moved it from where to where, and when.
///
/// History is only ever added to, and outlives the model.
public struct StageChange: Sendable, Hashable, Identifiable {
    /// What caused a change of stage.
    public enum Cause: String, Sendable, Hashable, CaseIterable {
        /// The model entered the registry.
        case registered

        /// Someone asked for this stage.
        case promoted

        /// Another model of the name took its place in production.
        case demoted

        /// A rollback brought it back to production.
        case rolledBack = "rolled_back"

        /// The model left the registry.
        case deleted
    }

    /// Counts up over the whole registry.
    public let id: Int64

    /// The model that moved.
    public let modelID: String

    /// The model's name.
    public let modelName: String

    /// The number of the model's version.
    public let versionNumber: Int

    /// Where it stood before; nil when it was registered.
    public let from: ModelStage?

    /// Where it stood afterwards; nil when it was deleted.
    public let to: ModelStage?

    /// What caused the change.
    public let cause: Cause

    /// Who asked for it.
    public let changedBy: String

    /// When it happened.
    public let changedAt: Timestamp

    /// The version as people write it: `v1`, `v2`, ….
    public var version: String { "v\(versionNumber)" }
}
