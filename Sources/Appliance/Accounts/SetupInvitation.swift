import Access
import Storage

/// What `serve` says while nobody may administer the appliance: a link that works once, and the command that does the
/// same.
enum SetupInvitation {
    /// The words for standard error; nil where there is an administrator.
    ///
    /// Each start makes a new link, and the one before stops working.
    static func text(for composition: DaemonComposition, at address: DaemonAddress) async throws -> String? {
        let parts = composition.parts
        guard try await !parts.accounts.hasAdministrator() else { return nil }
        let token = try await parts.oneTimeTokens.issue(
            .setup, userID: nil, validFor: Limits.setupLinkSeconds,
            origin: ChangeOrigin(actor: "system", at: parts.clock.now()))
        let settings = composition.settings
        let links = AccountLinks(
            publicURL: settings.publicURL, host: address.host, port: address.port, isSecure: address.isSecure)
        return """
            There is no administrator yet. Make one within \(Limits.setupLinkSeconds / 3_600) hours, in a browser:
                \(links.link(.setup, token.secret))
            or on this machine:
                geoclimate user create NAME --email EMAIL --role \(Role.admin.name) --data-dir \(quoted(settings.dataDirectory))
            """
    }

    /// The path as a shell reads it.
    private static func quoted(_ path: String) -> String {
        let isPlain = path.utf8.allSatisfy { byte in
            switch byte {
            case 0x2D...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
            default: false
            }
        }
        return isPlain ? path : "'" + path.replacing("'", with: #"'\''"#) + "'"
    }
}
