/// An advisory lock on a file of its own, held by at most one holder on the machine.
///
/// The kernel lets go of it when its holder ends, however that happens.
final class FileLock: Sendable {
    let path: String
    private let descriptor: Int32

    /// Opens the lock's file, making it when it is missing, and does not take the lock.
    init(path: String) throws(StorageError) {
        do throws(SystemCalls.Failure) {
            descriptor = try SystemCalls.openLockFile(path)
        } catch {
            throw .fileOperation(operation: "open the lock file", path: path, reason: error.reason)
        }
        self.path = path
    }

    deinit {
        SystemCalls.closeFile(descriptor)
    }

    /// Takes the lock if nobody holds it; false when somebody does.
    func tryLock() throws(StorageError) -> Bool {
        while true {
            do throws(SystemCalls.Failure) {
                try SystemCalls.tryLock(descriptor)
                return true
            } catch {
                if error.isHeldElsewhere { return false }
                if error.isInterrupted { continue }
                throw .fileOperation(operation: "lock", path: path, reason: error.reason)
            }
        }
    }

    /// Runs `body` while holding the lock, waiting for it on the calling thread for a bounded time.
    func withLock<Value>(waitingMilliseconds limit: Int, _ body: () throws -> Value) throws -> Value {
        let start = SystemCalls.monotonicMilliseconds()
        while try !tryLock() {
            guard SystemCalls.monotonicMilliseconds() - start < limit else {
                throw StorageError.busy(path: path, milliseconds: limit)
            }
            SystemCalls.sleep(milliseconds: 2)
        }
        defer { SystemCalls.unlock(descriptor) }
        return try body()
    }

    /// Notes in the file which process holds the lock, for people and for the message of the one that is refused.
    func noteHolder() throws(StorageError) {
        do throws(SystemCalls.Failure) {
            try SystemCalls.overwrite(descriptor, with: "\(SystemCalls.processID())\n")
        } catch {
            throw .fileOperation(operation: "write", path: path, reason: error.reason)
        }
    }

    /// The process that noted itself as the holder.
    func notedHolder() -> String {
        let digits = SystemCalls.beginning(of: descriptor, maximumBytes: 20).prefix { $0.isASCII && $0.isNumber }
        return digits.isEmpty ? "unknown" : String(digits)
    }
}
