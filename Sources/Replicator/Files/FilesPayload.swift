/// A file beside the databases.
struct ReplicaFile: Sendable, Hashable {
    let name: String
    let bytes: [UInt8]

    /// Whether a name is that of a file in a directory, and of nothing elsewhere.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= Limits.replicaFileNameBytes
            && !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
    }
}

/// What the object with the files holds, before it is encrypted.
///
/// The same files have the same bytes.
///
/// | Bytes | Field |
/// |---|---|
/// | 8 | `GCRFILES` |
/// | 2 | format, 1 |
/// | 2 | how many files |
/// | 2, n, 4, m | for each, in the order of the names' bytes: length of the name, the name in UTF-8, length, content |
///
/// Integers are little-endian, no name is there twice, and nothing follows the last file.
struct FilesPayload: Sendable, Hashable {
    private static let magic = Array("GCRFILES".utf8)
    private static let version: UInt16 = 1

    /// In the order of the names' bytes.
    let files: [ReplicaFile]

    /// Some files; it throws ``ReplicaFilesError`` for more or larger ones than are kept.
    init(_ files: [ReplicaFile]) throws(ReplicaFilesError) {
        guard files.count <= Limits.replicaFiles else {
            throw .tooMany(count: files.count, limit: Limits.replicaFiles)
        }
        let sorted = files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for (index, file) in sorted.enumerated() {
            guard ReplicaFile.isName(file.name), index == 0 || sorted[index - 1].name != file.name else {
                throw .nameInvalid(name: file.name)
            }
            guard file.bytes.count <= Limits.replicaFileBytes else {
                throw .tooLarge(name: file.name, bytes: file.bytes.count, limit: Limits.replicaFileBytes)
            }
        }
        let bytes = sorted.reduce(Self.magic.count + 4) { $0 + 6 + $1.name.utf8.count + $1.bytes.count }
        guard bytes <= Limits.replicaFilesPayloadBytes else {
            throw .tooLargeTogether(bytes: bytes, limit: Limits.replicaFilesPayloadBytes)
        }
        self.files = sorted
    }

    /// The payload.
    var bytes: [UInt8] {
        var bytes = Self.magic
        func append(_ value: Int, bytes count: Int) {
            for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
        }
        append(Int(Self.version), bytes: 2)
        append(files.count, bytes: 2)
        for file in files {
            append(file.name.utf8.count, bytes: 2)
            bytes += file.name.utf8
            append(file.bytes.count, bytes: 4)
            bytes += file.bytes
        }
        return bytes
    }

    /// Reads ``bytes`` again; it throws ``ReplicaFilesError`` for anything that this would not have written.
    init(_ bytes: [UInt8], of object: String) throws(ReplicaFilesError) {
        var rest = bytes[...]
        func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard count <= rest.count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        func integer(_ count: Int) -> Int? { take(count).map { $0.reversed().reduce(0) { $0 << 8 | Int($1) } } }
        guard let magic = take(Self.magic.count), Array(magic) == Self.magic, let version = integer(2) else {
            throw .malformed(object: object)
        }
        guard version == Self.version else { throw .newerFormat(version: UInt16(version)) }
        guard let count = integer(2), count <= Limits.replicaFiles else { throw .malformed(object: object) }
        var files: [ReplicaFile] = []
        for _ in 0..<count {
            guard let name = integer(2).flatMap(take), let text = String(validating: name, as: UTF8.self),
                ReplicaFile.isName(text), files.last.map({ $0.name.utf8.lexicographicallyPrecedes(name) }) ?? true,
                let length = integer(4), length <= Limits.replicaFileBytes, let content = take(length)
            else { throw .malformed(object: object) }
            files.append(ReplicaFile(name: text, bytes: Array(content)))
        }
        guard rest.isEmpty else { throw .malformed(object: object) }
        self.files = files
    }
}
