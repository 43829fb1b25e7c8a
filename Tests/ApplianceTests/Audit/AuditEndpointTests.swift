import Access
import AuditTree
import Foundation
import HTTPTypes
import Storage
import Testing

@testable import Appliance

/// `GET /audit`, checked as a verifier far away would.
@Suite struct AuditEndpointTests {
    @Test func entriesTreeAndCheckpoint() async throws {
        try await TestAppliance.run { appliance in
            // The caller's account and key are the first entries.
            let base = try await appliance.parts.audit.state().size
            let before = try await appliance.get("/audit").object()
            #expect(before["checkpoint"] is NSNull && before["public_key"] is NSNull && before["next"] is NSNull)
            try await appliance.add(TestModels.split())
            let made = try await appliance.parts.checkpoints.make(by: appliance.origin)
            let answer = try await appliance.get("/audit?limit=2")
            #expect(answer.status == .ok)
            let body = try answer.object()
            #expect(
                Set(body.keys) == ["entries", "next", "tree", "checkpoint", "public_key"])
            let entries = try #require(body["entries"] as? [[String: Any]])
            #expect(entries.map { $0["seq"] as? Int } == [base + 3, base + 2])
            #expect(body["next"] as? Int == base + 2)
            #expect(entries.map { $0["action"] as? String } == ["audit.key_created", "model.promoted"])
            #expect(entries[1]["actor"] as? String == "test" && entries[1]["address"] is NSNull)
            #expect((body["tree"] as? [String: Any])?["size"] as? Int == base + 3)
            #expect(body["checkpoint"] as? String == "\(made.note)")
            let key = try NoteVerifier(body["public_key"] as? String ?? "")
            #expect(key.verifies(made.note))
            let rest = try await appliance.get("/audit?before=2&limit=9").object()
            #expect((rest["entries"] as? [[String: Any]])?.map { $0["seq"] as? Int } == [1])
            let one = try await appliance.get("/audit?action=model.promoted&actor=test&since=2025-01-01T00:00:00Z")
                .object()
            #expect((one["entries"] as? [[String: Any]])?.map { $0["seq"] as? Int } == [base + 2])
        }
    }

    @Test func proofsVerifyFromTheAnswerAlone() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            let old = try await appliance.parts.audit.state()
            try await appliance.add(TestModels.constant("1"), name: "other")
            let body = try await appliance.get("/audit?limit=0&proof=2&from=\(old.size)&to=\(old.size + 2)").object()
            let tree = try #require(body["tree"] as? [String: Any])
            let root = try #require(Base64.bytes(of: tree["root"] as? String ?? ""))
            let inclusion = try #require(body["inclusion"] as? [String: Any])
            let entry = try #require(inclusion["entry"] as? [String: Any])
            let leaf = try #require(Base64.bytes(of: entry["leaf_hash"] as? String ?? ""))
            let proof = InclusionProof(
                index: try #require(inclusion["index"] as? Int), size: try #require(inclusion["size"] as? Int),
                path: try Self.path(inclusion))
            #expect(proof.index == 1 && proof.size == old.size + 2 && proof.verifies(leafHash: leaf, root: root))
            let consistency = try #require(body["consistency"] as? [String: Any])
            let change = ConsistencyProof(
                oldSize: try #require(consistency["from"] as? Int), newSize: try #require(consistency["to"] as? Int),
                path: try Self.path(consistency))
            #expect(change.verifies(oldRoot: old.root, newRoot: root))
        }
    }

    private static func path(_ proof: [String: Any]) throws -> [[UInt8]] {
        try #require(proof["path"] as? [String]).compactMap { Base64.bytes(of: $0) }
    }

    @Test(arguments: [
        ("limit=-1", "limit"), ("limit=1001", "limit"), ("limit=x", "limit"), ("since=yesterday", "since"),
        ("until=2025", "until"), ("before=0", "before"), ("proof=0", "proof"), ("size=1", "size"), ("from=1", "to"),
        ("to=1", "from"), ("from=2&to=1", "from"), ("from=1&to=99", "from"), ("from=0&to=1", "from"),
        ("order=asc", "order"),
    ])
    func badQueriesAre422(query: String, name: String) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            try expectProblem(try await appliance.get("/audit?" + query), .unprocessableContent, at: ["query", name])
        }
    }

    @Test(arguments: ["proof=99", "proof=2&size=1", "proof=1&size=99"])
    func whatIsNotInTheTreeIs404(query: String) async throws {
        try await TestAppliance.run { appliance in
            try await appliance.add(TestModels.split())
            try expectProblem(try await appliance.get("/audit?" + query), .notFound, saying: "is not among")
        }
    }

    @Test func strangersAndOthersDoNotReadIt() async throws {
        try await TestAppliance.run { appliance in
            try expectProblem(try await appliance.asked(by: nil).get("/audit"), .unauthorized)
            let user = try await appliance.makeCaller("user", role: .user)
            try expectProblem(try await appliance.asked(by: user).get("/audit"), .forbidden)
        }
    }

    @Test func aChangeThatCannotBeAuditedIs503() async throws {
        try await TestAppliance.run { appliance in
            try await appliance.breakAudit()
            let answer = try await appliance.send(.post, "/models?model_name=aqi", TestModels.split())
            try expectProblem(answer, .serviceUnavailable, saying: "nothing was changed")
            #expect(try await appliance.parts.registry.models().isEmpty)
        }
    }

    @Test func changesOverHTTPSayWhoAndByWhichRequest() async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.send(
                .post, "/models?model_name=aqi", TestModels.split(), headers: [.requestID: "trace-1"])
            #expect(answer.status == .created)
            let entry = try #require(try await appliance.parts.audit.page(AuditQuery()).entries.first)
            #expect(entry.action == "model.registered" && entry.requestID == "trace-1")
        }
    }
}
