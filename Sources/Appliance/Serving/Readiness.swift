import Storage

/// Whether predictions can be answered, and if not, which part is to blame.
struct Readiness: Sendable {
    /// One part that is not ready.
    struct Failure: Equatable, Sendable {
        var part: String
        var detail: String
    }

    struct Report: Equatable, Sendable {
        var modelsAvailable: Int
        var failures: [Failure]
    }

    let registry: ModelRegistry
    let serving: ModelServing
    /// Nil where no replica is configured.
    var replica: ReplicaParts?
    /// Nil for a primary.
    var standby: StandbyParts?

    func report() async -> Report {
        let available = serving.snapshot.production.count
        var failures: [Failure] = []
        do {
            let state = try await registry.productionState()
            let loaded = serving.snapshot
            for record in state.models where loaded.production[record.name]?.record.id != record.id {
                failures.append(
                    Failure(part: "models", detail: "\(record.name) \(record.version) is promoted, but not loaded."))
            }
        } catch {
            failures.append(Failure(part: "database", detail: "The registry cannot be read."))
        }
        // Whatever is changed here now would be lost with this machine, or overwritten by whoever replicates instead.
        if let replica, replica.isStopped {
            failures.append(Failure(part: "replica", detail: replica.problem ?? ""))
        }
        return Report(modelsAvailable: available, failures: failures)
    }
}
