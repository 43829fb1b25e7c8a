import Foundation
import Testing

@testable import Storage

@Suite struct BallastTests {
    private static let bytes = 1 << 20

    private func withBallast(_ body: (Ballast, _ folder: String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(Ballast(directory: folder.path, bytes: Self.bytes), folder.path)
    }

    @Test func isMadeReleasedAndMadeAgain() throws {
        try withBallast { ballast, folder in
            for _ in 0..<2 {
                #expect(!ballast.isThere && !ballast.isHeld)
                try ballast.make()
                #expect(ballast.isThere && ballast.isHeld)
                let attributes = try FileManager.default.attributesOfItem(atPath: ballast.path)
                #expect(attributes[.size] as? Int == Self.bytes && attributes[.posixPermissions] as? Int == 0o600)
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["ballast"])
                try ballast.release()
            }
            try ballast.release()
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }

    @Test func aHollowFileIsNone() throws {
        try withBallast { ballast, _ in
            #expect(FileManager.default.createFile(atPath: ballast.path, contents: nil))
            let file = try #require(FileHandle(forWritingAtPath: ballast.path))
            try file.truncate(atOffset: UInt64(Self.bytes))
            try file.close()
            #expect(ballast.isThere && !ballast.isHeld)
            try ballast.make()
            #expect(ballast.isHeld)
        }
    }

    @Test func oneOfAnotherSizeAndWhatACrashLeftAreReplaced() throws {
        try withBallast { ballast, folder in
            try Ballast(directory: folder, bytes: Self.bytes / 2).make()
            try Data([1]).write(to: URL(filePath: folder + "/.ballast.new"))
            #expect(!ballast.isHeld)
            try ballast.make()
            #expect(ballast.isHeld)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["ballast"])
        }
    }

    @Test func withoutADirectoryThereIsNone() {
        let ballast = Ballast(directory: "/nowhere/at/all", bytes: Self.bytes)
        #expect(!ballast.isThere && !ballast.isHeld)
        #expect(throws: StorageError.self) { try ballast.make() }
        #expect(DiskSpace(at: "/nowhere/at/all") == nil)
    }

    @Test func aFileSystemSaysHowLargeItIs() throws {
        let space = try #require(DiskSpace(at: "/"))
        #expect(space.totalBytes > 0 && space.freeBytes <= space.totalBytes)
    }
}
