import Access
import Foundation
import JSONText
import Logging
import Testing

@testable import Appliance

@Suite struct ConfigurationTests {
    @Test func defaultsHoldWithoutAnySource() async throws {
        let configuration = try await EffectiveConfiguration.load(ConfigurationInput())
        #expect(configuration.host == "127.0.0.1")
        #expect(configuration.port == 8_000)
        #expect(configuration.dataDirectory == "./data")
        #expect(configuration.preloadedModels == [])
        #expect(configuration.logLevel == .info)
        #expect(configuration.logFormat == .json)
    }

    @Test func flagsGoOverEnvironmentOverFileOverProfileOverDefaults() async throws {
        try await withFile("server:\n  host: file\n  port: 3\ndata:\n  dir: file\nlogs:\n  level: error\n") { path in
            var input = ConfigurationInput()
            input.flags = ["server.host": "flag"]
            input.environment = ["GEOCLIMATE_SERVER_HOST": "environment", "GEOCLIMATE_SERVER_PORT": "2"]
            input.file = path
            input.profile = "dev"
            let report = try await ConfigurationReport(input)
            #expect(report.problems == [] && report.warnings == [])
            let found = Dictionary(
                uniqueKeysWithValues: report.entries.map { ($0.key.name, "\($0.value) <- \($0.source)") })
            let expected = [
                "server.host": "flag <- flag",
                "server.port": "2 <- environment variable GEOCLIMATE_SERVER_PORT",
                "data.dir": "file <- \(path):5",
                "models.preload": "[] <- default",
                "models.max_loaded": "16 <- default",
                "logs.level": "error <- \(path):7",
                "logs.format": "text <- profile dev",
            ]
            for (key, value) in expected { #expect(found[key] == value) }
            #expect(report.configuration.host == "flag" && report.configuration.port == 2)
        }
    }

    @Test func fileAndProfileCanComeFromTheEnvironment() async throws {
        try await withFile("server: {port: 4}") { path in
            let environment = ["GEOCLIMATE_CONFIG": path, "GEOCLIMATE_PROFILE": "dev"]
            let report = try await ConfigurationReport(ConfigurationInput(environment: environment))
            #expect(report.configuration.port == 4)
            #expect(report.configuration.logFormat == .text)
            #expect(report.warnings == [])
        }
    }

    @Test func listsAreReadFromEverySource() async throws {
        let fromFlag = try await EffectiveConfiguration.load(ConfigurationInput(flags: ["models.preload": "a,b"]))
        #expect(fromFlag.preloadedModels == ["a", "b"])
        let environment = ["GEOCLIMATE_MODELS_PRELOAD": "a,b"]
        let fromEnvironment = try await EffectiveConfiguration.load(ConfigurationInput(environment: environment))
        #expect(fromEnvironment.preloadedModels == ["a", "b"])
        try await withFile("models: {preload: [a, b]}") { path in
            let fromFile = try await EffectiveConfiguration.load(ConfigurationInput(file: path))
            #expect(fromFile.preloadedModels == ["a", "b"])
        }
    }

    @Test(arguments: [
        ("server.port", "65536"), ("server.port", "-1"), ("server.port", "80 "), ("server.port", ""),
        ("server.host", ""), ("data.dir", ""), ("models.max_loaded", "0"), ("logs.level", "INFO"),
        ("usage.flush_ms", "9"), ("usage.durability", "none"), ("usage.retention_days", "0"),
        ("logs.format", "xml"), ("models.preload", "a,,b"),
    ])
    func badValuesAreRefusedWithKeyAndSource(key: String, written: String) async throws {
        let variable = "GEOCLIMATE_" + key.uppercased().replacing(".", with: "_")
        let report = try await ConfigurationReport(ConfigurationInput(environment: [variable: written]))
        // The environment's list decoder drops nothing: an empty item is an item.
        let problem = try #require(report.problems.first)
        #expect("\(problem)".hasPrefix("environment variable \(variable): \(key) is \""), "\(problem)")
        await #expect(throws: ConfigurationError.problems(report.problems)) {
            try await EffectiveConfiguration.load(ConfigurationInput(environment: [variable: written]))
        }
    }

    @Test(arguments: ["0", "65535"])
    func portsAreAcceptedAtTheirEdges(port: String) async throws {
        let configuration = try await EffectiveConfiguration.load(ConfigurationInput(flags: ["server.port": port]))
        #expect(String(configuration.port) == port)
    }

    @Test func everythingWrongIsReportedAtOnceWithFileAndLine() async throws {
        try await withFile("server:\n  prot: 1\n  port: many\nbackup:\n  url: file:///x\nmodels:\n  preload: one\n") {
            path in
            let report = try await ConfigurationReport(ConfigurationInput(file: path))
            #expect(
                report.problems.map(\.description) == [
                    "\(path):5: the key backup.url does not exist. Run 'geoclimate config show' for all keys.",
                    "\(path):2: the key server.prot does not exist; did you mean server.port? "
                        + "Run 'geoclimate config show' for all keys.",
                    "\(path):3: server.port is \"many\" but must be a whole number from 0 to 65535.",
                    "\(path):7: models.preload is \"one\" but must be a list of texts.",
                ])
        }
    }

    @Test func unknownVariablesAreWarningsAndOnlyOurs() async throws {
        let environment = ["GEOCLIMATE_SERVER_PROT": "1", "GEOCLIMATE_X": "1", "PATH": "/bin"]
        let report = try await ConfigurationReport(ConfigurationInput(environment: environment))
        #expect(report.problems == [])
        #expect(
            report.warnings.map(\.description) == [
                "The environment variable GEOCLIMATE_SERVER_PROT sets nothing; did you mean GEOCLIMATE_SERVER_PORT?",
                "The environment variable GEOCLIMATE_X sets nothing.",
            ])
    }

    @Test func unknownProfileIsRefused() async {
        await #expect(throws: ConfigurationError.unknownProfile("production")) {
            try await EffectiveConfiguration.load(ConfigurationInput(profile: "production"))
        }
    }

    @Test func secretsComeFromCredentialsLastAndAreNeverShown() async throws {
        let key = ConfigurationKey.text("replica.secret_key", default: "none", isSecret: true, "A secret.")
        let plain = ConfigurationKey.text("replica.plain", default: "none", "No secret.")
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data("hunter2\n".utf8).write(to: directory.appending(path: "replica-secret_key"))
        try Data("hunter2\n".utf8).write(to: directory.appending(path: "replica-plain"))
        let credentials = try await ConfigurationLayer.credentials(in: directory.path)

        var resolver = ConfigurationResolver(layers: [credentials])
        #expect(resolver.resolve(key) == "hunter2")
        #expect(resolver.resolve(plain) == "none", "a credential sets secrets only")
        let entry = try #require(resolver.entries.first)
        #expect(entry.shown == .text("(redacted)"))
        #expect(entry.source == .credential(path: "\(directory.path)/replica-secret_key"))

        let environment = ConfigurationLayer.environment(["GEOCLIMATE_REPLICA_SECRET_KEY": ""])
        var refused = ConfigurationResolver(layers: [environment, credentials])
        #expect(refused.resolve(key) == "none")
        #expect(refused.problems.map(\.description).joined().contains("(redacted)"))
    }

    @Test func reportPrintsAsTextAndJSON() async throws {
        let report = try await ConfigurationReport(ConfigurationInput(flags: ["server.port": "1"]))
        let lines = report.text.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(lines.first == ["server.host", "127.0.0.1", "default"])
        #expect(lines.contains(["server.port", "1", "flag"]))
        var json = JSONWriter()
        report.write(to: &json)
        let text = String(decoding: json.bytes, as: UTF8.self)
        #expect(text.contains(#"{"key":"server.port","value":"1","source":"flag","default":"8000","meaning":"The TCP"#))
        #expect(text.contains(#""key":"models.preload","value":[]"#))
    }

    @Test func everyKeyIsResolvedOnceAndNamedAsItsVariable() async throws {
        let report = try await ConfigurationReport(ConfigurationInput())
        #expect(report.entries.map(\.key) == ConfigurationKeys.all)
        #expect(Set(ConfigurationKeys.all.map(\.name)).count == ConfigurationKeys.all.count)
        #expect(ConfigurationKeys.maxLoadedModels.info.environmentName == "GEOCLIMATE_MODELS_MAX_LOADED")
    }

    @Test func aProxyThatIsNoAddressIsRefused() async throws {
        var input = ConfigurationInput()
        input.environment = ["GEOCLIMATE_SERVER_TRUSTED_PROXIES": "10.0.0.0/8,127.0.0.1"]
        #expect(try await EffectiveConfiguration.load(input).trustedProxies.ranges.count == 2)
        input.environment = ["GEOCLIMATE_SERVER_TRUSTED_PROXIES": "10.0.0.0/8,proxy"]
        let problems = try await ConfigurationReport(input).problems
        #expect(problems.map(\.description).joined().contains("server.trusted_proxies"))
    }

    private func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await body(file.path)
    }
}
