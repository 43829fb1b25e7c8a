import Testing

@testable import Appliance
@testable import Storage

/// Each check says yes to what is right and no to what is wrong.
@Suite struct SecurityCheckTests {
    /// A deployment with nothing wrong, to be spoiled one fact at a time.
    private static func sound() -> SecurityFacts {
        var facts = SecurityFacts(now: Timestamp(millisecondsSince1970: 1_735_689_600_000))
        facts.files = [.init(name: ".", mode: 0o700), .init(name: "appliance.db", mode: 0o600)]
        facts.settings = [
            "server.host": "127.0.0.1", "server.trusted_proxies": "", "auth.registration": "admin",
            "auth.access_token_minutes": "15", "auth.refresh_token_days": "30", "auth.password_grant": "false",
            "auth.access_token_algorithm": "EdDSA", "auth.audience": "geoclimate", "mail.host": "mail.example",
            "mail.tls": "starttls", "server.tls.certificate": "",
        ]
        for (name, value) in Self.shipped { facts.settings[name] = value }
        facts.inventory = SecurityInventory.sound
        facts.audit = AuditVerification.sound
        facts.daemon = SecurityFacts.Daemon(
            url: "https://air.example",
            pageHeaders: [
                "strict-transport-security": "max-age=31536000; includeSubDomains",
                "content-security-policy": "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
                "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
            ],
            allowedOrigin: nil, preflightAllowedOrigin: nil, traceStatus: 405, anonymousStatus: 401,
            cookies: ["__Host-session=x; Secure; HttpOnly; SameSite=Strict; Path=/"])
        facts.certificate = .validUntil(day(90))
        facts.unitScore = 1.1
        return facts
    }

    /// The settings of limits and logins as a configuration without any of them has them.
    private static let shipped = Dictionary(
        uniqueKeysWithValues: ConfigurationKeys.all.filter {
            $0.name.hasPrefix("limits.") || $0.name.hasPrefix("auth.lockout.")
        }.compactMap { key -> (String, String)? in
            guard case .text(let text) = key.defaultValue else { return nil }
            return (key.name, text)
        })

    private static func day(_ day: Int) -> Timestamp {
        Timestamp(millisecondsSince1970: 1_735_689_600_000 + Int64(day) * 86_400_000)
    }

    private static func verdict(_ name: String, _ facts: SecurityFacts) throws -> SecurityFinding.Verdict {
        try #require(SecurityCheck.all.first { $0.name == name }, "\(name)").verdict(facts)
    }

    @Test func aSoundDeploymentFailsNothing() {
        let report = SecurityCheck.report(Self.sound())
        #expect(!report.hasFailures, "\(report.text)")
        #expect(report.findings.count >= 25)
        #expect(Set(report.findings.map(\.name)).count == report.findings.count)
        let passed = report.findings.filter { $0.verdict.word == "PASS" }.count
        #expect(passed >= 25, "\(report.text)")
        #expect(report.findings.allSatisfy { $0.verdict.evidence.hasSuffix(".") || $0.verdict.evidence.contains(":") })
    }

    @Test func withNothingThereNothingFails() {
        let report = SecurityCheck.report(SecurityFacts(now: Self.day(0), settings: ["server.host": "127.0.0.1"]))
        #expect(!report.hasFailures, "\(report.text)")
    }

    struct Spoiling: Sendable, CustomTestStringConvertible {
        let name: String
        let word: String
        let spoil: @Sendable (inout SecurityFacts) -> Void

        init(_ name: String, _ word: String, _ spoil: @escaping @Sendable (inout SecurityFacts) -> Void) {
            (self.name, self.word, self.spoil) = (name, word, spoil)
        }

        var testDescription: String { "\(name) \(word)" }
    }

    private static func inventory(
        _ name: String, _ word: String, _ spoil: @escaping @Sendable (inout SecurityInventory) -> Void
    ) -> Spoiling {
        Spoiling(name, word) { facts in
            var inventory = SecurityInventory.sound
            spoil(&inventory)
            facts.inventory = inventory
        }
    }

    private static func setting(_ name: String, _ word: String, _ key: String, _ value: String?) -> Spoiling {
        Spoiling(name, word) { $0.settings[key] = value }
    }

    private static let spoilings: [Spoiling] = [
        Spoiling("files.data_directory", "FAIL") { $0.files[0] = .init(name: ".", mode: 0o755) },
        Spoiling("files.modes", "FAIL") { $0.files[1] = .init(name: "appliance.db", mode: 0o604) },
        Spoiling("files.audit_key", "FAIL") { $0.files.append(.init(name: "audit.key", mode: 0o640)) },
        Spoiling("files.audit_key", "MANUAL") { $0.files.append(.init(name: "audit.key", mode: 0o600)) },
        Spoiling("files.audit_key", "NA") { _ in },
        inventory("database.settings", "FAIL") { $0.settings["synchronous"] = "1" },
        inventory("database.schema", "FAIL") { $0.schemaVersion -= 1 },
        Spoiling("database.integrity", "FAIL") { $0.inconsistencies = ["A page is damaged."] },
        Spoiling("database.integrity", "NA") { $0.inventory = nil },
        Spoiling("audit.verifies", "FAIL") { $0.audit = .broken },
        Spoiling("audit.signed", "PASS") { $0.audit = .unsigned },
        Spoiling("audit.signed", "FAIL") { facts in
            facts.audit = .unsigned
            facts.now = day(2)
        },
        inventory("audit.signed", "FAIL") { $0.checkpointAt = nil },
        Spoiling("audit.kept_elsewhere", "MANUAL") { _ in },
        inventory("accounts.administrator", "FAIL") { $0.administrators = 0 },
        inventory("accounts.administrator", "MANUAL") { ($0.administrators, $0.accounts) = (0, 0) },
        inventory("accounts.password_hashes", "FAIL") { $0.passwordHashes["$scrypt$ln=4,r=8,p=1"] = 1 },
        inventory("accounts.password_hashes", "FAIL") { $0.passwordHashes["plain"] = 1 },
        inventory("accounts.imported_hashes", "MANUAL") { $0.passwordHashes["$2b$12"] = 4 },
        inventory("accounts.without_password", "MANUAL") { $0.passwordHashes[""] = 1 },
        inventory("accounts.second_factor", "FAIL") { $0.administratorsWithoutSecondFactor = 1 },
        setting("accounts.registration", "MANUAL", "auth.registration", "open"),
        setting("accounts.lockout", "FAIL", "auth.lockout.failures", "11"),
        setting("accounts.lockout", "FAIL", "auth.lockout.longest_wait_seconds", "59"),
        setting("accounts.lockout", "FAIL", "auth.lockout.address_failures", "101"),
        setting("accounts.lockout", "FAIL", "auth.lockout.address_window_seconds", "60"),
        setting("accounts.lockout", "PASS", "auth.lockout.failures", "10"),
        setting("accounts.lockout", "PASS", "auth.lockout.longest_wait_seconds", "60"),
        inventory("keys.expiry", "MANUAL") { $0.neverExpiringKeys = 1 },
        inventory("keys.expiry", "NA") { ($0.liveKeys, $0.oldestLiveKey) = (0, nil) },
        inventory("keys.age", "MANUAL") { $0.oldestLiveKey = day(-366) },
        inventory("keys.age", "PASS") { $0.oldestLiveKey = day(-365) },
        inventory("keys.disabled_accounts", "MANUAL") { $0.liveKeysOfDisabledAccounts = 2 },
        setting("tokens.lifetime", "FAIL", "auth.access_token_minutes", "31"),
        setting("tokens.lifetime", "NA", "auth.access_token_minutes", nil),
        setting("tokens.refresh_lifetime", "FAIL", "auth.refresh_token_days", "31"),
        setting("tokens.password_grant", "MANUAL", "auth.password_grant", "true"),
        setting("tokens.algorithm", "FAIL", "auth.access_token_algorithm", "none"),
        setting("tokens.audience", "FAIL", "auth.audience", ""),
        inventory("tokens.signing_key_age", "MANUAL") { $0.signingKeyChangedAt = day(-400) },
        Spoiling("network.encrypted", "FAIL") { facts in
            facts.settings["server.host"] = "0.0.0.0"
            facts.certificate = nil
        },
        setting("network.encrypted", "PASS", "server.host", "0.0.0.0"),
        Spoiling("network.certificate", "FAIL") { $0.certificate = .validUntil(day(13)) },
        Spoiling("network.certificate", "PASS") { $0.certificate = .validUntil(day(14)) },
        Spoiling("network.certificate", "FAIL") { $0.certificate = .validUntil(day(0)) },
        Spoiling("network.certificate", "FAIL") { $0.certificate = .unreadable("it is not there.") },
        setting("network.trusted_proxies", "FAIL", "server.trusted_proxies", "10.0.0.1,0.0.0.0/0"),
        setting("network.trusted_proxies", "MANUAL", "server.trusted_proxies", "10.0.0.0/8"),
        setting("network.mail", "FAIL", "mail.tls", "off"),
        setting("network.mail", "NA", "mail.host", nil),
        setting("limits.tiers", "FAIL", "limits.tiers.free.requests_per_minute", "unlimited"),
        setting("limits.tiers", "FAIL", "limits.tiers.basic.burst", "unlimited"),
        setting("limits.tiers", "FAIL", "limits.tiers.pro.requests_per_day", "unlimited"),
        setting("limits.tiers", "PASS", "limits.tiers.pro.concurrent_requests", "unlimited"),
        Spoiling("http.authentication", "FAIL") { $0.daemon?.anonymousStatus = 200 },
        Spoiling("http.authentication", "NA") { $0.daemon = nil },
        Spoiling("http.hsts", "FAIL") { $0.daemon?.pageHeaders["strict-transport-security"] = "max-age=300" },
        Spoiling("http.hsts", "FAIL") { $0.daemon?.pageHeaders["strict-transport-security"] = nil },
        Spoiling("http.hsts", "NA") { $0.daemon?.url = "http://127.0.0.1:8000" },
        Spoiling("http.content_security_policy", "FAIL") {
            $0.daemon?.pageHeaders["content-security-policy"] = "default-src *"
        },
        Spoiling("http.headers", "FAIL") { $0.daemon?.pageHeaders["x-content-type-options"] = nil },
        Spoiling("http.cors", "FAIL") { $0.daemon?.allowedOrigin = "*" },
        Spoiling("http.cors", "FAIL") { $0.daemon?.preflightAllowedOrigin = "https://other-site.invalid" },
        Spoiling("http.trace", "FAIL") { $0.daemon?.traceStatus = 200 },
        Spoiling("http.cookies", "FAIL") { $0.daemon?.cookies = ["session=x; Secure; HttpOnly; SameSite=Strict"] },
        Spoiling("http.cookies", "FAIL") { $0.daemon?.cookies = ["__Host-session=x; Secure; SameSite=Strict"] },
        Spoiling("http.cookies", "NA") { $0.daemon?.cookies = [] },
        Spoiling("host.unit", "FAIL") { $0.unitScore = 9.6 },
        Spoiling("host.unit", "NA") { $0.unitScore = nil },
    ]

    @Test(arguments: spoilings)
    func whatIsWrongIsFound(spoiling: Spoiling) throws {
        var facts = Self.sound()
        spoiling.spoil(&facts)
        let verdict = try Self.verdict(spoiling.name, facts)
        #expect(verdict.word == spoiling.word, "\(verdict)")
        // And it is this check alone that says so.
        let others = SecurityCheck.report(facts).findings.filter { $0.verdict.word == "FAIL" }.map(\.name)
        #expect(others.allSatisfy { $0 == spoiling.name }, "\(others)")
    }

    @Test(arguments: [
        ("→ Overall exposure level for geoclimate.service: 1.1 OK :-)\n", 1.1),
        ("\n→ Overall exposure level for geoclimate.service: 9.6 UNSAFE 😨\n", 9.6), ("", nil),
        ("Overall exposure level", nil),
    ])
    func theScoreIsRead(output: String, score: Double?) {
        #expect(UnitScore.score(output) == score)
    }
}
