import Foundation
import Storage

/// A promotion of a standby: asked for by a command, carried out by the daemon that serves the directory.
struct Promotion: Codable, Equatable, Sendable {
    /// How far it is.
    enum State: String, Codable, Sendable {
        /// The command wrote it.
        case requested
        /// The standby applies what is in the replica.
        case finishing
        /// It answers what is in flight, and stops.
        case stopping
        /// The directory has a database of its own; the daemon starts again with it.
        case done
        /// It is as it was.
        case failed
    }

    /// Tells it from earlier ones.
    var id: String
    var state: State
    /// Why it failed; what was reached when it is done.
    var detail: String?
}

/// The file by which a command and the daemon of a standby speak about a promotion.
///
/// The command makes it and takes it away, the daemon answers in it. All methods block.
struct PromotionFile: Sendable {
    static let name = "standby-promote"

    private let directory: String
    private let file: PrivateFile

    init(directory: String) {
        self.directory = directory
        file = PrivateFile(path: directory + "/" + Self.name, maximumBytes: Limits.promotionFileBytes)
    }

    /// What it says; nil where there is none, or nothing that anybody understands.
    ///
    /// - Throws: `StorageError`.
    func read() throws -> Promotion? {
        guard let bytes = try file.read()?.bytes else { return nil }
        return try? JSONDecoder().decode(Promotion.self, from: Data(bytes))
    }

    /// Says something else.
    ///
    /// - Throws: `StorageError`.
    func write(_ promotion: Promotion) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let install = try file.prepare([UInt8](try encoder.encode(promotion)))
        // A file of the superuser could not be read by a daemon that is none.
        if geteuid() == 0 { try giveToOwner(file.path + ".new") }
        try install()
    }

    /// Takes it away; one that is not there is no failure.
    func remove() throws {
        guard FileManager.default.fileExists(atPath: file.path) else { return }
        try FileManager.default.removeItem(atPath: file.path)
    }

    private func giveToOwner(_ path: String) throws {
        let owner = try FileManager.default.attributesOfItem(atPath: directory)
        guard let user = owner[.ownerAccountID], let group = owner[.groupOwnerAccountID] else { return }
        try FileManager.default.setAttributes(
            [.ownerAccountID: user, .groupOwnerAccountID: group], ofItemAtPath: path)
    }
}
