import HTTPTypes
import Hummingbird
import JSONText
import Storage

/// `GET /audit`: the audit log with its tree, the newest signed checkpoint, and proofs on request.
struct AuditEndpoint: Sendable {
    let audit: AuditLog
    let checkpoints: AuditCheckpoints

    func respond(to request: Request, context: ApplianceRequestContext) async throws -> Response {
        let query = try QueryParameters(
            request,
            allowed: ["since", "until", "actor", "action", "before", "limit", "proof", "size", "from", "to"])
        let proofs = try Self.proofs(query)
        let state = try await audit.state(try Self.entries(query), proving: proofs)
        for (request, proof) in zip(proofs, state.proofs) where proof == nil {
            throw Self.refusal(of: request, size: state.size)
        }
        let key = try await checkpoints.publicKey()
        return .json { $0.auditState(state, publicKey: key) }
    }

    private static func entries(_ query: QueryParameters) throws(APIError) -> AuditQuery {
        var entries = AuditQuery(limit: Limits.auditPageEntries)
        entries.since = try time(query, "since")
        entries.until = try time(query, "until")
        entries.actor = query["actor"]
        entries.action = query["action"]
        entries.before = try number(query, "before", in: 1...Int.max).map(Int64.init)
        if let limit = try number(query, "limit", in: 0...Storage.Limits.standard.auditEntries) {
            entries.limit = limit
        }
        return entries
    }

    private static func proofs(_ query: QueryParameters) throws(APIError) -> [AuditProofRequest] {
        var proofs: [AuditProofRequest] = []
        let size = try number(query, "size", in: 1...Int.max)
        if let entry = try number(query, "proof", in: 1...Int.max) {
            proofs.append(.inclusion(entry: Int64(entry), size: size))
        } else if size != nil {
            throw .invalid("query", "size", message: "The query parameter 'size' belongs to 'proof', which is missing.")
        }
        let from = try number(query, "from", in: 1...Int.max)
        let to = try number(query, "to", in: 1...Int.max)
        switch (from, to) {
        case (nil, nil): break
        case (let from?, let to?): proofs.append(.consistency(oldSize: from, newSize: to))
        default:
            let missing = from == nil ? "from" : "to"
            throw .invalid("query", missing, message: "The query parameters 'from' and 'to' go together.")
        }
        return proofs
    }

    /// What is asked to be proved is not so.
    private static func refusal(of request: AuditProofRequest, size: Int) -> APIError {
        switch request {
        case .inclusion(let entry, let wanted):
            let tree = wanted.map { "the first \($0)" } ?? "all"
            return .notFound("Entry \(entry) is not among \(tree) of the log's \(size) entries.")
        case .consistency(let from, let to):
            return .invalid(
                "query", "from",
                message: "There is no proof from \(from) to \(to): 'from' is at most 'to', and 'to' at most \(size).")
        }
    }

    private static func time(_ query: QueryParameters, _ name: String) throws(APIError) -> Timestamp? {
        guard let text = query[name] else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw .invalid(
                "query", name, message: "The query parameter '\(name)' takes a time such as 2025-01-31T00:00:00Z.")
        }
        return time
    }

    private static func number(
        _ query: QueryParameters, _ name: String, in range: ClosedRange<Int>
    ) throws(APIError) -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid(
                "query", name,
                message: "The query parameter '\(name)' takes a whole number from \(range.lowerBound) to "
                    + "\(range.upperBound).")
        }
        return number
    }
}
