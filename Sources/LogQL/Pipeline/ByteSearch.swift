#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Finding bytes in bytes, at gigabytes a second and never worse than linear.
///
/// The C library's `memchr` looks for the needle's rarest byte with the widest registers there are; where that byte
/// keeps turning up without the needle, the search of Knuth, Morris and Pratt takes over. The one file of this room
/// that holds unsafe code.
public enum ByteSearch {
    /// A text to look for, with what is known of it beforehand.
    public struct Needle: Sendable, Equatable {
        /// The text.
        public let bytes: [UInt8]
        /// Where its rarest byte stands.
        let rarest: Int

        /// Prepares the search for a text.
        public init(_ bytes: some Collection<UInt8>) {
            let bytes = Array(bytes)
            self.bytes = bytes
            rarest = bytes.indices.min { ByteSearch.rank(bytes[$0]) < ByteSearch.rank(bytes[$1]) } ?? 0
        }
    }

    /// Work on candidates that turn out wrong, in bytes looked at, that is always allowed; beyond it, as much as bytes
    /// were passed.
    private static let patience = 512
    /// What one such candidate costs besides its comparison.
    private static let cost = 16

    /// Where a needle first stands in a text; an empty one stands at its beginning.
    public static func firstIndex(of needle: Needle, in text: ArraySlice<UInt8>) -> Int? {
        let offset = unsafe text.withUnsafeBufferPointer { text in
            unsafe needle.bytes.withUnsafeBufferPointer { bytes in
                unsafe find(bytes, rarest: needle.rarest, in: text)
            }
        }
        return offset.map { text.startIndex + $0 }
    }

    /// Whether a text contains a needle.
    public static func contains(_ needle: Needle, in text: ArraySlice<UInt8>) -> Bool {
        firstIndex(of: needle, in: text) != nil
    }

    private static func find(
        _ needle: UnsafeBufferPointer<UInt8>, rarest: Int, in text: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        guard let needleStart = needle.baseAddress, needle.count > 0 else { return 0 }
        guard let start = text.baseAddress, needle.count <= text.count else { return nil }
        let wanted = unsafe Int32(needle[rarest])
        /// Behind the last place where the rarest byte can stand.
        let end = text.count - needle.count + rarest + 1
        var position = rarest
        var wasted = 0
        while position < end {
            guard let found = unsafe memchr(start + position, wanted, end - position) else { return nil }
            let place = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(start)
            let candidate = place - rarest
            if unsafe memcmp(start + candidate, needleStart, needle.count) == 0 { return candidate }
            wasted += cost + needle.count
            if wasted > patience + place { return unsafe linear(needle, in: text, from: candidate + 1) }
            position = place + 1
        }
        return nil
    }

    private static func linear(
        _ needle: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from offset: Int
    ) -> Int? {
        // For each beginning of the needle, how much of its end is a beginning again.
        var borders = [Int](repeating: 0, count: needle.count)
        var length = 0
        for index in 1..<max(needle.count, 1) {
            while length > 0, unsafe needle[index] != needle[length] { length = borders[length - 1] }
            if unsafe needle[index] == needle[length] { length += 1 }
            borders[index] = length
        }
        length = 0
        for index in offset..<text.count {
            while length > 0, unsafe text[index] != needle[length] { length = borders[length - 1] }
            if unsafe text[index] == needle[length] { length += 1 }
            if length == needle.count { return index - length + 1 }
        }
        return nil
    }

    /// How common a byte is in log lines, roughly: lower is rarer.
    private static func rank(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: " "): 255
        case UInt8(ascii: "e"), UInt8(ascii: "t"), UInt8(ascii: "a"), UInt8(ascii: "o"), UInt8(ascii: "i"): 240
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "s"), UInt8(ascii: "\""): 230
        case UInt8(ascii: "l"), UInt8(ascii: "d"), UInt8(ascii: "c"), UInt8(ascii: "="), UInt8(ascii: "."): 215
        case UInt8(ascii: "0"), UInt8(ascii: "1"), UInt8(ascii: "2"), UInt8(ascii: ":"), UInt8(ascii: "-"): 215
        case UInt8(ascii: "3")...UInt8(ascii: "9"), UInt8(ascii: ","), UInt8(ascii: "/"), UInt8(ascii: "_"): 195
        case UInt8(ascii: "q"), UInt8(ascii: "x"), UInt8(ascii: "z"), UInt8(ascii: "j"): 90
        case UInt8(ascii: "a")...UInt8(ascii: "z"): 160
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): 80
        case 0x80...: 60
        default: 40
        }
    }
}
