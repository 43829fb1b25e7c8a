/// Why a change to accounts or roles was refused; nothing changed then.
///
/// Each describes itself in a sentence for somebody who may know of the accounts there are.
public enum AccountError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No account has this id.
    case noSuchID(Int64)

    /// No account has this name.
    case noSuchName(String)

    /// A field breaks its rule.
    case fieldInvalid(field: String, reason: String)

    /// Another account has the name.
    case usernameTaken(String)

    /// Another account has the address.
    case emailTaken(String)

    /// There is no role of this name.
    case noSuchRole(String)

    /// There is no role of this name to change or delete.
    case noSuchRoleToChange(String)

    /// The role is one of those that every installation has.
    case roleShipped(String)

    /// There is a role of this name already.
    case roleExists(String)

    /// Accounts still have the role.
    case roleInUse(name: String, accounts: Int)

    /// Nobody would be left who may administer the appliance.
    case lastAdministrator(username: String)

    /// There is an administrator already.
    case administratorExists

    /// There are as many accounts, or roles, as there may be.
    case full(what: String, limit: Int)

    /// The second factor is not in the state that the change needs.
    case secondFactor(reason: String)

    /// What failed, on what, and what to do.
    public var description: String {
        switch self {
        case .noSuchID(let id): "There is no user with the id \(id). List the users to see their ids."
        case .noSuchName(let name): "There is no user named \(Self.quoted(name)). List the users to see their names."
        case .fieldInvalid(let field, let reason): "The field '\(field)' \(reason)."
        case .usernameTaken(let name): "There is a user named \(Self.quoted(name)) already. Choose another name."
        case .emailTaken(let email):
            "Another user has the e-mail address \(Self.quoted(email)). Use another address."
        case .noSuchRole(let name), .noSuchRoleToChange(let name):
            "There is no role named \(Self.quoted(name)). List the roles to see their names."
        case .roleShipped(let name):
            "The role '\(name)' is part of every installation and cannot be changed or deleted. Make a role of your own."
        case .roleExists(let name): "There is a role named '\(name)' already. Update it, or choose another name."
        case .roleInUse(let name, let accounts):
            "\(accounts) user(s) have the role '\(name)'. Give them other roles first."
        case .lastAdministrator(let username):
            "\(Self.quoted(username)) is the last active administrator. Make another one first."
        case .administratorExists: "There is an administrator already, so the set-up link is no longer valid."
        case .full(let what, let limit): "There are \(limit) \(what), as many as there may be. Delete some first."
        case .secondFactor(let reason): "\(reason)"
        }
    }

    /// Text from outside, shortened and with control characters escaped so that a sentence stays one line.
    private static func quoted(_ text: String) -> String {
        let start = text.prefix(100)
        return start.debugDescription + (start.count < text.count ? "…" : "")
    }
}
