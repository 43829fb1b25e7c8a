/// Objects in a bucket of any service, each under a prefix and the text of its key.
///
/// Every method makes its requests once: ``ResilientObjectStore`` around it makes them again.
final class BucketObjectStore: ObjectStore {
    let exchange: ServiceExchange
    /// Empty, or ends with a slash.
    private let prefix: String
    private let plan: PartPlan
    private let order = ListOrder()

    init(exchange: ServiceExchange, prefix: String, plan: PartPlan = PartPlan()) {
        self.exchange = exchange
        self.plan = plan
        self.prefix = prefix.isEmpty ? "" : prefix + "/"
    }

    func put(_ bytes: [UInt8], under key: ObjectKey) async throws {
        try await write(bytes, under: key, createOnly: false)
    }

    func create(_ bytes: [UInt8], under key: ObjectKey) async throws {
        try await write(bytes, under: key, createOnly: true)
    }

    func get(_ key: ObjectKey) async throws -> [UInt8] {
        let response = try await send(.read(name: name(of: key), range: nil), to: "read", key)
        guard response.isSuccess else { throw missing(response, key) ?? failure(response, "read", key) }
        return response.body
    }

    func get(_ key: ObjectKey, range: Range<Int>) async throws -> [UInt8] {
        guard range.count <= Limits.objectBytes else {
            throw ObjectStoreError.tooLarge(key: key, sizeBytes: range.count, limitBytes: Limits.objectBytes)
        }
        // There is no request for no bytes, nor for those before the first: only the size tells whether they are there.
        guard !range.isEmpty, range.lowerBound >= 0 else {
            guard let size = try await head(key)?.sizeBytes else { throw ObjectStoreError.notFound(key: key) }
            guard range.lowerBound >= 0, range.upperBound <= size else {
                throw ObjectStoreError.rangeInvalid(key: key, range: range, sizeBytes: size)
            }
            return []
        }
        let response = try await send(.read(name: name(of: key), range: range), to: "read", key)
        switch RangeAnswer(response, range: range) {
        case .bytes(let bytes): return bytes
        case .size(let size): throw ObjectStoreError.rangeInvalid(key: key, range: range, sizeBytes: size)
        case .beyond:
            let size = try await head(key)?.sizeBytes
            throw size.map { ObjectStoreError.rangeInvalid(key: key, range: range, sizeBytes: $0) }
                ?? .notFound(key: key)
        case .malformed(let reason):
            throw ObjectStoreError.failed(operation: "read", subject: subject(key), reason: reason)
        case .refused: throw missing(response, key) ?? failure(response, "read", key)
        }
    }

    func head(_ key: ObjectKey) async throws -> ObjectInfo? {
        let response = try await send(.head(name: name(of: key)), to: "look at", key)
        if response.status == 404, missing(response, key) != nil { return nil }
        guard response.isSuccess else { throw failure(response, "look at", key) }
        guard let size = exchange.service.size(in: response) else {
            throw ObjectStoreError.failed(
                operation: "look at", subject: subject(key), reason: "the service does not tell the object's size")
        }
        return ObjectInfo(key: key, sizeBytes: size)
    }

    func delete(_ key: ObjectKey) async throws {
        let response = try await send(.delete(name: name(of: key)), to: "delete", key)
        guard response.isSuccess || missing(response, key) != nil else { throw failure(response, "delete", key) }
    }

    func list(prefix: String, after last: ObjectKey?, limit: Int) async throws -> [ObjectInfo] {
        let bound = min(max(limit, 0), Limits.listedObjects)
        // A prefix that leads out of the keys' alphabet, such as `../`, is the beginning of none of them.
        guard bound > 0 else { return [] }
        let listing = BucketListing(
            exchange: exchange, order: order, base: self.prefix, prefix: prefix, after: last, limit: bound)
        return try await listing.run()
    }

    // MARK: - Requests

    private func write(_ bytes: [UInt8], under key: ObjectKey, createOnly: Bool) async throws {
        guard bytes.count <= Limits.objectBytes else {
            throw ObjectStoreError.tooLarge(key: key, sizeBytes: bytes.count, limitBytes: Limits.objectBytes)
        }
        let name = name(of: key)
        let parts = plan.parts(of: bytes.count)
        do {
            if !parts.isEmpty,
                try await exchange.service.writeInParts(
                    bytes, parts: parts, name: name, createOnly: createOnly, through: exchange)
            {
                return
            }
        } catch is AlreadyThere {
            throw ObjectStoreError.alreadyExists(key: key)
        }
        let response = try await send(.write(name: name, bytes: bytes, createOnly: createOnly), to: "write", key)
        guard !response.isSuccess else { return }
        if createOnly, exchange.refusal(response).saysExists { throw ObjectStoreError.alreadyExists(key: key) }
        throw failure(response, "write", key)
    }

    private func send(
        _ operation: BucketOperation, to what: String, _ key: ObjectKey
    ) async throws -> StoreResponse {
        try await exchange.send(
            exchange.service.request(for: operation), operation: what, subject: subject(key))
    }

    private func name(of key: ObjectKey) -> String { prefix + key.description }

    private func subject(_ key: ObjectKey) -> String { "\(key) in \(exchange.service.place)" }

    /// The error for an object that is not there; nil when a response says something else.
    private func missing(_ response: StoreResponse, _ key: ObjectKey) -> ObjectStoreError? {
        guard response.status == 404 else { return nil }
        let code = exchange.service.code(of: response)
        return ["NoSuchBucket", "ContainerNotFound"].contains(code) ? nil : .notFound(key: key)
    }

    private func failure(_ response: StoreResponse, _ what: String, _ key: ObjectKey) -> ObjectStoreError {
        exchange.refusal(response).error(operation: what, subject: subject(key))
    }
}

/// What a service throws that has found an object where it was to create one.
struct AlreadyThere: Error {}
