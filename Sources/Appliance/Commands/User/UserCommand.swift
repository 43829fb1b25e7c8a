import ArgumentParser

/// `geoclimate user …`: people and what they may do, on the data directory, also while a daemon runs on it.
struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Make and change users.",
        discussion: """
            Example: geoclimate user create ada --email ada@example.org --role user

            A daemon that runs on the same directory follows within a second.
            """,
        subcommands: [
            UserCreateCommand.self, UserListCommand.self, UserShowCommand.self, UserUpdateCommand.self,
            UserDisableCommand.self, UserEnableCommand.self, UserDeleteCommand.self, UserPasswordCommand.self,
            UserImportCommand.self, UserUnlockCommand.self, UserTOTPCommand.self, RoleCommand.self, UserKeyCommand.self,
            UserResetPasswordCommand.self, UserVerifyEmailCommand.self,
        ])
}
