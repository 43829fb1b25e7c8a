import Resilience
import Testing

@testable import ObjectStore

@Suite struct ConnectionSettingsTests {
    private static let proxies: [(String, [String: String], String?)] = [
        ("https://store.example.org", ["HTTPS_PROXY": "http://p:3128"], "http://p:3128"),
        ("https://store.example.org", ["https_proxy": "p:3128", "HTTPS_PROXY": "http://q:1"], "http://p:3128"),
        ("http://store.example.org", ["HTTPS_PROXY": "http://p:3128"], nil),
        ("http://store.example.org", ["HTTP_PROXY": "http://p:3128"], "http://p:3128"),
        ("http://store.example.org", ["ALL_PROXY": "http://p:3128"], "http://p:3128"),
        ("https://127.0.0.1", ["HTTPS_PROXY": "http://p:3128"], nil),
        ("https://localhost:9000", ["HTTPS_PROXY": "http://p:3128"], nil),
        ("https://store.example.org", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "a, .example.org"], nil),
        ("https://store.example.org", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "store.example.org:443"], nil),
        ("https://store.example.org", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "store.example.org:80"], "http://p:1"),
        ("https://store.example.org", ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "ample.org,store"], "http://p:1"),
        ("https://store.example.org", ["HTTPS_PROXY": "http://p:1", "no_proxy": "*"], nil),
        ("https://store.example.org", ["HTTPS_PROXY": ""], nil), ("https://store.example.org", [:], nil),
    ]

    @Test(arguments: proxies)
    func findsTheProxyOfTheEnvironment(_ endpoint: String, _ environment: [String: String], _ proxy: String?) throws {
        let found = try StoreProxy.environment.address(for: Endpoint(endpoint), environment: environment)
        #expect(found?.description == proxy)
        #expect(try StoreProxy.none.address(for: Endpoint(endpoint), environment: environment) == nil)
        let fixed = try ProxyAddress("http://fixed:1")
        #expect(try StoreProxy.fixed(fixed).address(for: Endpoint(endpoint), environment: environment) == fixed)
    }

    @Test func readsWhoAsksTheProxy() throws {
        let address = try ProxyAddress("http://us%3Aer:p%40ss:w@proxy.example.org:3128")
        #expect(address.user == "us:er")
        #expect(address.password == Secret("p@ss:w"))
        #expect(address.description == "http://proxy.example.org:3128")
    }

    @Test(arguments: [
        "", "https://p:1", "socks5://topsecret@p:1", "http://", "http://u:topsecret@", "http://u:topsecret@h:x",
        "http://topsecret%zz@h", "http://h/path",
    ])
    func repeatsNothingOfAProxyThatIsNone(_ text: String) {
        #expect { try ProxyAddress(text) } throws: { !"\($0)".contains("topsecret") }
    }

    @Test func spreadsBytesOverTime() {
        var bucket = ByteBucket(bytesPerSecond: Limits.pacedBytes * 4)
        // What a quarter of a second lets pass is saved up, and no more.
        var waits: [UInt64] = []
        for _ in 0..<5 { waits.append(bucket.take(Limits.pacedBytes, at: 10_000_000_000)) }
        #expect(waits == [0, 0, 250_000_000, 500_000_000, 750_000_000])
        #expect(bucket.take(Limits.pacedBytes, at: 60_000_000_000) == 0)
        #expect(bucket.take(Limits.pacedBytes, at: 60_000_000_000) == 0)
        #expect(bucket.take(Limits.pacedBytes, at: 60_000_000_000) == 250_000_000)
        #expect(ByteBucket(bytesPerSecond: 1).bytesPerSecond == Limits.leastBandwidth)
    }

    @Test func refusesBandwidthsBelowTheLeast() async throws {
        var settings = StoreSettings()
        settings.bytesPerSecond = Limits.leastBandwidth - 1
        let location = try StoreLocation("azblob://account/container")
        await #expect {
            try await ResilientObjectStore.open(location, settings: settings, surroundings: .empty)
        } throws: { "\($0)".contains("\(Limits.leastBandwidth)") }
        settings.bytesPerSecond = Limits.leastBandwidth
        _ = try await ResilientObjectStore.open(location, settings: settings, surroundings: .empty)
    }

    @Test func saysWhichFileOfCertificatesIsNone() async throws {
        var settings = StoreSettings()
        for path in ["/no/such/file", "/dev/null"] {
            settings.trustedCertificatesFile = path
            let location = try StoreLocation("azblob://account/container")
            await #expect {
                try await ResilientObjectStore.open(location, settings: settings, surroundings: .empty)
            } throws: { "\($0)".contains("Could not read") }
        }
    }

    /// Without credentials nothing is sent: which variable is missing is said.
    @Test(arguments: [
        ("s3://bucket?region=r", "AWS_ACCESS_KEY_ID"), ("azblob://account/container", "AZURE_STORAGE_KEY"),
        ("gs://bucket", "GOOGLE_APPLICATION_CREDENTIALS"),
    ])
    func saysWhichCredentialsAreMissing(_ address: String, _ variable: String) async throws {
        await #expect {
            let store = try await ResilientObjectStore.open(
                StoreLocation(address), settings: StoreSettings(), surroundings: .empty)
            _ = try await store.get(ObjectKey("k"))
        } throws: { "\($0)".contains(variable) && ($0 as? ObjectStoreError)?.isTransient == false }
    }

    @Test(arguments: [("not!base64", "not base64"), ("bm8gc3BhY2U=\n", "no key has"), ("", "not set")])
    func refusesKeysThatAreNone(_ value: String, _ reason: String) async {
        let source = CredentialSource<Secret>.azure { ["AZURE_STORAGE_KEY": value] }
        await #expect { try await source.current() } throws: {
            "\($0)".contains(reason) && (value.isEmpty || !"\($0)".contains(value))
        }
    }

    @Test func opensDirectories() async throws {
        try await withTemporaryDirectory { directory in
            let store = try await ResilientObjectStore.open(
                StoreLocation("file://\(directory)/store"), settings: StoreSettings(), surroundings: .real)
            try await store.create([1], under: ObjectKey("k"))
            #expect(try await DirectoryObjectStore(root: directory + "/store").get(ObjectKey("k")) == [1])
        }
    }
}

extension StoreSurroundings {
    /// No variables, and a clock that stands still.
    static var empty: StoreSurroundings {
        StoreSurroundings(environment: { [:] }, time: VirtualTime(seed: 1).callTime, secondsSince1970: { 0 })
    }
}
