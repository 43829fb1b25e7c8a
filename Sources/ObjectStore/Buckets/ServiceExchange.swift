internal import Crypto
internal import Synchronization

/// Signs requests, sends them and understands refusals, for one service.
///
/// It follows the service's clock when this machine's is wrong, and asks for credentials again when they were refused.
final class ServiceExchange: Sendable {
    let service: any BucketService
    private let transport: any StoreTransport
    private let secondsSince1970: @Sendable () -> Int
    private let skewSeconds = Mutex(0)

    init(
        service: any BucketService, transport: any StoreTransport, secondsSince1970: @escaping @Sendable () -> Int
    ) {
        self.service = service
        self.transport = transport
        self.secondsSince1970 = secondsSince1970
    }

    /// Sends a request, once more where the service's answer says why it would now be taken.
    func send(_ request: StoreRequest, operation: String, subject: String) async throws -> StoreResponse {
        let first = try await attempt(request, operation: operation, subject: subject)
        guard !first.isSuccess, await mends(first) else { return first }
        return try await attempt(request, operation: operation, subject: subject)
    }

    /// The error for an answer that is none of those that an operation expects.
    func refusal(_ response: StoreResponse) -> Refusal {
        Refusal(response, code: service.code(of: response), now: now)
    }

    /// The time as the service sees it.
    private var now: CalendarTime {
        CalendarTime(secondsSince1970: secondsSince1970() + skewSeconds.withLock { $0 })
    }

    private func attempt(_ request: StoreRequest, operation: String, subject: String) async throws -> StoreResponse {
        let signed = try await service.authorised(request, at: now)
        do throws(TransportFailure) { return try await transport.send(signed) } catch {
            switch error {
            case .broken(let reason):
                throw ObjectStoreError.unavailable(
                    operation: operation, subject: subject, reason: reason, retryAfterMilliseconds: nil)
            case .refused(let reason):
                throw ObjectStoreError.failed(operation: operation, subject: subject, reason: reason)
            case .tooLong(let announced):
                let length = announced.map { "\($0) bytes" } ?? "more"
                throw ObjectStoreError.failed(
                    operation: operation, subject: subject,
                    reason: "the answer has \(length), at most \(request.answerLimit) were expected")
            }
        }
    }

    /// Whether a refusal is one that the same request, signed again, would not get.
    private func mends(_ response: StoreResponse) async -> Bool {
        let refusal = refusal(response)
        if refusal.doubtsCredentials {
            await service.credentialsRefused()
            return true
        }
        guard [400, 403].contains(response.status), let date = response.header("date"),
            let theirs = CalendarTime(httpDate: date)
        else { return false }
        let difference = theirs.secondsSince1970 - now.secondsSince1970
        guard abs(difference) >= Limits.clockSkewSeconds else { return false }
        let skew = theirs.secondsSince1970 - secondsSince1970()
        skewSeconds.withLock { $0 = skew }
        return true
    }
}
