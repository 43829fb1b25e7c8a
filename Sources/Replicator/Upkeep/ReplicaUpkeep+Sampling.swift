internal import ObjectStore
internal import Replication

extension ReplicaUpkeep {
    /// Reads some chunks of randomly chosen objects that the newest state needs, and authenticates them.
    ///
    /// What is damaged or gone is thrown, and the listener hears of it as an alarm; of a store that is out of reach, as a warning.
    public func sample() async throws -> UpkeepReport {
        do {
            var report = UpkeepReport()
            let contents = try await store.contents(.needed)
            let keys = try neededKeys(contents)
            guard !keys.isEmpty else { return report }
            let chosen = (0..<policy.sampledChunks).map { _ in keys[choice(of: keys.count)] }
            let read = try await ParallelReads.map(chosen, atOnce: Limits.upkeepRequestsAtOnce) { key in
                try await readChunk(of: key, sizeBytes: contents.sizes[key])
            }
            report.sampledChunks = read.reduce(0, +)
            return report
        } catch let error as CancellationError {
            throw error
        } catch let error as ObjectStoreError where error.isTransient {
            tell(.warning, "The replica's objects could not be checked. \(error)")
            throw error
        } catch {
            tell(
                .alarm,
                "A check of the replica's objects failed, so it may not be restorable. \(error) "
                    + "Look at the store; a new snapshot makes a good replica again.")
            throw error
        }
    }

    /// The objects of the way to the newest state, by name; none for a replica without states.
    private func neededKeys(_ contents: ReplicaContents) throws -> [ReplicaKey] {
        let plan: RestorePlan
        do {
            plan = try RestorePlan.make(to: nil, from: contents.inventory)
        } catch PlanError.nothing {
            return []
        }
        let (point, parts) = (plan.snapshot.point, plan.snapshot.parts)
        return (0..<parts).map {
            .snapshot(store.database, timeline: point.timeline, sequence: point.sequence, part: $0)
        }
            + plan.changes.map { change in
                switch change {
                case .segment(let point):
                    .segment(store.database, timeline: point.timeline, sequence: point.sequence)
                case .run(let run): key(of: run)
                }
            }
    }

    private func choice(of count: Int) -> Int { Int(surroundings.random() % UInt64(count)) }

    /// Answers how many chunks it read: none of an object without pages, of which the index is authenticated all the same.
    private func readChunk(of key: ReplicaKey, sizeBytes: Int?) async throws -> Int {
        do {
            let object = try await store.remoteObject(key, sizeBytes: sizeBytes)
            guard !object.index.entries.isEmpty else { return 0 }
            _ = try await store.chunk(choice(of: object.index.entries.count), of: object)
            return 1
        } catch ObjectStoreError.notFound(let missing) {
            // Retention may have deleted it since, and then nothing needs it any more.
            guard try await neededKeys(store.contents(.needed)).contains(key) else { return 0 }
            throw ObjectStoreError.notFound(key: missing)
        }
    }
}
