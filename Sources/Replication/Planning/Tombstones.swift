/// What happens to objects that nothing needs: marked first, deleted after a grace.
public struct TombstoneStep: Sendable, Hashable {
    /// Names to mark, with the present time.
    public var mark: Set<String> = []
    /// Names whose mark goes, because something needs them again.
    public var spare: Set<String> = []
    /// Names to delete now.
    public var delete: Set<String> = []

    /// Compares what is disposable now with what was marked earlier; times in milliseconds since 1970.
    ///
    /// A restore that was planned before an object became disposable has the grace to read it. A mark from the future, which
    /// a clock that stepped back leaves, counts from now on.
    public static func next(
        disposable: Set<String>, marked: [String: Int64], now: Int64, limits: Limits = .standard
    ) -> TombstoneStep {
        var step = TombstoneStep()
        for name in disposable {
            guard let since = marked[name], since <= now else {
                step.mark.insert(name)
                continue
            }
            if now - since >= limits.tombstoneGraceMilliseconds { step.delete.insert(name) }
        }
        step.spare = Set(marked.keys).subtracting(disposable)
        return step
    }
}
