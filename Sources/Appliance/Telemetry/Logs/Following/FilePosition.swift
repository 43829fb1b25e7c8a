/// Which file it was, and how far it was read.
struct FilePosition: Sendable, Equatable {
    /// Of the file system, and of the file in it.
    var device: UInt64
    var inode: UInt64
    /// Bytes that were read as whole lines.
    var offset: UInt64 = 0
    /// How many of the file's first bytes were remembered, and their checksum: a file that was cut and written anew has others.
    var headBytes: UInt64 = 0
    var headSum: UInt64 = 0
    /// Whether the rest of a line that was too long is still to be passed over.
    var isInsideLongLine = false

    init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }

    /// As it is kept beside the lines.
    var bytes: [UInt8] {
        Array("\(device) \(inode) \(offset) \(headBytes) \(headSum) \(isInsideLongLine ? 1 : 0)".utf8)
    }

    /// Reads what ``bytes`` wrote; nil for anything else.
    init?(_ bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { UInt64($0) }
        guard parts.count == 6, numbers.count == 6, numbers[5] <= 1 else { return nil }
        self.init(device: numbers[0], inode: numbers[1])
        (offset, headBytes, headSum, isInsideLongLine) = (numbers[2], numbers[3], numbers[4], numbers[5] == 1)
    }

    /// The same file from its beginning.
    var restarted: FilePosition { FilePosition(device: device, inode: inode) }

    /// Whether it is the same file, by its number.
    func isSameFile(as other: FilePosition) -> Bool { device == other.device && inode == other.inode }

    /// Bytes at the beginning of a file that tell it from one that was written anew.
    static let rememberedBytes = 256

    /// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): it need only notice, not withstand.
    static func sum(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
