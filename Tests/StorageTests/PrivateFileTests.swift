import Foundation
import Testing

@testable import Storage

@Suite struct PrivateFileTests {
    /// Runs `body` with a folder that is gone afterwards.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    @Test func changesAsAWholeAndForItsOwnerAlone() throws {
        try withFolder { folder in
            let file = PrivateFile(path: folder + "/keys", maximumBytes: 4)
            #expect(try file.read() == nil && file.version() == nil)
            let install = try file.prepare([1, 2, 3, 4])
            #expect(try file.read() == nil)
            try install()
            let first = try #require(try file.read())
            #expect(first.bytes == [1, 2, 3, 4])
            #expect(try file.version() == first.version)
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            try file.prepare([])()
            let second = try #require(try file.read())
            #expect(second.bytes == [] && second.version != first.version)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["keys"])
        }
    }

    @Test func whatACrashLeftBehindIsInNobodysWay() throws {
        try withFolder { folder in
            let file = PrivateFile(path: folder + "/keys", maximumBytes: 4)
            try Data([9]).write(to: URL(filePath: file.path + ".new"))
            try file.prepare([1])()
            #expect(try file.read()?.bytes == [1])
        }
    }

    @Test func refusesWhatOthersMayRead() throws {
        try withFolder { folder in
            let file = PrivateFile(path: folder + "/keys", maximumBytes: 4)
            for mode in [0o640, 0o604, 0o620, 0o602] {
                try file.prepare([1])()
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
                #expect(throws: StorageError.self) { try file.read() }
                #expect(try file.read(isShared: true)?.bytes == [1])
            }
        }
    }

    @Test func refusesLinksFoldersAndWhatIsTooLarge() throws {
        try withFolder { folder in
            let file = PrivateFile(path: folder + "/keys", maximumBytes: 4)
            #expect(throws: StorageError.self) { try file.prepare([1, 2, 3, 4, 5]) }
            let target = PrivateFile(path: folder + "/target", maximumBytes: 8)
            try target.prepare([1, 2, 3, 4, 5])()
            try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: target.path)
            #expect(throws: StorageError.self) { try file.read() }
            #expect(throws: StorageError.self) { try PrivateFile(path: folder, maximumBytes: 4).read() }
            #expect(throws: StorageError.self) { try PrivateFile(path: target.path, maximumBytes: 4).read() }
        }
    }
}
