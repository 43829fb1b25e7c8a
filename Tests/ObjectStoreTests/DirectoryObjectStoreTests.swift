import Foundation
import ObjectStore
import Testing

/// What is particular to objects in a directory.
@Suite struct DirectoryObjectStoreTests {
    @Test func keepsEverythingPrivateAndLeavesNoTemporaryFiles() async throws {
        try await withTemporaryDirectory { directory in
            let root = directory + "/store"
            let store = try await DirectoryObjectStore(root: root)
            let key = try ObjectKey("deep/er/object")
            try await store.create([1], under: key)
            try await store.put([2], under: key)
            _ = try? await store.create([3], under: key)

            for path in [root, root + "/deep", root + "/deep/er"] {
                #expect(try permissions(path) == 0o700, "\(path)")
            }
            #expect(try permissions(root + "/deep/er/object") == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: root + "/.temporary").isEmpty)
        }
    }

    @Test func survivesReopening() async throws {
        try await withTemporaryDirectory { directory in
            let key = try ObjectKey("kept")
            try await DirectoryObjectStore(root: directory).put([9], under: key)
            #expect(try await DirectoryObjectStore(root: directory).get(key) == [9])
        }
    }

    @Test func neitherFollowsNorListsSymbolicLinks() async throws {
        try await withTemporaryDirectory { directory in
            let outside = directory + "/outside"
            try Data([1]).write(to: URL(filePath: outside))
            let store = try await DirectoryObjectStore(root: directory + "/store")
            try FileManager.default.createSymbolicLink(
                atPath: directory + "/store/link", withDestinationPath: outside)
            #expect(try await store.head(ObjectKey("link")) == nil)
            #expect(try await store.list(prefix: "", after: nil, limit: 10).isEmpty)
            await #expect(throws: ObjectStoreError.self) { try await store.get(ObjectKey("link")) }
        }
    }

    @Test func saysWhyItCannotBeMade() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/missing/store"
            await #expect {
                _ = try await DirectoryObjectStore(root: path)
            } throws: { error in
                "\(error)" == "Could not make the directory \(path): No such file or directory."
            }
        }
    }

    private func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
