import Foundation
import ObjectStore
import Replicator

/// Where a drill takes place: directories of its own, and a prefix of its own in a store.
///
/// Nothing of the real directory or below the real prefix is read or written, and the drill has a key of its own.
struct DrillSite: Sendable {
    /// Directories and small files.
    let scratch: String
    /// The address of the drill's own prefix.
    let location: String
    /// Whether the store is a directory of the drill.
    let isLocal: Bool
    /// The variables of the daemons.
    let environment: [String: String]

    /// Beginnings of the names of variables that object stores and proxies are reached with.
    private static let passed = ["AWS_", "GOOGLE_", "AZURE_", "SSL_CERT_"]
    private static let passedNames: Set<String> = [
        "PATH", "HOME", "TMPDIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy",
        "no_proxy", "all_proxy",
    ]

    /// A site for the configured store, or for a directory when there is none or `local` says so.
    ///
    /// `name` tells the drill from every other; `key` is its key, 64 hexadecimal digits.
    init(
        _ report: ConfigurationReport, environment: [String: String], scratch: String, local: Bool, name: String,
        key: String
    ) {
        self.scratch = scratch
        let url = local ? nil : report.configuration.replica.url
        isLocal = url == nil
        location =
            url.map { Self.below($0.description, name) }
            ?? StoreLocation.directory(path: scratch + "/store").description
        var variables = environment.filter { name, _ in
            Self.passedNames.contains(name) || Self.passed.contains { name.hasPrefix($0) }
        }
        for entry in report.entries where entry.key.name.hasPrefix("replica.") && entry.source != .builtIn {
            variables[entry.key.environmentName] =
                switch entry.value {
                case .text(let text): text
                case .list(let items): items.joined(separator: ",")
                }
        }
        variables["GEOCLIMATE_REPLICA_URL"] = location
        variables[ReplicaKeyCommand.variable] = key
        self.environment = variables
    }

    /// The address of a prefix below another one.
    static func below(_ address: String, _ name: String) -> String {
        let halves = address.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = halves[0].hasSuffix("/") ? String(halves[0].dropLast()) : String(halves[0])
        return path + "/" + name + (halves.count > 1 ? "?" + halves[1] : "")
    }

    /// One of the drill's data directories.
    func directory(_ name: String) -> String { scratch + "/" + name }

    /// The settings of a daemon of the drill.
    func settings(_ directory: String) async throws -> EffectiveConfiguration {
        try await EffectiveConfiguration.load(
            ConfigurationInput(flags: ["data.dir": directory], environment: environment))
    }

    /// The drill's store.
    func access() async throws -> ReplicaAccess {
        try await ReplicaAccess(
            try await settings(directory("none")).replica, environment: environment, clock: .system)
    }

    /// Deletes all that the drill stored.
    func clear(_ access: ReplicaAccess) async throws {
        var last: ObjectKey?
        while true {
            let page = try await access.objects.list(prefix: "", after: last, limit: Limits.drillListedObjects)
            for object in page { try await access.objects.delete(object.key) }
            guard let end = page.last else { break }
            last = end.key
        }
        // What a directory store leaves are empty directories.
        if case .directory(let path) = access.location, FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
    }

    /// The variables as a shell reads them, for a file that only the owner may read: children have none of ours.
    static func script(_ environment: [String: String]) -> String {
        environment.sorted { $0.key < $1.key }
            .filter { name, _ in name.utf8.allSatisfy { isNamePart($0) } && name.utf8.first.map { $0 > 0x39 } == true }
            .map { "export \($0)='\($1.replacing("'", with: "'\\''"))'\n" }.joined()
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
            || byte == UInt8(ascii: "_")
    }
}
