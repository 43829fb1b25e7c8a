/// Which models answer, at one revision of the registry.
///
/// A request takes one snapshot and so never sees half of a change.
struct ServingSnapshot: Sendable {
    /// The registry's revision that this is true of.
    let revision: Int
    /// The production model of each name.
    let production: [String: LoadedModel]
    /// The newest production model: the one registered last.
    let newest: LoadedModel?

    static let empty = ServingSnapshot(revision: -1, production: [:], newest: nil)
}
