import Foundation
import ObjectStore
import Testing

/// The implementations that the contract is checked for, each in a fresh, empty place.
enum StoreUnderTest: String, CustomTestStringConvertible {
    case directory

    var testDescription: String { rawValue }

    func withStore(_ body: (any ObjectStore) async throws -> Void) async throws {
        switch self {
        case .directory:
            try await withTemporaryDirectory { try await body(DirectoryObjectStore(root: $0 + "/store")) }
        }
    }
}

/// Runs `body` with the path of a directory that is gone afterwards.
func withTemporaryDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    try await body(directory.path)
}
