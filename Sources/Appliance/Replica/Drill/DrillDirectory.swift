import Access
import Storage

/// What a drill does with a data directory itself, without a daemon or beside one.
struct DrillDirectory: Sendable {
    let settings: EffectiveConfiguration

    /// Makes the directory's database with an administrator and two versions of the demo's model, the second in
    /// production; the administrator's key, and the models in the order in which they are to be promoted.
    func prepare() async throws -> (key: Secret, models: [String]) {
        let accounts = try await CommandAccounts(settings: settings)
        let origin = ChangeOrigin(actor: "drill", at: ApplianceClock.system.now())
        var random = SystemRandomNumberGenerator()
        let password = APIKey(using: &random).secret.revealed
        let administrator = try await accounts.store.create(
            NewAccount(
                username: "drill", email: "drill@localhost.localdomain", fullName: "",
                passwordHash: try await accounts.passwords.hash(password, names: ["drill"]), tier: "enterprise",
                roles: [Role.admin.name]),
            origin: origin)
        let issued = try await accounts.keyIssuer.issue(
            "drill", KeyTerms(), for: KeyIssuer.Owner(administrator), origin: origin)
        let registry = ModelRegistry(
            database: accounts.database, random: { UInt64.random(in: .min ... .max) })
        let importer = ModelImporter(
            registry: registry, loader: ModelLoader(registry: registry, clock: ApplianceClock.system))
        var models: [String] = []
        for _ in 0..<2 {
            models.append(
                try await importer.importModel(try EmbeddedFile("aqi.ubj").bytes, name: DemoModel.name, by: origin).id)
        }
        _ = try await registry.promote(models[1], to: .production, by: origin)
        try await accounts.database.close()
        return (issued.key.secret, models)
    }

    /// What the database has.
    func findings() async throws -> DrillFindings {
        let database = try await ApplianceDatabase.open(in: settings.dataDirectory, as: .command)
        let registry = ModelRegistry(database: database, random: { UInt64.random(in: .min ... .max) })
        let today = ApplianceClock.system.now().daysSince1970
        let usage = try await UsageStore(database: database).report(
            UsageQuery(.days((today - 1)...(today + 1)), by: [], limit: 1))
        let findings = DrillFindings(
            users: Set(try await AccountStore(database: database).accounts().map(\.username)),
            keys: Set(try await APIKeyStore(database: database).keys(includingRevoked: true).map(\.id)),
            promotions: try await registry.history(named: DemoModel.name)
                .filter { $0.cause == .promoted && $0.to == .production }.sorted { $0.id < $1.id }.map(\.modelID),
            predictions: Int(clamping: usage.total.rows))
        try await database.close()
        return findings
    }
}
