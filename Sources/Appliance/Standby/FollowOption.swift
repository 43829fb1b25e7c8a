import ObjectStore
import Storage

/// What `serve` does with its directory: `--follow` and what the directory is decide it together.
enum FollowOption {
    /// Why it does not serve.
    enum Refusal: Error, Equatable, CustomStringConvertible {
        /// A standby's directory, to be served as something else.
        case isStandby(directory: String)

        var description: String {
            switch self {
            case .isStandby(let directory):
                "'\(directory)' is a standby's. Serve it with 'geoclimate serve --follow URL', or make it a primary with "
                    + "'geoclimate replica promote --data-dir \(directory)'."
            }
        }
    }

    /// How a directory is served.
    enum Role: Equatable, Sendable {
        case primary
        /// It was a standby's, and is a primary's now.
        case promoted
        case standby
    }

    /// How a directory is to be served, with `--follow` or without.
    ///
    /// - Throws: ``Refusal``, `StorageError`.
    static func role(of directory: String, follows: Bool) async throws -> Role {
        let kind = try await BlockingQueue(label: "geoclimate.standby.kind").run {
            try StandbyDirectory.kind(of: directory)
        }
        switch kind {
        case .promoted: return follows ? .promoted : .primary
        case .standby, .other:
            if follows { return .standby }
            guard kind == .other else { throw Refusal.isStandby(directory: directory) }
            return .primary
        }
    }
}

extension ApplianceDatabase {
    /// Opens the database of a directory for a command, which must not make one in a standby's.
    ///
    /// - Throws: ``FollowOption/Refusal``, `StorageError`.
    static func openForCommand(in directory: String) async throws -> ApplianceDatabase {
        _ = try await FollowOption.role(of: directory, follows: false)
        return try await open(in: directory, as: .command)
    }
}
