/// What differs between the services that keep buckets: how requests look, are signed and are answered.
///
/// ``BucketObjectStore`` is the store over any of them. Names are those in the bucket, prefix and all.
protocol BucketService: Sendable {
    /// What an error calls the bucket, for example `the bucket b at https://s3.example.org`.
    var place: String { get }

    /// The request for an operation, without its signature.
    func request(for operation: BucketOperation) -> StoreRequest

    /// The request with its signature, or what else tells who asks.
    func authorised(_ request: StoreRequest, at time: CalendarTime) async throws -> StoreRequest

    /// The service's own word for why it refused a request, from the body or a header; nil when it gave none.
    func code(of response: StoreResponse) -> String?

    /// The size of the object that an answer to ``BucketOperation/head(name:)`` describes; nil when it does not tell.
    func size(in response: StoreResponse) -> Int?

    /// A page of names.
    func page(from body: [UInt8]) throws(MalformedAnswer) -> BucketPage

    /// Notes that requests were refused for the credentials: what is remembered of them is forgotten.
    func credentialsRefused() async

    /// Writes an object that is worth it in parts.
    ///
    /// It answers false when the service has no need of parts; the caller then writes it at once.
    func writeInParts(
        _ bytes: [UInt8], parts: [Range<Int>], name: String, createOnly: Bool, through exchange: ServiceExchange
    ) async throws -> Bool
}

extension BucketService {
    func credentialsRefused() async {}

    func size(in response: StoreResponse) -> Int? {
        response.header("content-length").flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    func writeInParts(
        _ bytes: [UInt8], parts: [Range<Int>], name: String, createOnly: Bool, through exchange: ServiceExchange
    ) async throws -> Bool { false }
}

/// What a store asks of a service.
enum BucketOperation: Sendable, Hashable {
    case read(name: String, range: Range<Int>?)
    case head(name: String)
    case write(name: String, bytes: [UInt8], createOnly: Bool)
    case delete(name: String)
    case list(prefix: String, after: String?, token: String?, limit: Int)
}

/// One page of the names in a bucket.
struct BucketPage: Sendable, Hashable {
    struct Entry: Sendable, Hashable {
        var name: String
        var sizeBytes: Int
    }

    var entries: [Entry] = []
    /// What asks for the page behind it; nil for the last.
    var next: String?
}

/// An answer that is not what the service's reference says it is.
struct MalformedAnswer: Error, Sendable, Hashable {
    let reason: String
}
