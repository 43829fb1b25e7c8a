import ArgumentParser
import Storage

extension TierNames {
    /// - Throws: `ValidationError` for a name that no tier has.
    static func validate(_ name: String) throws {
        do {
            try check(name)
        } catch {
            throw ValidationError(error.description)
        }
    }
}
