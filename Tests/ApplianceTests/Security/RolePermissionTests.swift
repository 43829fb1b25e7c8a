import Access
import HTTPTypes
import Storage
import Testing

@testable import Appliance

/// Every role x permission x owner combination, each with what becomes of it.
@Suite struct RolePermissionTests {
    /// Who may, written down once more beside the code: A is an admin, U a user, P an api_user, V a viewer.
    static let holders: [Permission: String] = [
        .predictionRead: "AUPV", .predictionWrite: "AUP", .modelRead: "AUPV", .modelWrite: "AU", .modelPromote: "AU",
        .modelDelete: "A", .measurementRead: "AU", .measurementWrite: "AU", .metricsRead: "AUV", .metricsWrite: "A",
        .logsRead: "A", .logsWrite: "A", .tracesRead: "AU", .tracesWrite: "A", .userRead: "A", .userWrite: "A",
        .usageRead: "A", .auditRead: "A", .systemRead: "A", .systemWrite: "A",
    ]

    /// How the caller shows who it is.
    enum Credential: String, CaseIterable, Sendable {
        case none
        case token
        case key
        case keyWithThisScope
        case keyWithAnotherScope
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let role: Role
        let permission: Permission
        let credential: Credential
        let isHeld: Bool
        var testDescription: String { "\(role.name) \(permission.rawValue) \(credential.rawValue)" }
    }

    static let rows: [Row] = [(Role.admin, "A"), (.user, "U"), (.apiUser, "P"), (.viewer, "V")].flatMap {
        role, letter in
        Permission.allCases.flatMap { permission in
            Credential.allCases.map { credential in
                let isHeld = holders[permission]?.contains(letter) == true && credential != .keyWithAnotherScope
                return Row(role: role, permission: permission, credential: credential, isHeld: isHeld)
            }
        }
    }

    @Test func everyCombinationIsARow() {
        #expect(Self.holders.count == Permission.allCases.count)
        #expect(Self.rows.count == Role.shipped.count * Permission.allCases.count * Credential.allCases.count)
    }

    @Test(arguments: rows)
    func aPermissionIsWhatARoleAndAKeyHaveInCommon(_ row: Row) {
        let caller = Self.caller(row)
        let expected: RouteAccess.Decision =
            row.credential == .none ? .unauthenticated : row.isHeld ? .admitted : .forbidden(row.permission)
        #expect(RouteAccess.permission(row.permission).decision(for: caller) == expected)
        let loopback = RouteAccess.loopback(or: row.permission)
        #expect(loopback.decision(for: caller) == expected)
        #expect(loopback.decision(for: caller, isFromThisMachine: true) == (caller == nil ? .admitted : expected))
        #expect(RouteAccess.authenticated.decision(for: caller) == (caller == nil ? .unauthenticated : .admitted))
        #expect(RouteAccess.anyone.decision(for: caller) == .admitted)
        let isWhole = row.credential == .token || row.credential == .key
        #expect(
            RouteAccess.wholeAccount.decision(for: caller)
                == (caller == nil ? .unauthenticated : isWhole ? .admitted : .tooNarrow))
    }

    private static func caller(_ row: Row) -> Principal? {
        func principal(_ credential: Principal.Credential, scope: PermissionSet? = nil) -> Principal {
            Principal(
                userID: 1, username: "ada", tier: "free", permissions: row.role.permissions, credential: credential
            ).narrowed(to: scope)
        }
        let other = PermissionSet(Permission.allCases.filter { $0 != row.permission })
        return switch row.credential {
        case .none: nil
        case .token: principal(.accessToken(sessionEpoch: 0))
        case .key: principal(.apiKey(id: 1))
        case .keyWithThisScope: principal(.apiKey(id: 1), scope: PermissionSet([row.permission]))
        case .keyWithAnotherScope: principal(.apiKey(id: 1), scope: other)
        }
    }

    // MARK: Owners

    /// Whose key it is that a request is about.
    enum Owner: String, CaseIterable, Sendable {
        case caller
        case somebodyElse
        case nobody
    }

    /// Whatever the role, also an administrator's: other people's keys are not there.
    @Test(arguments: Role.shipped, Owner.allCases)
    func ownersAlone(role: Role, owner: Owner) async throws {
        try await TestAppliance.run { appliance in
            let mine = try await appliance.makeCaller("mine", role: role)
            let asked = appliance.asked(by: mine)
            for (method, suffix, status) in [
                (HTTPRequest.Method.post, "/rotate", HTTPResponse.Status.created), (.delete, "", .noContent),
            ] {
                let id =
                    switch owner {
                    case .caller: try await appliance.makeKey(forUser: mine.userID).keyID
                    case .somebodyElse: try await appliance.makeCaller("theirs\(suffix.count)", role: .admin).keyID
                    case .nobody: Int64(4_711)
                    }
                let expected = owner == .caller ? status : .notFound
                #expect(try await asked.send(method, "/api-keys/\(id)\(suffix)").status == expected)
                let stranger = try await appliance.asked(by: nil).send(method, "/api-keys/\(id)\(suffix)")
                #expect(stranger.status == .unauthorized)
            }
            let listed = try await asked.get("/api-keys").list().compactMap { $0["id"] as? Int64 }
            let administrator = try #require(appliance.caller)
            #expect(listed.contains(mine.keyID) && !listed.contains(administrator.keyID))
        }
    }
}
