internal import Foundation
public import Resilience

/// How a store is reached and how often it is asked, whatever it is.
public struct StoreSettings: Sendable {
    /// How calls are retried.
    public var retry = RetryPolicy(
        attempts: 6, backoff: Backoff(firstMilliseconds: 100, mostMilliseconds: 5_000), attemptMilliseconds: 15_000,
        deadlineMilliseconds: 60_000)

    /// Failures in a row after which the store is left alone.
    public var failuresToOpen = 10

    /// How long it is left alone, in milliseconds.
    public var openMilliseconds = 5_000

    /// The least that ``bytesPerSecond`` may be.
    public static let leastBytesPerSecond = Limits.leastBandwidth

    /// Bytes a second that are sent and received at most, both together; nil for as many as there can be.
    public var bytesPerSecond: Int?

    /// Through which proxy the store is reached.
    public var proxy = StoreProxy.environment

    /// A file of certificates in PEM that are trusted beside those of the system.
    public var trustedCertificatesFile: String?

    /// The usual settings.
    public init() {}
}

/// What a store is given of the world around it.
public struct StoreSurroundings: Sendable {
    /// The variables of the process, read each time that they are needed.
    public let environment: @Sendable () -> [String: String]

    /// Time that only grows, waiting, and chance.
    public let time: CallTime

    /// The time of the calendar, for signatures.
    public let secondsSince1970: @Sendable () -> Int

    /// Surroundings from their parts.
    public init(
        environment: @escaping @Sendable () -> [String: String], time: CallTime,
        secondsSince1970: @escaping @Sendable () -> Int
    ) {
        self.environment = environment
        self.time = time
        self.secondsSince1970 = secondsSince1970
    }
}

extension ResilientObjectStore {
    /// The store at a location, whatever keeps it, with time limits and retries around it.
    ///
    /// Credentials come from the variables that each service's own tools read, and are read again whenever one is needed.
    /// It throws ``ObjectStoreError`` when a file of the settings cannot be read or a bandwidth limit is too low; a service
    /// is not asked yet.
    public static func open(
        _ location: StoreLocation, settings: StoreSettings, surroundings: StoreSurroundings
    ) async throws -> ResilientObjectStore {
        let opening = StoreOpening(settings: settings, surroundings: surroundings)
        let target = OutgoingTarget(
            name: "object store", policy: settings.retry,
            breaker: CircuitBreaker(
                failuresToOpen: settings.failuresToOpen, openMilliseconds: settings.openMilliseconds),
            time: surroundings.time)
        // Where a limit is set, it is shared by as many transfers as may be on their way.
        let slowest = settings.bytesPerSecond.map { max($0 / Limits.rangesAtOnce, 1) } ?? Limits.slowestBytesPerSecond
        return ResilientObjectStore(
            around: try await opening.store(at: location), target: target,
            slowestBytesPerSecond: min(slowest, Limits.slowestBytesPerSecond))
    }
}

/// Makes the bare store at a location.
struct StoreOpening: Sendable {
    let settings: StoreSettings
    let surroundings: StoreSurroundings
    private let plan: PartPlan
    private let queue = BlockingQueue(label: "geoclimate.objectstore.files")

    init(settings: StoreSettings, surroundings: StoreSurroundings, plan: PartPlan = PartPlan()) {
        self.settings = settings
        self.plan = plan
        self.surroundings = surroundings
    }

    func store(at location: StoreLocation) async throws -> any ObjectStore {
        let environment = surroundings.environment
        switch location {
        case .directory(let path): return try await DirectoryObjectStore(root: path)
        case .s3(let location):
            let service = S3Service(
                location: location, signature: SignatureV4(family: .amazon, region: location.region),
                keys: .amazon(environment), hasher: BodyHasher())
            return try await bucket(service, at: location.endpoint, prefix: location.prefix)
        case .google(let location): return try await google(location)
        case .azure(let location):
            let service = AzureService(
                location: location, keys: .azure(environment), random: surroundings.time.random)
            return try await bucket(service, at: location.endpoint, prefix: location.prefix)
        }
    }

    /// Cloud Storage by the key file of a service account, or by its XML interface with an HMAC key.
    private func google(_ location: GoogleLocation) async throws -> any ObjectStore {
        let environment = surroundings.environment
        if environment()["GOOGLE_APPLICATION_CREDENTIALS"]?.isEmpty == false {
            let transport = try await transport(to: location.endpoint)
            let tokens = AccessTokens(accounts: accounts(), transport: transport)
            return BucketObjectStore(
                exchange: ServiceExchange(
                    service: GoogleService(
                        location: location, tokens: tokens, random: surroundings.time.random), transport: transport,
                    secondsSince1970: surroundings.secondsSince1970), prefix: location.prefix, plan: plan)
        }
        guard environment()["GOOGLE_HMAC_ACCESS_ID"]?.isEmpty == false else {
            throw ObjectStoreError.failed(
                operation: "open", subject: location.description,
                reason: "set GOOGLE_APPLICATION_CREDENTIALS to the key file of a service account, or "
                    + "GOOGLE_HMAC_ACCESS_ID and GOOGLE_HMAC_SECRET to an HMAC key")
        }
        let service = S3Service(
            location: S3Location(xmlInterfaceOf: location), signature: SignatureV4(family: .google, region: "auto"),
            keys: .google(environment), hasher: BodyHasher())
        return try await bucket(service, at: location.endpoint, prefix: location.prefix)
    }

    private func bucket(
        _ service: any BucketService, at endpoint: Endpoint, prefix: String
    ) async throws -> BucketObjectStore {
        BucketObjectStore(
            exchange: ServiceExchange(
                service: service, transport: try await transport(to: endpoint),
                secondsSince1970: surroundings.secondsSince1970), prefix: prefix, plan: plan)
    }

    private func transport(to endpoint: Endpoint) async throws -> AsyncHTTPTransport {
        var connection = AsyncHTTPTransport.Settings()
        connection.proxy = try settings.proxy.address(for: endpoint, environment: surroundings.environment())
        if let path = settings.trustedCertificatesFile {
            connection.trustedCertificates = try await file("the certificates ", path)
        }
        if let limit = settings.bytesPerSecond, limit < Limits.leastBandwidth {
            throw ObjectStoreError.failed(
                operation: "open", subject: "the store",
                reason: "a bandwidth limit of \(limit) bytes a second is below \(Limits.leastBandwidth)")
        }
        let limit = settings.bytesPerSecond.map { BandwidthLimit(bytesPerSecond: $0, time: surroundings.time) }
        return try AsyncHTTPTransport(connection, limit: limit)
    }

    /// The service account of the key file, which is read anew for every access token.
    private func accounts() -> CredentialSource<ServiceAccount> {
        CredentialSource { () async throws(ObjectStoreError) in
            let path = surroundings.environment()["GOOGLE_APPLICATION_CREDENTIALS"] ?? ""
            return try ServiceAccount(keyFile: try await file("the key file ", path), named: path)
        }
    }

    private func file(_ what: String, _ path: String) async throws(ObjectStoreError) -> [UInt8] {
        let contents = await queue.result { () -> [UInt8]? in
            guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
            defer { try? handle.close() }
            return (try? handle.read(upToCount: Limits.configurationFileBytes + 1)).map { [UInt8]($0) }
        }
        guard let contents, contents.count <= Limits.configurationFileBytes else {
            throw .failed(
                operation: "read", subject: what + path,
                reason: contents == nil
                    ? "there is no such file, or it may not be read"
                    : "it has more than \(Limits.configurationFileBytes) bytes")
        }
        return contents
    }
}

extension S3Location {
    /// Cloud Storage's XML interface, which HMAC keys are for.
    init(xmlInterfaceOf location: GoogleLocation) {
        bucket = location.bucket
        prefix = location.prefix
        endpoint = location.endpoint
        region = "auto"
        usesVirtualHost = false
    }
}
