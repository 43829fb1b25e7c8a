import Foundation
import Testing

@testable import ObjectStore

/// What real services make of us beyond the contract.
///
/// They are named by `GEOCLIMATE_OBJECT_STORES`.
@Suite(.enabled(if: !StoreUnderTest.services.isEmpty)) struct LiveStoreTests {
    @Test(arguments: StoreUnderTest.services)
    func takesLargeObjectsInParts(_ service: StoreUnderTest) async throws {
        let store = try await service.opening(plan: PartPlan(thresholdBytes: 6 << 20, partBytes: 5 << 20))
        let bytes = (0..<(12 << 20) + 3).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 11) }
        let (large, fenced) = (try ObjectKey("large"), try ObjectKey("fenced"))
        try await store.put(bytes, under: large)
        #expect(try await store.get(large) == bytes)
        #expect(try await store.get(large, partBytes: 1_000_000, atOnce: 8) == bytes)
        #expect(
            try await store.list(prefix: "", after: nil, limit: 9) == [ObjectInfo(key: large, sizeBytes: bytes.count)])
        try await store.create(bytes, under: fenced)
        await #expect(throws: ObjectStoreError.alreadyExists(key: fenced)) {
            try await store.create(Array(bytes.reversed()), under: fenced)
        }
        #expect(try await store.get(fenced) == bytes)
    }

    @Test(arguments: StoreUnderTest.services)
    func followsTheClockOfTheService(_ service: StoreUnderTest) async throws {
        for hours in [-3, 3] {
            let store = try await service.opening(secondsAhead: hours * 3_600)
            try await store.put([1], under: ObjectKey("skewed"))
            #expect(try await store.get(ObjectKey("skewed")) == [1])
        }
    }

    @Test(arguments: StoreUnderTest.services)
    func saysThatTheKeyIsWrong(_ service: StoreUnderTest) async throws {
        let wrong = "d3JvbmcrL3dyb25nd3Jvbmc="
        let store = try await service.opening(
            replacing: [
                "AWS_SECRET_ACCESS_KEY": wrong, "AZURE_STORAGE_KEY": wrong, "GOOGLE_HMAC_SECRET": wrong,
                "GOOGLE_APPLICATION_CREDENTIALS": "/nothing",
            ])
        await #expect { try await store.put([1], under: ObjectKey("refused")) } throws: { error in
            guard case ObjectStoreError.failed = error else { return false }
            return "\(error)".contains("key") && !"\(error)".contains(wrong)
        }
    }

    @Test(arguments: StoreUnderTest.services)
    func saysThatThereIsNoBucket(_ service: StoreUnderTest) async throws {
        guard case .service(let address) = service else { return }
        let elsewhere = StoreUnderTest.service(address: address.replacing("contract", with: "no-such-bucket"))
        let store = try await elsewhere.opening()
        // A service may not tell those who may not see it whether there is one.
        func isSaid(_ error: any Error) -> Bool {
            guard case ObjectStoreError.failed(_, _, let reason) = error else { return false }
            return reason.contains("there is no such bucket") || reason.contains("the rights of the bucket")
        }
        await #expect { try await store.put([1], under: ObjectKey("lost")) } throws: { isSaid($0) }
        await #expect { try await store.list(prefix: "", after: nil, limit: 1) } throws: { isSaid($0) }
    }

    @Test(arguments: StoreUnderTest.services)
    func keepsItsWordAboutCreations(_ service: StoreUnderTest) async throws {
        let probe = try ConditionalWriteProbe(nonce: .random(in: 0 ... .max))
        try await service.withStore { store in
            let finding = try await probe.run(on: store)
            #expect(finding == .enforced)
            #expect(try await store.list(prefix: "", after: nil, limit: 1).isEmpty)
        }
    }

    @Test(arguments: StoreUnderTest.services)
    func listsThousands(_ service: StoreUnderTest) async throws {
        try await service.withStore { store in
            let keys = try (0..<1_203).map { try ObjectKey("seg/\(100_000 + $0)") }
            _ = try await BoundedTasks.map(keys, atOnce: 16) { try await store.put([1], under: $1) }
            var found: [ObjectKey] = []
            while true {
                let page = try await store.list(prefix: "seg/", after: found.last, limit: 500)
                if page.isEmpty { break }
                found += page.map(\.key)
            }
            #expect(found == keys)
        }
    }
}

/// A store that ignores conditions, named by `GEOCLIMATE_STORE_IGNORING_CONDITIONS`.
@Suite struct IgnoredConditionsTests {
    private static let address = ProcessInfo.processInfo.environment["GEOCLIMATE_STORE_IGNORING_CONDITIONS"]

    @Test(.enabled(if: address != nil)) func isFound() async throws {
        let service = StoreUnderTest.service(address: try #require(Self.address))
        let probe = try ConditionalWriteProbe(nonce: 7)
        #expect(try await probe.run(on: service.opening()) == .ignored)
    }
}

extension StoreUnderTest {
    /// A service's bare store in a fresh place, with a clock and an environment that may be wrong.
    func opening(
        plan: PartPlan = PartPlan(), secondsAhead: Int = 0, replacing variables: [String: String] = [:],
        settings: StoreSettings = .forTests
    ) async throws -> any ObjectStore {
        guard case .service(let address) = self else {
            throw ObjectStoreError.locationInvalid(reason: "it is not a service")
        }
        let real = StoreSurroundings.real
        let surroundings = StoreSurroundings(
            environment: {
                let present = real.environment()
                return present.merging(variables.filter { present[$0.key] != nil }) { $1 }
            }, time: real.time, secondsSince1970: { real.secondsSince1970() + secondsAhead })
        return try await StoreOpening(settings: settings, surroundings: surroundings, plan: plan)
            .store(at: Self.fresh(address))
    }
}
