import Testing

@testable import Storage

/// Every bound at its edge: the largest that is taken, and one more.
@Suite struct RegistryLimitsTests {
    private static func register(_ new: NewModel, bytes: [UInt8] = [1], limits: Limits = .standard) async throws {
        try await withRegistry(limits: limits) { registry, _ in
            do {
                _ = try await registry.register(new, bytes: bytes, by: ChangeOrigin(actor: "ada", at: .minute(0)))
            } catch {
                #expect(try await registry.models().isEmpty)
                throw error
            }
        }
    }

    @Test(arguments: ["a", "A.b_c-9", "-", "a..", String(repeating: "n", count: 128)])
    func takesPlainNames(_ name: String) async throws {
        try await Self.register(.sample(name))
    }

    @Test(arguments: [
        "", ".", ".hidden", "..", "a/b", "a b", "ä", "a\u{0}", "a\n", "a%2F", String(repeating: "n", count: 129),
    ])
    func refusesOtherNames(_ name: String) async throws {
        await #expect(throws: RegistryError.nameInvalid(name: name, maximumBytes: 128)) {
            try await Self.register(.sample(name))
        }
    }

    @Test func bytesEndAtTheLimit() async throws {
        var limits = Limits.standard
        limits.modelBytes = 100
        try await Self.register(.sample(), bytes: [UInt8](repeating: 1, count: 100), limits: limits)
        await #expect(throws: RegistryError.tooLarge(bytes: 101, limitBytes: 100)) {
            try await Self.register(.sample(), bytes: [UInt8](repeating: 1, count: 101), limits: limits)
        }
        await #expect(throws: RegistryError.empty) { try await Self.register(.sample(), bytes: []) }
    }

    @Test func modelsEndAtTheLimit() async throws {
        var limits = Limits.standard
        limits.models = 2
        try await withRegistry(limits: limits) { registry, _ in
            let first = try await registry.add()
            _ = try await registry.add()
            await #expect(throws: RegistryError.full(limit: 2)) { try await registry.add() }
            try await registry.delete(first.id, by: ChangeOrigin(actor: "ada", at: .minute(0)))
            #expect(try await registry.add().version == "v3")
        }
    }

    @Test func answersEndAtTheirLimits() async throws {
        var limits = Limits.standard
        limits.listedModels = 2
        limits.historyRows = 2
        limits.comparedModels = 2
        limits.rollbackDepth = 2
        try await withRegistry(limits: limits) { registry, _ in
            var ids: [String] = []
            for _ in 0..<3 {
                let model = try await registry.add()
                try await registry.produce(model)
                ids.append(model.id)
            }
            #expect(try await registry.models().count == 2)
            #expect(try await registry.history(named: "aqi").count == 2)
            #expect(try await registry.compare(ids: Array(ids.prefix(2))).count == 2)
            await #expect(throws: RegistryError.tooManyCompared(count: 3, limit: 2)) {
                try await registry.compare(ids: ids)
            }
            #expect(
                try await registry.rollback(name: "aqi", by: ChangeOrigin(actor: "ada", at: .minute(1))).promoted.id
                    == ids[1])
        }
    }

    /// One field at its bound and one beyond, made by the same function of the count.
    static let fields: [(name: String, limit: Int, make: @Sendable (Int) -> NewModel)] = [
        ("model type", Limits.standard.typeNameBytes, { changed { $0.modelType = text($1) }($0) }),
        ("task type", Limits.standard.typeNameBytes, { changed { $0.taskType = text($1) }($0) }),
        ("description", Limits.standard.descriptionBytes, { changed { $0.description = text($1) }($0) }),
        ("feature column", Limits.standard.featureColumnBytes, { changed { $0.featureColumns = [text($1)] }($0) }),
        ("feature columns", Limits.standard.featureColumns, { changed { $0.featureColumns = keys($1) }($0) }),
        ("metrics", Limits.standard.metadataEntries, { changed { $0.metrics = entries($1, 1.5) }($0) }),
        ("metric's name", Limits.standard.metadataKeyBytes, { changed { $0.metrics = [text($1): 1] }($0) }),
        ("hyperparameters", Limits.standard.metadataEntries, { changed { $0.hyperparameters = entries($1, "") }($0) }),
        (
            "hyperparameter", Limits.standard.metadataValueBytes,
            { changed { $0.hyperparameters = ["k": text($1)] }($0) }
        ),
        ("tags", Limits.standard.tags, { changed { $0.tags = entries($1, "") }($0) }),
        ("tag", Limits.standard.metadataKeyBytes, { changed { $0.tags = ["k": text($1)] }($0) }),
    ]

    @Test(arguments: fields.indices)
    func metadataEndsAtItsLimits(_ index: Int) throws {
        let field = Self.fields[index]
        try field.make(field.limit).validate(.standard)
        #expect(throws: RegistryError.self, "\(field.name)") { try field.make(field.limit + 1).validate(.standard) }
    }

    @Test func allMetadataTogetherEndsAtItsLimit() async throws {
        let new = NewModel(
            name: "aqi", modelType: "xgboost", taskType: "regression", featureColumns: ["pm25"],
            hyperparameters: ["eta": "0.1"])
        var limits = Limits.standard
        limits.metadataBytes = #"{}["pm25"]{"eta":"0.1"}{}"#.utf8.count
        try await Self.register(new, limits: limits)
        limits.metadataBytes -= 1
        await #expect(throws: RegistryError.self) { try await Self.register(new, limits: limits) }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func metricsAreFinite(_ value: Double) {
        #expect(throws: RegistryError.self) { try changed { $0.metrics["rmse"] = [value][$1] }(0).validate(.standard) }
    }

    @Test func refusesTextThatWouldNotReadBack() {
        for new in [
            changed { model, _ in model.description = "a\u{0}b" }(0),
            changed { model, _ in model.modelType = "" }(0),
            changed { model, _ in model.featureColumns = ["a\tb"] }(0),
            changed { model, _ in model.featureColumns = ["a", "a"] }(0),
            changed { model, _ in model.tags = ["": "x"] }(0),
        ] {
            #expect(throws: RegistryError.self) { try new.validate(.standard) }
        }
    }

    @Test(arguments: ["", "a\nb", String(repeating: "a", count: 129)])
    func refusesWhoeverHasNoPlainName(_ actor: String) async throws {
        try await withRegistry { registry, _ in
            let model = try await registry.add()
            await #expect(throws: RegistryError.self) {
                try await registry.register(.sample(), bytes: [1], by: ChangeOrigin(actor: actor, at: .minute(0)))
            }
            await #expect(throws: RegistryError.self) {
                try await registry.promote(model.id, to: .staging, by: ChangeOrigin(actor: actor, at: .minute(0)))
            }
            await #expect(throws: RegistryError.self) {
                try await registry.delete(model.id, by: ChangeOrigin(actor: actor, at: .minute(0)))
            }
            await #expect(throws: RegistryError.self) {
                try await registry.rollback(name: "aqi", by: ChangeOrigin(actor: actor, at: .minute(0)))
            }
        }
    }
}

private func changed(_ change: @escaping @Sendable (inout NewModel, Int) -> Void) -> @Sendable (Int) -> NewModel {
    { count in
        var model = NewModel.sample()
        change(&model, count)
        return model
    }
}

private func text(_ count: Int) -> String { String(repeating: "x", count: count) }

private func keys(_ count: Int) -> [String] { (0..<count).map { "f\($0)" } }

private func entries<Value>(_ count: Int, _ value: Value) -> [String: Value] {
    Dictionary(uniqueKeysWithValues: keys(count).map { ($0, value) })
}
