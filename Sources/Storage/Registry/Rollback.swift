/// Decides which model a rollback brings back.
///
/// The models of a name that were in production form a stack. A promotion puts a model on top; a rollback takes models
/// off until the one that came back is on top. So two rollbacks in a row go back two models, and never forth again to
/// one that was rolled back from, until someone promotes it anew. A production model that was moved to another stage by
/// hand stays on the stack: with nothing in production, a rollback brings it back. Deleted models do not count.
enum Rollback {
    /// The model to bring back; nil when there is none.
    ///
    /// `switches` are the identities that came into production and why, oldest first; `production` is the model there
    /// now, and `existing` says whether a model is still in the registry.
    static func target(
        switches: [(modelID: String, cause: StageChange.Cause)], production: String?, existing: (String) throws -> Bool
    ) rethrows -> String? {
        var stack: [String] = []
        for change in switches {
            if change.cause == .rolledBack {
                while let top = stack.last, top != change.modelID { stack.removeLast() }
                if stack.isEmpty { stack.append(change.modelID) }
            } else {
                stack.append(change.modelID)
            }
        }
        return try stack.last { try $0 != production && existing($0) }
    }
}
