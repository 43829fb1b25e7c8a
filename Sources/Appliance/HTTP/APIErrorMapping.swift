import Access
import HTTPTypes
import Hummingbird
import Inference
import JSONText
import LogQL
import NIOCore
import Storage
import Traces
import WireFormats

/// Turns whatever a handler throws into the answer for it.
enum APIErrorMapping {
    static func apiError(for error: any Error) -> APIError {
        switch error {
        case let error as APIError: error
        case let error as RequestFault: APIError(error)
        case let error as JSONError: APIError(error)
        case let error as ModelError: model(error)
        case let error as RegistryError: registry(error)
        case let error as AccountError: account(error)
        case let error as LoginError: APIError(error)
        case let error as PasswordHasher.Overloaded:
            APIError(.serviceUnavailable, error.description, headers: [.retryAfter: "5"])
        case OneTimeTokenError.notRedeemable: APIError(.badRequest, "\(error)")
        case let error as APIKeyError: apiKey(error)
        case let error as KeyTermsError:
            .invalid("body", error.field, message: error.description).refusing(refusal(error))
        case let error as LogQLError: APIError(.badRequest, error.description)
        case let error as LogQueryError: APIError(.badRequest, error.description)
        case let error as JaegerQueryError: APIError(.badRequest, error.description)
        case let error as WireError: APIError(.badRequest, error.description)
        case let error as CompressionError: APIError(.badRequest, error.description)
        case let error as WorkQueue.Overloaded:
            APIError(.tooManyRequests, error.description, headers: [.retryAfter: "1"])
        case QueryExecutor.Failure.timedOut: APIError(.gatewayTimeout, "\(error)")
        case QueryExecutor.Failure.cancelled: APIError(.clientClosedRequest, "\(error)")
        case let error as TelemetryError:
            APIError(.serviceUnavailable, "Telemetry cannot be read now. Try again.", cause: error.description)
        case StorageError.diskFull:
            APIError(
                .insufficientStorage, "The disk is full: nothing was changed. Make room on the server.",
                cause: "\(error)")
        case StorageError.auditUnwritable:
            APIError(
                .serviceUnavailable, "The audit log cannot be written, so nothing was changed. Ask the operator.",
                cause: "\(error)")
        case StorageError.busy: APIError(.serviceUnavailable, "The database is busy. Try again.", cause: "\(error)")
        case is NIOTooManyBytesError: APIError(.contentTooLarge, "The body is larger than this path takes.")
        case let error as any HTTPResponseError: APIError(error.status, "\(error.status.reasonPhrase).")
        default: APIError.unexpected(error)
        }
    }

    private static func apiKey(_ error: APIKeyError) -> APIError {
        switch error {
        case .notFound, .userNotFound: .notFound(error.description)
        case .nameInvalid: .invalid("body", "name", message: error.description)
        case .tooMany, .notRotatable: APIError(.conflict, error.description)
        }
    }

    private static func model(_ error: ModelError) -> APIError {
        .invalid("body", message: error.description)
    }

    private static func account(_ error: AccountError) -> APIError {
        switch error {
        case .noSuchID, .noSuchName, .noSuchRoleToChange: .notFound(error.description)
        case .fieldInvalid(let field, _): .invalid("body", field, message: error.description)
        case .noSuchRole: .invalid("body", "roles", message: error.description)
        case .usernameTaken, .emailTaken, .roleShipped, .roleExists, .roleInUse, .lastAdministrator,
            .administratorExists, .secondFactor:
            APIError(.conflict, error.description).refusing(refusal(error))
        case .full: APIError(.insufficientStorage, error.description)
        }
    }

    /// Attempts at what nobody may, which a conflict is the answer to.
    private static func refusal(_ error: AccountError) -> String? {
        switch error {
        case .lastAdministrator: "last_administrator"
        case .administratorExists: "administrator_exists"
        case .roleShipped: "shipped_role"
        default: nil
        }
    }

    /// Attempts at a key that is worth more than its owner.
    private static func refusal(_ error: KeyTermsError) -> String? {
        switch error {
        case .scopesBeyondOwner: "scopes_beyond_owner"
        case .limitAboveTier: "limit_above_tier"
        case .scopesEmpty, .scopeUnknown, .expiryOutOfRange, .limitOutOfRange: nil
        }
    }

    private static func registry(_ error: RegistryError) -> APIError {
        switch error {
        case .notFound, .nameNotFound: .notFound(error.description)
        case .nameInvalid: .invalid("query", "model_name", message: error.description)
        case .metadataInvalid, .empty: .invalid("body", message: error.description)
        case .inProduction, .nothingToRollBackTo: APIError(.conflict, error.description)
        case .tooLarge: APIError(.contentTooLarge, error.description)
        case .full: APIError(.insufficientStorage, error.description)
        case .tooManyCompared: .invalid("query", "ids", message: error.description)
        case .bytesDamaged: APIError(.internalServerError, error.description, cause: error.description)
        }
    }
}

extension HTTPResponse.Status {
    /// 499: the caller has left; as Loki and nginx call it.
    static let clientClosedRequest = HTTPResponse.Status(code: 499, reasonPhrase: "Client Closed Request")
    /// 507: the store is full (RFC 4918, 11.5).
    static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
