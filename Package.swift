// swift-tools-version: 6.2
import PackageDescription

// One list of settings for every target of ours: Swift 6 mode is the tools version's default.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

// The inference kernel is one source compiled at several instruction levels; `KernelLevel` chooses at start.
// The decision record is docs/decisions/0003-kernel-instruction-levels.md.
#if arch(x86_64)
    let avx2: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-march=x86-64-v3"]), .define("KERNEL_AVX2")]
    let avx512: [SwiftSetting] = [
        .unsafeFlags(["-Xcc", "-march=x86-64-v4", "-Xcc", "-mavx512vbmi"]), .define("KERNEL_AVX512"),
    ]
#else
    let avx2: [SwiftSetting] = []
    let avx512: [SwiftSetting] = []
#endif

/// A target of ours with the shared settings.
func room(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], extra: [SwiftSetting] = []
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings + extra)
}

/// A test target of ours; `fixtures` are copied beside the tests.
func tests(_ name: String, _ dependencies: [Target.Dependency], fixtures: Bool = false) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["Support"], resources: fixtures ? [.copy("Fixtures")] : [],
        swiftSettings: settings)
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let jwtKit: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let tracing: Target.Dependency = .product(name: "Tracing", package: "swift-distributed-tracing")
let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")

let package = Package(
    name: "geoclimate",
    platforms: [.macOS(.v26)],
    products: [.executable(name: "geoclimate", targets: ["geoclimate"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        .systemLibrary(
            name: "CZstd", pkgConfig: "libzstd",
            providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "CCPUFeatures"),
        .target(name: "CChildFiles"),
        .target(name: "CStartUpPages"),
        .target(name: "CEmbedded", exclude: ["Files"]),
        .target(name: "CSQLiteShim"),
        room("JSONText"),
        room("AirQuality"),
        room("InferenceTables"),
        room("InferenceKernel", ["InferenceTables"]),
        room("InferenceKernelAVX2", ["InferenceTables"], extra: avx2),
        room("InferenceKernelAVX512", ["InferenceTables"], extra: avx512),
        room(
            "Inference",
            [
                "JSONText", "CCPUFeatures", "InferenceTables", "InferenceKernel", "InferenceKernelAVX2",
                "InferenceKernelAVX512",
            ]),
        room("Patterns", ["CRE2"]),
        room("Signals", ["Patterns"]),
        room("LogQL", ["Patterns", "Signals"]),
        room("LogBlocks", ["CZstd", "Signals"]),
        room("PromQL", ["Patterns", "Signals"]),
        room("TimeSeries", ["Signals", "CZstd"]),
        room("Telemetry"),
        room("Traces", ["JSONText", "Signals"]),
        room(
            "WireFormats", ["CSnappy", "CZlib", "JSONText", "Patterns", "Signals", "Traces", protobuf],
            exclude: ["Protos"]),
        room("Access", ["JSONText", crypto]),
        room("Limiting"),
        room("Programs", ["CChildFiles"]),
        room("AuditTree", [crypto]),
        room("Resilience"),
        room(
            "ObjectStore",
            [
                "JSONText", "Resilience", crypto, cryptoExtras,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        room("Replication", ["CZstd", crypto]),
        room(
            "Storage",
            [
                "AuditTree", "LogBlocks", "ObjectStore", "Replication", "Signals", "TimeSeries", "Traces", "CZstd",
                "CSQLiteShim", grdb, crypto,
            ]),
        room("Replicator", ["ObjectStore", "Replication", "Resilience", "Storage"]),
        room(
            "Appliance",
            [
                "Access", "AirQuality", "AuditTree", "CCrypt", "CEmbedded", "CStartUpPages", "Inference", "JSONText",
                "Limiting", "LogQL", "ObjectStore", "Patterns", "Programs", "PromQL", "Replication", "Replicator",
                "Resilience",
                "Signals", "Storage", "Telemetry", "TimeSeries", "Traces", "WireFormats", logging, metrics, tracing,
                lifecycle, hummingbird, hummingbirdCore, argumentParser,
                crypto, cryptoExtras,
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ]),
        .executableTarget(name: "geoclimate", dependencies: ["Appliance", argumentParser], swiftSettings: settings),

        .executableTarget(
            name: "InferenceBenchmark", dependencies: ["Inference"], path: "Benchmarks/InferenceBenchmark",
            swiftSettings: settings),
        .executableTarget(
            name: "LimiterBenchmark", dependencies: ["Limiting", "LimitingSchedules"],
            path: "Benchmarks/LimiterBenchmark",
            swiftSettings: settings),
        .executableTarget(
            name: "TelemetryBenchmark", dependencies: ["PromQL", "Signals", "Storage", "TimeSeries"],
            path: "Benchmarks/TelemetryBenchmark", swiftSettings: settings),
        .executableTarget(
            name: "LogBenchmark", dependencies: ["LogQL", "Signals", "Storage", "Support"],
            path: "Benchmarks/LogBenchmark", swiftSettings: settings),
        .executableTarget(
            name: "ReplicationBenchmark", dependencies: ["Replication"], path: "Benchmarks/ReplicationBenchmark",
            swiftSettings: settings),
        .executableTarget(
            name: "BareHummingbird", dependencies: [hummingbird], path: "Benchmarks/BareHummingbird",
            swiftSettings: settings),

        .target(name: "Support", dependencies: ["CZstd"], path: "Tests/Support", swiftSettings: settings),
        // Random lives of the limiter: for the fast tests, and for the long runs of its benchmark.
        .target(
            name: "LimitingSchedules", dependencies: ["Limiting", "Support"], path: "Tests/LimitingSchedules",
            swiftSettings: settings),
        tests("JSONTextTests", ["JSONText"]),
        tests("AirQualityTests", ["Programs", "AirQuality"], fixtures: true),
        tests("InferenceTests", ["Inference", "InferenceTables", "JSONText"], fixtures: true),
        tests("PatternsTests", ["Patterns"]),
        tests("SignalsTests", ["Patterns", "Signals"]),
        tests("LogQLTests", ["LogQL", "Patterns", "Signals"]),
        tests("LogBlocksTests", ["LogBlocks", "Signals"]),
        .testTarget(
            name: "PromQLTests", dependencies: ["Patterns", "PromQL", "Signals", "Support"],
            resources: [.copy("Scripts")], swiftSettings: settings),
        tests("TelemetryTests", ["Programs", "Telemetry"]),
        tests("TracesTests", ["JSONText", "Signals", "Traces"]),
        tests("WireFormatsTests", ["JSONText", "Signals", "Traces", "WireFormats", protobuf]),
        tests("TimeSeriesTests", ["Signals", "TimeSeries"]),
        tests("AccessTests", ["Access", "JSONText"]),
        tests("ProgramsTests", ["Programs"]),
        tests("LimitingTests", ["Limiting", "LimitingSchedules"]),
        tests("AuditTreeTests", ["AuditTree"]),
        tests("ResilienceTests", ["Resilience"]),
        // Lives of replicated databases: for the fast tests, the benchmark and the long runs of scripts/soak.
        .target(
            name: "ReplicaLives",
            dependencies: [
                "ObjectStore", "Programs", "Replication", "Replicator", "Resilience", "Storage", "Support", grdb,
            ],
            path: "Tests/ReplicaLives", swiftSettings: settings),
        .executableTarget(
            name: "ReplicaSoak",
            dependencies: [
                "ObjectStore", "Programs", "ReplicaLives", "Replication", "Replicator", "Storage", "Support",
            ],
            path: "Tests/ReplicaSoak", swiftSettings: settings),
        .executableTarget(
            name: "ReplicaBenchmark",
            dependencies: ["ObjectStore", "ReplicaLives", "Replication", "Replicator", "Storage", "Support", grdb],
            path: "Benchmarks/ReplicaBenchmark", swiftSettings: settings),
        tests(
            "ReplicatorTests",
            ["ObjectStore", "Programs", "Replication", "ReplicaLives", "Replicator", "Resilience", "Storage", grdb]),
        tests("ObjectStoreTests", ["ObjectStore", "Resilience", crypto, cryptoExtras]),
        tests("ReplicationTests", ["Replication"]),
        tests(
            "StorageTests",
            [
                "AuditTree", "LogBlocks", "Patterns", "Programs", "Replication", "Signals", "Storage", "TimeSeries",
                "Traces", grdb,
            ]),
        tests(
            "ApplianceTests",
            [
                "Access", "Appliance", "AuditTree", "Inference", "JSONText", "Limiting", "LogQL", "ObjectStore",
                "PromQL",
                "Replication", "Replicator", "Resilience", "Signals", "Storage", "Telemetry", "TimeSeries", "Traces",
                "WireFormats",
                logging, tracing, lifecycle, hummingbird, hummingbirdTesting, argumentParser, grdb, crypto, jwtKit,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            fixtures: true),
    ]
)
