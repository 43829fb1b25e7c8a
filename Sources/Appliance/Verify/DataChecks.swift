import Foundation
import Inference
import Storage

/// Checks of a data directory, beside a running daemon or without one.
struct DataChecks {
    let dataDirectory: String
    /// Bytes of the ballast that the daemon keeps there; 0 for none.
    var ballastBytes = 0

    func run() async -> [CheckResult] {
        var results: [CheckResult] = []
        do {
            try Self.requireDatabase(in: dataDirectory)
        } catch {
            return [CheckResult("data.database", .fail, error.description)]
        }
        results.append(await .of("data.directory_mode") { try mode(of: dataDirectory) })
        for file in ["appliance.db", "appliance.db-wal", "appliance.db-shm"]
        where FileManager.default.fileExists(atPath: dataDirectory + "/" + file) {
            results.append(await .of("data.\(file)_mode") { try mode(of: dataDirectory + "/" + file) })
        }
        results.append(await .of("data.free_space") { try freeSpace() })
        do {
            results += try await registry(CommandRegistry(dataDirectory: dataDirectory))
        } catch {
            results.append(CheckResult("data.database", .fail, "\(error)"))
        }
        return results
    }

    /// Looking at a directory must not make a database in it.
    static func requireDatabase(in directory: String) throws(CheckFailure) {
        guard FileManager.default.fileExists(atPath: directory + "/appliance.db") else {
            throw CheckFailure("There is no appliance.db in '\(directory)'. Name the directory with --data-dir.")
        }
    }

    private func registry(_ commands: CommandRegistry) async throws -> [CheckResult] {
        var results = [CheckResult("data.database", .pass, "It opens.")]
        results.append(
            await .of("data.consistency") {
                let problems = try await commands.database.consistencyProblems()
                guard problems.isEmpty else { throw CheckFailure(problems.joined(separator: " ")) }
                return "Pages, references, model bytes and history agree."
            })
        let state = try await commands.registry.productionState()
        results.append(
            state.models.isEmpty
                ? CheckResult("models.production", .skip, "No model is in production.")
                : CheckResult(
                    "models.production", .pass, state.models.map { "\($0.name) \($0.version)" }.joined(separator: ", "))
        )
        for record in state.models {
            results.append(
                await .of("models.\(record.name)_loads") {
                    let model = try await commands.importer.loader.model(of: record)
                    guard model.summary.featureNames == record.featureColumns else {
                        throw CheckFailure("Its file names other features than the registry.")
                    }
                    return
                        "\(record.version): \(model.summary.treeCount) trees, \(model.featureCount) features, \(model.layoutDescription)."
                })
        }
        return results
    }

    /// Nobody but the owner may read or write.
    private func mode(of path: String) throws -> String {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        guard let mode = attributes[.posixPermissions] as? NSNumber else {
            throw CheckFailure("Its mode cannot be read.")
        }
        let text = String(mode.intValue, radix: 8)
        guard mode.intValue & 0o077 == 0 else {
            throw CheckFailure("Others may reach '\(path)' (mode \(text)). Run chmod go= on it.")
        }
        return "Mode \(text)."
    }

    private func freeSpace() throws -> String {
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: dataDirectory)
        guard let free = attributes[.systemFreeSize] as? NSNumber else { throw CheckFailure("It cannot be read.") }
        let megabytes = free.int64Value / 1_000_000
        guard free.int64Value >= Limits.leastFreeDiskBytes else {
            throw CheckFailure("Only \(megabytes) MB are free. Make room: a full disk stops every change.")
        }
        guard ballastBytes > 0 else { return "\(megabytes) MB are free." }
        let ballast = Ballast(directory: dataDirectory, bytes: ballastBytes)
        return ballast.isHeld
            ? "\(megabytes) MB are free, and \(ballastBytes / 1_000_000) MB more are kept as a ballast."
            : "\(megabytes) MB are free; there is no ballast now, which the daemon makes when there is room."
    }
}
