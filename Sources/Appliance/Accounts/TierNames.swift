import Access
import Storage

/// The tiers that an account may have.
enum TierNames {
    static let all = Tier.shipped.map(\.name)

    /// - Throws: ``AccountError/fieldInvalid(field:reason:)`` for a name that no tier has.
    static func check(_ name: String) throws(AccountError) {
        guard all.contains(name) else {
            throw .fieldInvalid(field: "tier", reason: "takes one of \(all.joined(separator: ", "))")
        }
    }
}
