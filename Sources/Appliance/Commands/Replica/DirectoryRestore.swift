import Foundation
import ObjectStore
import Replication
import Replicator
import Storage

/// Restores everything of an appliance's replica into a directory: all of it appears at once, or nothing does.
///
/// `telemetry.db`, which may be lost, is the exception: where it cannot be restored the rest is, and that is said.
struct DirectoryRestore: Sendable {
    let access: ReplicaAccess
    /// Hears how far it is, by database.
    let progress: @Sendable (String, RestoreProgress) -> Void

    /// The folder within the directory where the work is done.
    static let workFolder = ".restoring"

    private let queue = BlockingQueue(label: "geoclimate.replica.restore")

    init(access: ReplicaAccess, progress: @escaping @Sendable (String, RestoreProgress) -> Void) {
        self.access = access
        self.progress = progress
    }

    /// Restores the state that is asked for.
    ///
    /// The directory is made with mode 0700 where it is missing; its parent must exist.
    ///
    /// - Throws: ``ReplicaCommandError``, and what the store and the restore throw; the directory is as before then.
    func run(_ target: RestoreTarget, to directory: String) async throws -> RestoredDirectory {
        let start = access.surroundings.elapsed()
        let appliance = access.store(named: ReplicatedDatabase.appliance)
        guard try await appliance.contents(.needed).inventory.end != nil else {
            throw ReplicaCommandError.nothing(location: access.location.description)
        }
        let work = directory + "/" + Self.workFolder
        let isNew = try await queue.run { try Self.prepare(directory, work) }
        do {
            let restored = try await fill(work, target, directory: directory, start: start)
            try await queue.run { try Self.publish(from: work, to: directory) }
            return restored
        } catch {
            await clear(work, and: isNew ? directory : nil)
            throw error
        }
    }

    private func fill(
        _ work: String, _ target: RestoreTarget, directory: String, start: Int64
    ) async throws -> RestoredDirectory {
        let restore = ReplicaRestore(
            store: access.store(named: ReplicatedDatabase.appliance), surroundings: access.surroundings)
        let planned = try await restore.plan(target)
        let newest: RestoredDirectory.Newest
        if case .newest = target { newest = .known(planned.target) } else { newest = await self.newest(restore) }
        let report = try await restore.run(planned, to: work + "/" + ReplicatedDatabase.appliance) { [progress] in
            progress(ReplicatedDatabase.appliance, $0)
        }
        try await note(ReplicatedDatabase.appliance, report.point, in: work)
        let telemetry = await self.telemetry(target, at: report.timestamp, work: work)
        let files = try await access.files.restore(to: work)
        return RestoredDirectory(
            directory: directory, report: report, newest: newest, telemetry: telemetry, files: files,
            restoredAt: access.surroundings.now(), milliseconds: access.surroundings.elapsed() - start)
    }

    /// The newest state there is, for telling how old another one is.
    private func newest(_ restore: ReplicaRestore) async -> RestoredDirectory.Newest {
        do { return .known(try await restore.plan(.newest).target) } catch { return .unknown(reason: "\(error)") }
    }

    private func telemetry(
        _ target: RestoreTarget, at timestamp: Int64, work: String
    ) async -> RestoredDirectory.Telemetry {
        let name = ReplicatedDatabase.telemetry
        let store = access.store(named: name)
        do {
            guard try await store.contents(.needed).inventory.end != nil else { return .absent }
            let restore = ReplicaRestore(store: store, surroundings: access.surroundings)
            let wanted: RestoreTarget =
                switch target {
                case .newest: .newest
                case .time(let time): .time(time)
                case .point, .sequence: .time(timestamp)
                }
            let report = try await restore.run(try await restore.plan(wanted), to: work + "/" + name) { [progress] in
                progress(name, $0)
            }
            try await note(name, report.point, in: work)
            return .restored(report)
        } catch {
            // A file without its note would go on as if it had no replica.
            await queue.result { Self.removeFiles(of: name, in: work) }
            return .failed(reason: "\(error)")
        }
    }

    /// Whoever serves the directory next begins a new timeline at the point that was restored.
    private func note(_ name: String, _ point: ReplicaPoint, in work: String) async throws {
        try await queue.run {
            try ReplicaNote(database: DatabaseID(named: name), lastPoint: point, beginsTimeline: true)
                .store(for: work + "/" + name, forgetsWriters: true)
        }
    }

    private func clear(_ work: String, and directory: String?) async {
        await queue.result {
            for path in [work, directory].compactMap({ $0 }) where FileManager.default.fileExists(atPath: path) {
                do { try FileManager.default.removeItem(atPath: path) } catch {
                    Console.message(
                        "'\(path)' could not be removed: \(SystemCalls.reason(of: error)). Remove it by hand.")
                }
            }
        }
    }

    // MARK: - Files

    /// Makes the directory and the folder to work in; whether the directory is new.
    static func prepare(_ directory: String, _ work: String) throws(ReplicaCommandError) -> Bool {
        let files = FileManager.default
        for name in ReplicatedDatabase.all.flatMap({ [$0, $0 + "-wal", $0 + "-replica"] }) + [workFolder]
        where files.fileExists(atPath: directory + "/" + name) {
            throw .occupied(path: directory + "/" + name)
        }
        let isNew = !files.fileExists(atPath: directory)
        for path in isNew ? [directory, work] : [work] {
            do {
                try files.createDirectory(
                    atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            } catch {
                throw .directory(path: path, reason: SystemCalls.reason(of: error))
            }
        }
        return isNew
    }

    /// Gives everything its place, the database last: where it is, all is.
    static func publish(from work: String, to directory: String) throws(ReplicaCommandError) {
        let files = FileManager.default
        var moved: [String] = []
        do {
            var names = try files.contentsOfDirectory(atPath: work)
                .filter { $0 != ReplicatedDatabase.appliance }.sorted()
            names.append(ReplicatedDatabase.appliance)
            for name in names {
                let path = directory + "/" + name
                guard !files.fileExists(atPath: path) else { throw ReplicaCommandError.occupied(path: path) }
                if name == ReplicatedDatabase.appliance { try synchronise(directory) }
                try files.moveItem(atPath: work + "/" + name, toPath: path)
                moved.append(path)
            }
            try synchronise(directory)
            try files.removeItem(atPath: work)
        } catch {
            for path in moved.reversed() { try? files.removeItem(atPath: path) }
            if let error = error as? ReplicaCommandError { throw error }
            throw .directory(path: directory, reason: SystemCalls.reason(of: error))
        }
    }

    private static func removeFiles(of name: String, in work: String) {
        for suffix in ["", "-wal", "-shm", "-replica"] {
            // What is not there need not be removed.
            try? FileManager.default.removeItem(atPath: work + "/" + name + suffix)
        }
    }

    private static func synchronise(_ directory: String) throws {
        guard let handle = FileHandle(forReadingAtPath: directory) else {
            throw ReplicaCommandError.directory(path: directory, reason: SystemCalls.lastError)
        }
        defer { try? handle.close() }
        try handle.synchronize()
    }
}
