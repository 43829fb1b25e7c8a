extension ApplianceDatabase {
    /// Runs `body` while no daemon serves a data directory, and lets none begin to meanwhile.
    ///
    /// It works on the calling thread, which may block, and throws ``StorageError/alreadyServed(path:processID:)`` when a
    /// daemon serves the directory.
    public static func withoutDaemon<Value>(in directory: String, _ body: () throws -> Value) throws -> Value {
        let directory = DataDirectory(path: directory)
        let lock = try FileLock(path: directory.daemonLockPath)
        guard try lock.tryLock() else {
            throw StorageError.alreadyServed(path: directory.path, processID: lock.notedHolder())
        }
        return try body()
    }
}
