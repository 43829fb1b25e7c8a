import Foundation
import ObjectStore
import ReplicaLives
import Replication
import Testing

@testable import Replicator

@Suite("Restoring from a damaged replica")
struct RestoreDamageTests {
    @Test("Flipped bits and cuts are found out wherever they are, and nothing is left")
    func damage() async throws {
        let lab = try await RestoreLab(pageBytes: 512, segments: 1)
        let whole = lab.objects.objects
        for (name, bytes) in whole {
            let size = bytes.count
            var places = Array(stride(from: 0, to: ObjectHeader.byteCount, by: 24)) + [ObjectHeader.byteCount]
            places += [size / 2, size - 40, size - 20, size - 1]
            for place in places {
                lab.objects.corrupt(name, at: place, mask: 1 << UInt8(place % 8))
                #expect(try await lab.failure(.newest) != nil, "\(name) at \(place)")
                lab.objects[name] = bytes
            }
            for length in [0, 256, size - 1] {
                lab.objects[name] = Array(bytes[..<length])
                #expect(try await lab.failure(.newest) != nil, "\(name) cut to \(length)")
            }
            lab.objects[name] = bytes + [0]
            #expect(try await lab.failure(.newest) != nil, "\(name) made longer")
            lab.objects[name] = bytes
        }
        #expect(try await lab.restore(.newest).bytes == lab.states[lab.point])
    }

    @Test("Missing, doubled and exchanged objects are found out, and nothing is left")
    func order() async throws {
        let lab = try await RestoreLab(segments: 3)
        let whole = lab.objects.objects
        let names = lab.objects.names().filter { !$0.contains("/manifest/") }
        for name in names {
            // Without its end, a replica is one that ends before it.
            guard name != ReplicaKey.segment(lab.store.database, timeline: 1, sequence: 3).name else { continue }
            lab.objects[name] = nil
            #expect(try await lab.failure(.newest) is PlanError, "\(name) is missing")
            lab.objects.objects = whole
        }
        for name in names {
            for other in names where other != name {
                (lab.objects[name], lab.objects[other]) = (whole[other], whole[name])
                #expect(try await lab.failure(.newest) != nil, "\(name) and \(other) exchanged")
                lab.objects.objects = whole
                lab.objects[name] = whole[other]
                #expect(try await lab.failure(.newest) != nil, "\(other) instead of \(name)")
                lab.objects.objects = whole
            }
        }
        let behind = ReplicaKey.segment(lab.store.database, timeline: 1, sequence: 4).name
        lab.objects[behind] = whole[ReplicaKey.segment(lab.store.database, timeline: 1, sequence: 3).name]
        #expect(try await lab.failure(.newest) != nil)
    }

    @Test("Objects of another history of the same database are found out")
    func otherHistory() async throws {
        let lab = try await RestoreLab(segments: 3, seed: 1)
        let other = try await RestoreLab(segments: 3, seed: 2)
        for sequence in UInt64(1)...3 {
            let name = ReplicaKey.segment(lab.store.database, timeline: 1, sequence: sequence).name
            let own = lab.objects[name]
            lab.objects[name] = other.objects[name]
            #expect(try await lab.failure(.newest) is RestoreError, "\(name)")
            lab.objects[name] = own
        }
    }

    @Test("Another key is told from damage")
    func otherKey() async throws {
        let lab = try await RestoreLab(segments: 1)
        let key = try RestoreLab.key(4)
        let store = ReplicaStore(objects: lab.objects, database: lab.store.database, key: key, limits: lab.store.limits)
        #expect(
            try await lab.failure(.newest, store: store) as? ObjectError
                == .otherKey(expected: key.identity, found: lab.store.key.identity))
    }

    @Test("An object that goes away meanwhile is done without, if there is another way")
    func deleted() async throws {
        var lab = try await RestoreLab(segments: 3)
        let restore = ReplicaRestore(store: lab.store, surroundings: restoreSurroundings())
        let planned = try await restore.plan(.sequence(3))
        #expect(planned.plan.changes.count == 3)
        let path = lab.scratch.fresh("restored.db")
        let name = ReplicaKey.segment(lab.store.database, timeline: 1, sequence: 2).name
        let segment = lab.objects[name]
        lab.objects[name] = nil
        await #expect(throws: PlanError.self) { try await restore.run(planned, to: path) { _ in } }
        #expect(try restoreLeftovers(path).isEmpty)
        lab.objects[name] = segment
        try await lab.snapshot()
        let objects = lab.objects
        // It is there when the restore begins.
        objects.onRequest { operation, key in
            guard operation == .get, key == name else { return nil }
            return .meanwhile { objects[name] = nil }
        }
        let report = try await restore.run(planned, to: path) { _ in }
        #expect(report.point == lab.point)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == lab.states[lab.point])
        #expect(objects[name] == nil)
    }
}
