import Testing

@testable import Storage

@Suite struct PromotionTests {
    @Test func promotingSendsTheOneBeforeToStaging() async throws {
        try await withRegistry { registry, _ in
            let v1 = try await registry.add()
            let v2 = try await registry.add()
            let first = try await registry.produce(v1, minute: 1)
            #expect(first.promoted.stage == .production && first.from == .dev && first.demoted == nil)
            let second = try await registry.produce(v2, minute: 2)
            #expect(second.promoted.id == v2.id)
            #expect(second.demoted?.id == v1.id && second.demoted?.stage == .staging)
            #expect(try await registry.production(named: "aqi")?.id == v2.id)

            let lines = try await registry.history(named: "aqi")
            #expect(lines.map(\.version) == ["v2", "v1", "v1", "v2", "v1"])
            #expect(lines.map(\.cause) == [.promoted, .demoted, .promoted, .registered, .registered])
            #expect(lines.map(\.from) == [.dev, .production, .dev, nil, nil])
            #expect(lines.map(\.to) == [.production, .staging, .production, .dev, .dev])
            #expect(lines.map(\.changedBy) == ["grace", "grace", "grace", "ada", "ada"])
            #expect(lines.map(\.changedAt) == [.minute(2), .minute(2), .minute(1), .minute(0), .minute(0)])
            #expect(try await registry.history(named: "aqi", limit: 2) == Array(lines.prefix(2)))
        }
    }

    @Test func namesDoNotDisturbEachOther() async throws {
        try await withRegistry { registry, _ in
            let a = try await registry.add("a")
            let b = try await registry.add("b")
            try await registry.produce(a)
            #expect(try await registry.produce(b).demoted == nil)
            #expect(try await registry.production(named: "a")?.id == a.id)
        }
    }

    @Test func promotingToWhereItStandsChangesNothing() async throws {
        try await withRegistry { registry, _ in
            let model = try await registry.add()
            for stage in ModelStage.allCases {
                _ = try await registry.promote(model.id, to: stage, by: ChangeOrigin(actor: "ada", at: .minute(1)))
                let before = try await registry.history(named: "aqi").count
                let result = try await registry.promote(
                    model.id, to: stage, by: ChangeOrigin(actor: "ada", at: .minute(2)))
                #expect(result.from == stage && result.promoted.stage == stage && result.demoted == nil)
                #expect(try await registry.history(named: "aqi").count == before)
            }
        }
    }

    @Test func rollingBackTwiceGoesBackTwoModels() async throws {
        try await withRegistry { registry, _ in
            var models: [ModelRecord] = []
            for minute in 0..<3 {
                models.append(try await registry.add(minute: minute))
                try await registry.produce(models[minute], minute: minute)
            }
            let first = try await registry.rollback(name: "aqi", by: ChangeOrigin(actor: "ada", at: .minute(10)))
            #expect(first.promoted.id == models[1].id && first.demoted?.id == models[2].id)
            #expect(try await registry.history(named: "aqi", limit: 1).map(\.cause) == [.rolledBack])
            let second = try await registry.rollback(name: "aqi", by: ChangeOrigin(actor: "ada", at: .minute(11)))
            #expect(second.promoted.id == models[0].id && second.demoted?.id == models[1].id)
            await #expect(throws: RegistryError.nothingToRollBackTo(name: "aqi")) {
                try await registry.rollback(name: "aqi", by: ChangeOrigin(actor: "ada", at: .minute(12)))
            }
            #expect(try await registry.production(named: "aqi")?.id == models[0].id)
        }
    }

    @Test func aRollbackPassesOverDeletedModels() async throws {
        try await withRegistry { registry, _ in
            var models: [ModelRecord] = []
            for minute in 0..<3 {
                models.append(try await registry.add(minute: minute))
                try await registry.produce(models[minute], minute: minute)
            }
            try await registry.delete(models[1].id, by: ChangeOrigin(actor: "ada", at: .minute(4)))
            let result = try await registry.rollback(name: "aqi", by: ChangeOrigin(actor: "ada", at: .minute(5)))
            #expect(result.promoted.id == models[0].id)
        }
    }

    /// Each case: promotions `p`, rollbacks `r` and deletions as they come into production; what stands there now; what
    /// is deleted; and what comes back.
    @Test(
        arguments: [
            ("", nil, "", nil),
            ("p1", "1", "", nil),
            ("p1", nil, "", "1"),
            ("p1 p2", "2", "", "1"),
            ("p1 p2", nil, "", "2"),
            ("p1 p2", nil, "2", "1"),
            ("p1 p2 p3 r2", "2", "", "1"),
            ("p1 p2 p3 r2 r1", "1", "", nil),
            ("p1 p2 p3 r2 p3", "3", "", "2"),
            ("p1 p2 r1 p3", "3", "", "1"),
            ("p1 p2 p1", "1", "", "2"),
            ("p1 p2 p1", "1", "2", nil),
            ("p1 p2 p1 r2", "2", "", "1"),
            ("p1 p2 p3", "3", "12", nil),
            ("r1 p2", "2", "", "1"),
        ] as [(String, String?, String, String?)])
    func decidesWhatComesBack(_ switches: String, _ now: String?, _ deleted: String, _ expected: String?) {
        let changes = switches.split(separator: " ").map { step in
            (modelID: String(step.dropFirst()), cause: step.hasPrefix("r") ? StageChange.Cause.rolledBack : .promoted)
        }
        let target = Rollback.target(switches: changes, production: now) { !deleted.contains($0) }
        #expect(target == expected)
    }

    @Test func aProductionModelIsNotDeleted() async throws {
        try await withRegistry { registry, _ in
            let model = try await registry.add()
            try await registry.produce(model)
            let refusal = RegistryError.inProduction(id: model.id, name: "aqi", version: "v1")
            await #expect(throws: refusal) {
                try await registry.delete(model.id, by: ChangeOrigin(actor: "ada", at: .minute(1)))
            }
            #expect(try await registry.bytes(ofModel: model.id) == [1, 2, 3])

            _ = try await registry.promote(model.id, to: .staging, by: ChangeOrigin(actor: "ada", at: .minute(2)))
            try await registry.delete(model.id, by: ChangeOrigin(actor: "ada", at: .minute(3)))
            #expect(try await registry.models().isEmpty)
            let last = try await registry.history(named: "aqi", limit: 1).first
            #expect(last?.cause == .deleted && last?.from == .staging && last?.to == nil)
        }
    }

    @Test func aReaderNeverSeesHalfOfAPromotion() async throws {
        try await withScenario { scenario in
            let database = try await scenario.open()
            let registry = scenario.registry(database)
            let models = [try await registry.add(), try await registry.add()]
            try await registry.produce(models[0])
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for turn in 1...60 { try await registry.produce(models[turn % 2], minute: turn) }
                }
                for _ in 0..<2 {
                    group.addTask {
                        for _ in 0..<150 {
                            let counts = try await registry.counts()
                            #expect(counts[.production] == 1)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.consistencyProblems() == [])
            try await database.close()
        }
    }
}
