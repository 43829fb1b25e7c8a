import Synchronization

@testable import ObjectStore

/// A transport that answers what a test says, and remembers what it was asked.
final class ScriptedTransport: StoreTransport {
    private let answer: @Sendable (StoreRequest, Int) throws(TransportFailure) -> StoreResponse
    private let asked = Mutex<[StoreRequest]>([])

    /// `answer` is given a request and how many came before it.
    init(_ answer: @escaping @Sendable (StoreRequest, Int) throws(TransportFailure) -> StoreResponse) {
        self.answer = answer
    }

    var requests: [StoreRequest] { asked.withLock { $0 } }

    func send(_ request: StoreRequest) async throws(TransportFailure) -> StoreResponse {
        let number = asked.withLock { asked in
            asked.append(request)
            return asked.count - 1
        }
        return try answer(request, number)
    }
}

extension StoreResponse {
    /// An answer with headers, whose names are in small letters, and a text.
    init(_ status: Int, _ headers: KeyValuePairs<String, String> = [:], _ text: String = "") {
        self.init(
            status: status, headers: headers.map { StoreRequest.Header(name: $0.key, value: $0.value) },
            body: Array(text.utf8))
    }

    /// An error as S3 answers it.
    static func s3(_ status: Int, _ code: String, _ headers: KeyValuePairs<String, String> = [:]) -> StoreResponse {
        StoreResponse(
            status, headers,
            "<Error><Code>\(code)</Code><Message>m</Message><StringToSign>secret</StringToSign></Error>")
    }
}

extension BucketObjectStore {
    /// The second that scripted stores live in.
    static let now = 1_369_353_600

    /// A store of S3 over a scripted transport, below the prefix `base`.
    static func s3(
        _ transport: any StoreTransport,
        keys: CredentialSource<AccessKey> = .fixed(AccessKey(id: "AKID", secret: Secret("hidden"))),
        plan: PartPlan = PartPlan()
    ) throws -> BucketObjectStore {
        guard case .s3(let location) = try StoreLocation("s3://bucket/base?endpoint=http://127.0.0.1:1&region=r") else {
            throw ObjectStoreError.locationInvalid(reason: "a test is wrong")
        }
        let service = S3Service(
            location: location, signature: SignatureV4(family: .amazon, region: location.region), keys: keys,
            hasher: BodyHasher())
        return BucketObjectStore(
            exchange: ServiceExchange(service: service, transport: transport, secondsSince1970: { now }),
            prefix: location.prefix, plan: plan)
    }

    /// A store of Azure over a scripted transport.
    static func azure(
        _ transport: any StoreTransport, plan: PartPlan = PartPlan()
    ) throws -> BucketObjectStore {
        guard case .azure(let location) = try StoreLocation("azblob://account/container/base") else {
            throw ObjectStoreError.locationInvalid(reason: "a test is wrong")
        }
        let service = AzureService(location: location, keys: .fixed(Secret([1])), random: { 35 })
        return BucketObjectStore(
            exchange: ServiceExchange(service: service, transport: transport, secondsSince1970: { now }),
            prefix: location.prefix, plan: plan)
    }
}
