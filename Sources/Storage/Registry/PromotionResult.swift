/// What a promotion or a rollback changed, all of it in one transaction.
public struct PromotionResult: Sendable, Hashable {
    /// The model in its new stage.
    public let promoted: ModelRecord

    /// Where it stood before, which is its stage now when there was nothing to do.
    public let from: ModelStage

    /// The model that had to leave production for it, now in staging.
    public let demoted: ModelRecord?
}
