import Access
import Foundation
import JSONText

/// Clients that write, each as fast as its writes are acknowledged, with a pause between two.
struct DrillLoad: Sendable {
    let client: DrillClient
    let ledger: DrillLedger
    /// Two versions of a model that take turns in production.
    let models: [String]
    let elapsed: @Sendable () -> Int64

    private static let userPause = 150
    private static let keyPause = 120
    private static let promotionPause = 400
    private static let predictionPause = 10

    /// Writes until that time, or until the first write that is not acknowledged, whose error it throws.
    func run(until end: Int64) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await repeating(until: end, pause: Self.userPause, makeUser) }
            group.addTask { try await repeating(until: end, pause: Self.keyPause, makeKey) }
            group.addTask { try await repeating(until: end, pause: Self.promotionPause, promote) }
            group.addTask { try await repeating(until: end, pause: Self.predictionPause, predict) }
            // The first error ends the others; waiting for all would wait for the last one.
            for try await _ in group {}
        }
    }

    private func repeating(until end: Int64, pause: Int, _ write: () async throws -> Void) async throws {
        while elapsed() < end {
            try await write()
            try await Task.sleep(for: .milliseconds(pause))
        }
    }

    /// A write that counts as unanswered until it is acknowledged.
    private func writing<Value>(_ body: () async throws -> Value) async throws -> Value {
        ledger.note { $0.unanswered += 1 }
        let value = try await body()
        ledger.note { $0.unanswered -= 1 }
        return value
    }

    private func makeUser() async throws {
        let name = "drill\(ledger.acknowledged.users.count)"
        var random = SystemRandomNumberGenerator()
        let password = APIKey(using: &random).secret.revealed
        _ = try await writing {
            try await client.write("POST", "/users") { json in
                json.beginObject()
                json.field("username", name)
                json.field("email", "\(name)@localhost.localdomain")
                json.field("password", password)
                json.endObject()
            }
        }
        ledger.note { $0.users.append(name) }
    }

    private func makeKey() async throws {
        let count = ledger.acknowledged.keys.count
        guard count < Limits.drillKeys else { return }
        let answer = try await writing {
            try await client.write("POST", "/api-keys") { json in
                json.beginObject()
                json.field("name", "drill \(count)")
                json.endObject()
            }["id"]
        }
        guard let id = (answer as? NSNumber)?.int64Value else {
            throw DrillError.refused(request: "POST /api-keys without an id", status: 201)
        }
        ledger.note { $0.keys.append(id) }
    }

    private func promote() async throws {
        let model = models[ledger.acknowledged.promotions.count % models.count]
        _ = try await writing { try await client.write("POST", "/models/\(model)/promote?new_stage=production") }
        ledger.note { $0.promotions.append(model) }
    }

    private func predict() async throws {
        let answer = try await client.send("POST", "/predict") { $0.verbatim(DemoGreeting.exampleRequest) }
        guard answer.status == 200 else { throw DrillError.refused(request: "POST /predict", status: answer.status) }
        let now = elapsed()
        ledger.note { $0.predictions.append(now) }
    }
}
