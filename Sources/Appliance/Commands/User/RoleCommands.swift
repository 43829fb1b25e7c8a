import Access
import ArgumentParser
import JSONText
import Storage

/// `geoclimate user role …`.
struct RoleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Make and change roles: named sets of permissions.",
        discussion: "Example: geoclimate user role create auditor --permission audit:read",
        subcommands: [
            RoleListCommand.self, RoleCreateCommand.self, RoleUpdateCommand.self, RoleDeleteCommand.self,
        ])
}

/// `geoclimate user role list`.
struct RoleListCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List roles with their permissions.",
        discussion: "Example: geoclimate user role list")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await withAccounts { accounts in
            let roles = try await accounts.store.roles()
            guard !output.json else {
                return try Console.json { json in
                    json.beginArray()
                    for role in roles { json.role(role) }
                    json.endArray()
                }
            }
            var table = TextTable(header: ["ROLE", "KIND", "PERMISSIONS"])
            for role in roles {
                table.add([role.name, role.isShipped ? "shipped" : "custom", role.permissions.joined(separator: " ")])
            }
            try Console.output(table.text)
        }
    }
}

/// The permissions of a role as a command is given them.
struct RolePermissions: ParsableArguments {
    @Option(help: "A permission such as model:read, prediction:* or *; may be given several times.")
    var permission: [String] = []

    func validate() throws {
        do { _ = try PermissionSet(parsing: permission) } catch { throw ValidationError(error.description) }
        guard !permission.isEmpty else {
            throw ValidationError("Say what the role allows, as in --permission model:read.")
        }
    }
}

/// `geoclimate user role create`.
struct RoleCreateCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a role.",
        discussion: "Example: geoclimate user role create auditor --permission audit:read")

    @Argument(help: "The name: small letters, digits, underscores and hyphens.")
    var name: String

    @OptionGroup var permissions: RolePermissions
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await withAccounts(creating: true) { accounts in
            let role = try await accounts.store.createRole(
                name, permissions: permissions.permission, origin: accounts.origin)
            guard !output.json else { return try Console.json { $0.role(role) } }
            Console.message("Made the role \(role.name).")
        }
    }
}

/// `geoclimate user role update`.
struct RoleUpdateCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Give a role of your own other permissions, which its users have at once.",
        discussion: "Example: geoclimate user role update auditor --permission audit:read")

    @Argument(help: "The name.")
    var name: String

    @OptionGroup var permissions: RolePermissions
    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await withAccounts { accounts in
            let role = try await accounts.store.updateRole(
                name, permissions: permissions.permission, origin: accounts.origin)
            guard !output.json else { return try Console.json { $0.role(role) } }
            Console.message("Changed the role \(role.name).")
        }
    }
}

/// `geoclimate user role delete`.
struct RoleDeleteCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a role of your own that no user has.",
        discussion: "Example: geoclimate user role delete auditor")

    @Argument(help: "The name.")
    var name: String

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await withAccounts { accounts in
            try await accounts.store.deleteRole(name, origin: accounts.origin)
            Console.message("Deleted the role \(name).")
        }
    }
}
