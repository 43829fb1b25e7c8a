import Foundation
import ObjectStore
import Resilience
import Testing

/// The implementations that the contract is checked for, each in a fresh, empty place.
enum StoreUnderTest: Sendable, CustomTestStringConvertible {
    case directory
    /// The double that other tests stand on.
    case memory
    /// A store that fails in every way it can, behind the one that bears it.
    case unreliable(seed: UInt64)
    /// A service at an address that the environment names; its credentials are there too.
    case service(address: String)

    /// Without a network, and the services of `GEOCLIMATE_OBJECT_STORES`, addresses with spaces between them.
    static var all: [StoreUnderTest] {
        [.directory, .memory, .unreliable(seed: 1), .unreliable(seed: 2)] + services
    }

    static var services: [StoreUnderTest] {
        (ProcessInfo.processInfo.environment["GEOCLIMATE_OBJECT_STORES"] ?? "").split(separator: " ")
            .map { .service(address: String($0)) }
    }

    var testDescription: String {
        switch self {
        case .directory: "directory"
        case .memory: "memory"
        case .unreliable(let seed): "unreliable \(seed)"
        case .service(let address): address
        }
    }

    func withStore(_ body: (any ObjectStore) async throws -> Void) async throws {
        switch self {
        case .directory:
            try await withTemporaryDirectory { try await body(DirectoryObjectStore(root: $0 + "/store")) }
        case .memory: try await body(MemoryObjectStore())
        case .unreliable(let seed):
            try await withTemporaryDirectory {
                let store = try await DirectoryObjectStore(root: $0 + "/store")
                try await body(UnreliableObjectStore.borne(store, seed: seed).store)
            }
        case .service(let address):
            try await body(ResilientObjectStore.open(Self.fresh(address), settings: .forTests, surroundings: .real))
        }
    }

    /// The address with a place below it that nobody has used, with characters that addresses must escape.
    static func fresh(_ address: String) throws -> StoreLocation {
        let halves = address.split(separator: "?", maxSplits: 1)
        let place = "/\(UUID().uuidString)/a%20b+c%25%C3%BC%26%3D~"
        let query = halves.count > 1 ? "?\(halves[1])" : ""
        return try StoreLocation("\(halves[0])\(place)\(query)", environment: ProcessInfo.processInfo.environment)
    }
}

extension StoreSettings {
    /// Patient, so that a busy machine fails no test.
    static var forTests: StoreSettings {
        var settings = StoreSettings()
        settings.failuresToOpen = 1_000
        settings.proxy = .none
        return settings
    }
}

extension StoreSurroundings {
    static var real: StoreSurroundings {
        let begin = ContinuousClock.now
        return StoreSurroundings(
            environment: { ProcessInfo.processInfo.environment },
            time: CallTime(
                now: {
                    let elapsed = (ContinuousClock.now - begin).components
                    return UInt64(elapsed.seconds) * 1_000_000_000 + UInt64(elapsed.attoseconds / 1_000_000_000)
                },
                sleep: { try await Task.sleep(for: .milliseconds($0)) }, random: { .random(in: 0 ... .max) }),
            secondsSince1970: { Int(Date.now.timeIntervalSince1970) })
    }
}

/// Runs `body` with the path of a directory that is gone afterwards.
func withTemporaryDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    try await body(directory.path)
}
