import CEmbedded
import Foundation

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

    /// The bytes of a file that is compiled into the program; they are constants of the C target.
    static func embeddedFile(named name: String) -> [UInt8]? {
        for index in 0..<geoclimate_embedded_count() {
            let file = unsafe geoclimate_embedded_at(index)
            guard let fileName = unsafe file.name, unsafe String(cString: fileName) == name else { continue }
            return unsafe Array(UnsafeBufferPointer(start: file.bytes, count: file.size))
        }
        return nil
    }
}
