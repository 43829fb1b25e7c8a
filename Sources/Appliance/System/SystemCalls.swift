import CEmbedded
import Foundation
import NIOCore

#if os(Linux)
    // Where `timespec` comes from on Linux, as the compiler sees it.
    import CDispatch
#endif

/// The calls into C that take or give pointers: the one unsafe file of this target.
enum SystemCalls {
    /// What the last system call of this thread complained of, as in `No such file or directory`.
    static var lastError: String {
        let number = errno
        return POSIXErrorCode(rawValue: number).map(words) ?? "error \(number)"
    }

    /// What an error of Foundation's files comes down to: the system's own words where it has them.
    static func reason(of error: any Error) -> String {
        let cocoa = error as NSError
        let cause = cocoa.userInfo[NSUnderlyingErrorKey] as? NSError ?? cocoa
        guard cause.domain == NSPOSIXErrorDomain, let code = POSIXErrorCode(rawValue: Int32(cause.code)) else {
            return cause.localizedDescription
        }
        return words(for: code)
    }

    /// The first sentence fragment of strerror(3), without Foundation's preface.
    private static func words(for code: POSIXErrorCode) -> String {
        unsafe String(cString: strerror(code.rawValue))
    }

    /// Gives a file another name, in one step, in place of the file that has the name already: rename(2).
    ///
    /// - Returns: whether it has the name.
    static func rename(_ path: String, to other: String) -> Bool {
        unsafe Foundation.rename(path, other) == 0
    }

    /// Nanoseconds since the machine started, also those that it slept: clock_gettime(2).
    static var bootNanoseconds: Int64 {
        #if os(Linux)
            let clock = CLOCK_BOOTTIME
        #else
            let clock = CLOCK_MONOTONIC_RAW
        #endif
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// The bytes of a file that is compiled into the program; they are constants of the C target.
    static func embeddedFile(named name: String) -> [UInt8]? {
        for index in 0..<geoclimate_embedded_count() {
            let file = unsafe geoclimate_embedded_at(index)
            guard let fileName = unsafe file.name, unsafe String(cString: fileName) == name else { continue }
            return unsafe Array(UnsafeBufferPointer(start: file.bytes, count: file.size))
        }
        return nil
    }

    /// The 32 bits of an IPv4 socket address, which lie behind its family and port.
    static func ipv4Bits(of address: SocketAddress) -> UInt32 {
        UInt32(bigEndian: load(from: address, at: 4))
    }

    /// The 128 bits of an IPv6 socket address, which lie behind its family, port and flow.
    static func ipv6Bits(of address: SocketAddress) -> UInt128 {
        UInt128(bigEndian: load(from: address, at: 8))
    }

    /// A number at an offset of the C structure; zero where the structure ends before.
    private static func load<Number: FixedWidthInteger & BitwiseCopyable>(
        from address: SocketAddress, at offset: Int
    ) -> Number {
        unsafe address.withSockAddr { pointer, size in
            guard size >= offset + MemoryLayout<Number>.size else { return 0 }
            return unsafe UnsafeRawPointer(pointer).loadUnaligned(fromByteOffset: offset, as: Number.self)
        }
    }
}
