import Foundation

/// Where a demo keeps its data: a directory that the user names and keeps, or a temporary one.
struct DemoDirectory: Sendable {
    let path: String
    let isTemporary: Bool

    /// - Throws: a file error when no temporary directory can be made.
    init(keeping path: String?) throws {
        if let path {
            self.path = path
            isTemporary = false
        } else {
            let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
                "geoclimate-demo-\(UUID().uuidString.lowercased())")
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            self.path = directory.path
            isTemporary = true
        }
    }

    /// Removes a temporary directory; one that the user named stays.
    func remove() {
        if isTemporary { try? FileManager.default.removeItem(atPath: path) }
    }
}
