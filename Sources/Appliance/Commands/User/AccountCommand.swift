import ArgumentParser
import Foundation
import Storage

/// What the commands on people share: the options, and the accounts of the configured data directory.
protocol AccountCommand: AsyncParsableCommand {
    var global: GlobalOptions { get }
}

extension AccountCommand {
    /// Runs `body` on the accounts of the configured data directory; only `creating` makes one where there is none.
    func withAccounts<Value>(
        creating: Bool = false, _ body: (CommandAccounts) async throws -> Value
    ) async throws -> Value {
        let settings = try await CommandSettings.load(global)
        if !creating { try DataChecks.requireDatabase(in: settings.dataDirectory) }
        return try await body(CommandAccounts(settings: settings))
    }
}

/// The accounts as a command uses them.
struct CommandAccounts: Sendable {
    let settings: EffectiveConfiguration
    let database: ApplianceDatabase
    let store: AccountStore
    let passwords: NewPasswords

    init(settings: EffectiveConfiguration) async throws {
        self.settings = settings
        database = try await ApplianceDatabase.openForCommand(in: settings.dataDirectory)
        store = AccountStore(database: database)
        passwords = try NewPasswords(
            hasher: PasswordHasher(permits: 1, random: { UInt64.random(in: .min ... .max) }))
    }

    /// Who the audit log says it was, now.
    var origin: ChangeOrigin {
        ChangeOrigin(actor: "cli:\(NSUserName())", at: ApplianceClock.system.now())
    }

    /// Refuses the names of roles that there are not, before anything is asked or made.
    ///
    /// - Throws: `ValidationError`: it is the command that is wrong.
    func requireRoles(_ names: [String]) async throws {
        for name in names where try await store.role(named: name) == nil {
            throw ValidationError(AccountError.noSuchRole(name).description)
        }
    }

    /// The account of a name.
    ///
    /// - Throws: ``AccountError/noSuchName(_:)``.
    func account(_ name: String) async throws -> Account {
        guard let account = try await store.account(username: name) else { throw AccountError.noSuchName(name) }
        return account
    }
}
