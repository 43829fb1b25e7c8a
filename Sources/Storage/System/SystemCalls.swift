internal import CSQLiteShim
internal import CZstd
internal import GRDB
internal import Replication

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The only file of this target that calls unsafe code: thin wrappers over C, each with checked arguments.
enum SystemCalls {
    /// A failed call, with the operating system's own words.
    struct Failure: Error {
        let number: Int32

        var reason: String {
            guard let text = unsafe strerror(number) else { return "error \(number)" }
            return unsafe String(cString: text)
        }

        var isAlreadyThere: Bool { number == EEXIST }
        var isMissing: Bool { number == ENOENT }
        var isHeldElsewhere: Bool { number == EWOULDBLOCK || number == EAGAIN }
        var isInterrupted: Bool { number == EINTR }
    }

    /// What `lstat` says about a path, as far as anyone here asks.
    struct FileStatus {
        let isDirectory: Bool
        let isRegularFile: Bool
        let permissions: Int
        let isOwnedByThisProcess: Bool
    }

    static func status(of path: String) throws(Failure) -> FileStatus {
        var found = stat()
        guard unsafe lstat(path, &found) == 0 else { throw Failure(number: errno) }
        return FileStatus(
            isDirectory: found.st_mode & S_IFMT == S_IFDIR, isRegularFile: found.st_mode & S_IFMT == S_IFREG,
            permissions: Int(found.st_mode & 0o7777), isOwnedByThisProcess: found.st_uid == geteuid())
    }

    /// Bytes of a file; 0 where there is none.
    static func size(of path: String) -> Int {
        var found = stat()
        return unsafe lstat(path, &found) == 0 ? Int(found.st_size) : 0
    }

    /// Bytes that a process without privileges may still write on the file system of a path.
    static func freeBytes(at path: String) -> Int? { diskSpace(at: path)?.freeBytes }

    /// The size of the file system of a path, and what a process without privileges may still write on it.
    static func diskSpace(at path: String) -> DiskSpace? {
        var found = statvfs()
        guard unsafe statvfs(path, &found) == 0 else { return nil }
        func bytes(_ blocks: Int) -> Int {
            let (bytes, isTooMuch) = blocks.multipliedReportingOverflow(by: Int(clamping: found.f_frsize))
            return isTooMuch ? .max : bytes
        }
        return DiskSpace(
            totalBytes: bytes(Int(clamping: found.f_blocks)), freeBytes: bytes(Int(clamping: found.f_bavail)))
    }

    /// Bytes that a plain file takes on its disk, which are fewer than it has where it is hollow or packed.
    static func takenBytes(of path: String) -> Int? {
        var found = stat()
        guard unsafe lstat(path, &found) == 0, found.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(clamping: found.st_blocks) * 512
    }

    /// Gives an open file so many bytes that are really set aside for it, and waits until that is on the disk.
    static func allocate(_ bytes: Int, in descriptor: Int32) throws(Failure) {
        #if canImport(Darwin)
            throw Failure(number: ENOTSUP)
        #else
            var number: Int32
            repeat { number = posix_fallocate(descriptor, 0, off_t(bytes)) } while number == EINTR
            guard number == 0 else { throw Failure(number: number) }
            guard fsync(descriptor) == 0 else { throw Failure(number: errno) }
        #endif
    }

    static func makeDirectory(_ path: String, permissions: Int) throws(Failure) {
        guard unsafe mkdir(path, mode_t(permissions)) == 0 else { throw Failure(number: errno) }
    }

    static func setPermissions(_ permissions: Int, of path: String) throws(Failure) {
        guard unsafe chmod(path, mode_t(permissions)) == 0 else { throw Failure(number: errno) }
    }

    /// Makes an empty file that nobody else may read; fails when the path is taken, without opening what is there.
    static func createPrivateFile(_ path: String) throws(Failure) {
        let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, mode_t(0o600))
        guard descriptor >= 0 else { throw Failure(number: errno) }
        close(descriptor)
    }

    /// Makes the names in a directory durable.
    static func synchroniseDirectory(_ path: String) throws(Failure) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(number: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Failure(number: errno) }
    }

    /// Appends to a file that only its owner may read, making it when it is missing, and waits until it is on the disk.
    static func append(_ bytes: [UInt8], to path: String) throws(Failure) {
        let flags = O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC | O_NOFOLLOW
        let descriptor = unsafe open(path, flags, mode_t(0o600))
        guard descriptor >= 0 else { throw Failure(number: errno) }
        defer { close(descriptor) }
        let written = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        // A file takes less only when the disk is full.
        guard written == bytes.count else { throw Failure(number: written < 0 ? errno : ENOSPC) }
        guard fsync(descriptor) == 0 else { throw Failure(number: errno) }
    }

    /// The bytes of a plain file that has no more than `maximumBytes`.
    static func contents(of path: String, maximumBytes: Int) throws(Failure) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw Failure(number: errno) }
        defer { close(descriptor) }
        var found = stat()
        guard unsafe fstat(descriptor, &found) == 0 else { throw Failure(number: errno) }
        guard found.st_mode & S_IFMT == S_IFREG else { throw Failure(number: EINVAL) }
        guard found.st_size <= maximumBytes else { throw Failure(number: EFBIG) }
        var bytes = [UInt8](repeating: 0, count: Int(found.st_size))
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count >= 0 else { throw Failure(number: errno) }
        return Array(bytes.prefix(count))
    }

    static func openLockFile(_ path: String) throws(Failure) -> Int32 {
        let descriptor = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, mode_t(0o600))
        guard descriptor >= 0 else { throw Failure(number: errno) }
        return descriptor
    }

    static func closeFile(_ descriptor: Int32) {
        close(descriptor)
    }

    /// Takes the lock of an open file for this process alone, or fails at once when someone holds it.
    static func tryLock(_ descriptor: Int32) throws(Failure) {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw Failure(number: errno) }
    }

    static func unlock(_ descriptor: Int32) {
        _ = flock(descriptor, LOCK_UN)
    }

    /// Replaces what a small file holds.
    static func overwrite(_ descriptor: Int32, with text: String) throws(Failure) {
        guard ftruncate(descriptor, 0) == 0 else { throw Failure(number: errno) }
        let bytes = Array(text.utf8)
        let written = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard written == bytes.count else { throw Failure(number: errno) }
    }

    /// The first bytes of a small file, as text.
    static func beginning(of descriptor: Int32, maximumBytes: Int) -> String {
        var bytes = [UInt8](repeating: 0, count: maximumBytes)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }

    static func processID() -> Int {
        Int(getpid())
    }

    /// Waits on the calling thread, which must be one that may block.
    static func sleep(milliseconds: Int) {
        usleep(UInt32(clamping: milliseconds * 1_000))
    }

    /// Milliseconds of a clock that only goes forward.
    static func monotonicMilliseconds() -> Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    }
}

// MARK: - Private files

extension SystemCalls {
    /// Tells one state of a file from another.
    struct FileVersion: Sendable, Hashable {
        let inode: UInt64
        let bytes: Int64
        let seconds: Int64
        let nanoseconds: Int64
    }

    /// Opens a file for reading, and never what a symbolic link points to.
    static func openForReading(_ path: String) throws(Failure) -> Int32 {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw Failure(number: errno) }
        return descriptor
    }

    /// Makes a file that nobody else may read and opens it for writing; fails when the path is taken.
    static func openNewPrivateFile(_ path: String) throws(Failure) -> Int32 {
        let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, mode_t(0o600))
        guard descriptor >= 0 else { throw Failure(number: errno) }
        return descriptor
    }

    static func status(of descriptor: Int32) throws(Failure) -> (FileStatus, FileVersion) {
        var found = stat()
        guard unsafe fstat(descriptor, &found) == 0 else { throw Failure(number: errno) }
        #if canImport(Darwin)
            let changed = found.st_mtimespec
        #else
            let changed = found.st_mtim
        #endif
        return (
            FileStatus(
                isDirectory: found.st_mode & S_IFMT == S_IFDIR, isRegularFile: found.st_mode & S_IFMT == S_IFREG,
                permissions: Int(found.st_mode & 0o7777), isOwnedByThisProcess: found.st_uid == geteuid()),
            FileVersion(
                inode: UInt64(found.st_ino), bytes: Int64(found.st_size), seconds: Int64(changed.tv_sec),
                nanoseconds: Int64(changed.tv_nsec))
        )
    }

    /// The bytes of an open file from its beginning, as many as it has up to `maximumBytes`.
    static func bytes(of descriptor: Int32, maximumBytes: Int) throws(Failure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: maximumBytes)
        var count = 0
        while count < maximumBytes {
            let read = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(descriptor, buffer.baseAddress?.advanced(by: count), maximumBytes - count, off_t(count))
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw Failure(number: errno) }
            if read == 0 { break }
            count += read
        }
        return Array(bytes.prefix(count))
    }

    /// Writes bytes to the beginning of an open file and makes them durable.
    static func writeDurably(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
        var count = 0
        while count < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(descriptor, buffer.baseAddress?.advanced(by: count), bytes.count - count, off_t(count))
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw Failure(number: errno) }
            count += written
        }
        guard fsync(descriptor) == 0 else { throw Failure(number: errno) }
    }

    /// Gives a file another name, in one step, in place of the file that has the name already.
    static func rename(_ path: String, to other: String) throws(Failure) {
        guard unsafe renameat(AT_FDCWD, path, AT_FDCWD, other) == 0 else { throw Failure(number: errno) }
    }

    /// Takes a name away; a name that is not there is no failure.
    static func removeFile(_ path: String) throws(Failure) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw Failure(number: errno) }
    }
}

// MARK: - File systems

extension SystemCalls {
    /// The name of the network file system that a path is on; nil for a local or unknown one.
    static func networkFileSystem(at path: String) throws(Failure) -> String? {
        let magic = unsafe geoclimate_file_system_magic(path)
        guard magic >= 0 else { throw Failure(number: errno) }
        return networkFileSystemName(magic: UInt32(truncatingIfNeeded: magic))
    }
}

// MARK: - SQLite

extension SystemCalls {
    /// Whether a connection has not been closed; GRDB hands a closed writer out, and SQLite crashes on it.
    static func isOpen(_ database: Database) -> Bool {
        unsafe database.sqliteConnection != nil
    }

    /// Turns on SQLite's defensive mode for one connection and answers SQLite's result code, 0 for success.
    static func makeDefensive(_ database: Database) -> Int32 {
        guard let connection = unsafe database.sqliteConnection else { return -1 }
        return unsafe geoclimate_sqlite_defensive(connection)
    }
}

// MARK: - The replica

extension SystemCalls {
    /// Tells a ledger of every commit of a connection, and ends its automatic checkpoints; 0 for success.
    ///
    /// The ledger lives as long as the process: a connection may tell of a commit after its database was let go of.
    static func observeLog(of database: Database, by ledger: LogLedger) -> Int32 {
        guard let connection = unsafe database.sqliteConnection else { return -1 }
        let observer: geoclimate_log_observer = { context, first, second, frames in
            guard let context = unsafe context else { return }
            let ledger = unsafe Unmanaged<LogLedger>.fromOpaque(context).takeUnretainedValue()
            ledger.publish(LogPosition(salts: WALSalts(first: first, second: second), frame: frames))
        }
        let context = unsafe Unmanaged.passRetained(ledger)
        return unsafe geoclimate_sqlite_observe_log(connection, observer, context.toOpaque())
    }

    /// Makes closing a connection leave the write-ahead log as it is; 0 for success.
    static func keepLog(of database: Database) -> Int32 {
        guard let connection = unsafe database.sqliteConnection else { return -1 }
        return unsafe geoclimate_sqlite_keep_log(connection)
    }

    /// Bytes of the database file, zeros behind its end; nil with SQLite's code when they cannot be read.
    static func readDatabaseFile(of database: Database, offset: Int, count: Int) -> Result<[UInt8], DatabaseError> {
        guard let connection = unsafe database.sqliteConnection, let count32 = Int32(exactly: count) else {
            return .failure(DatabaseError(resultCode: .SQLITE_MISUSE))
        }
        var code: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialised in
            code = unsafe geoclimate_sqlite_read_file(connection, buffer.baseAddress, count32, Int64(offset))
            initialised = code == 0 ? count : 0
        }
        return code == 0 ? .success(bytes) : .failure(DatabaseError(resultCode: ResultCode(rawValue: code)))
    }

    /// Bytes of an open file from an offset on, fewer than `count` only at its end.
    static func read(_ descriptor: Int32, offset: Int, count: Int) throws(Failure) -> [UInt8] {
        var failure: Failure?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let taken = unsafe pread(
                    descriptor, buffer.baseAddress?.advanced(by: done), count - done, off_t(offset + done))
                if taken < 0, errno == EINTR { continue }
                if taken < 0 { failure = Failure(number: errno) }
                if taken <= 0 { break }
                done += taken
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes bytes to a place in an open file.
    static func store(_ bytes: ArraySlice<UInt8>, in descriptor: Int32, offset: Int) throws(Failure) {
        var done = 0
        while done < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    descriptor, buffer.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw Failure(number: errno) }
            done += written
        }
    }

    /// Opens a file that is there for reading and writing, and never what a symbolic link points to.
    static func openForUpdate(_ path: String) throws(Failure) -> Int32 {
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw Failure(number: errno) }
        return descriptor
    }

    /// Cuts or stretches an open file to a size.
    static func resize(_ descriptor: Int32, bytes: Int) throws(Failure) {
        guard ftruncate(descriptor, off_t(bytes)) == 0 else { throw Failure(number: errno) }
    }

    /// Cuts or stretches an open file to a size, and waits until it is on the disk.
    static func finish(_ descriptor: Int32, bytes: Int) throws(Failure) {
        guard ftruncate(descriptor, off_t(bytes)) == 0, fsync(descriptor) == 0 else { throw Failure(number: errno) }
    }

    /// Gives a file a second name; fails when that is taken.
    static func link(_ path: String, as other: String) throws(Failure) {
        guard unsafe linkat(AT_FDCWD, path, AT_FDCWD, other, 0) == 0 else { throw Failure(number: errno) }
    }
}

// MARK: - zstd

extension SystemCalls {
    /// One zstd frame of `bytes`; nil when libzstd fails.
    static func zstdCompress(_ bytes: [UInt8], level: Int32) -> [UInt8]? {
        let capacity = ZSTD_compressBound(bytes.count)
        guard ZSTD_isError(capacity) == 0 else { return nil }
        var failed = false
        let result = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            let size = unsafe bytes.withUnsafeBytes { input in
                unsafe ZSTD_compress(output.baseAddress, capacity, input.baseAddress, input.count, level)
            }
            failed = ZSTD_isError(size) != 0
            count = failed ? 0 : size
        }
        return failed ? nil : result
    }

    /// What the frames in `bytes` hold, when that is no more than `capacity` bytes; otherwise libzstd's reason.
    static func zstdDecompress(_ bytes: [UInt8], capacity: Int) -> Result<[UInt8], ZstandardError> {
        var failure: ZstandardError?
        let result = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            let size = unsafe bytes.withUnsafeBytes { input in
                unsafe ZSTD_decompress(output.baseAddress, capacity, input.baseAddress, input.count)
            }
            if ZSTD_isError(size) != 0 {
                failure = .damaged(reason: unsafe String(cString: ZSTD_getErrorName(size)))
            }
            count = failure == nil ? size : 0
        }
        if let failure { return .failure(failure) }
        return .success(result)
    }

    /// The size that the first frame in `bytes` declares; nil when it declares none or is no frame.
    static func zstdDeclaredSize(_ bytes: [UInt8]) -> UInt64? {
        let size = unsafe bytes.withUnsafeBytes { unsafe ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
        // libzstd's two answers for "not known" and "not a frame" are its two largest values, macros that Swift
        // does not see.
        return size >= UInt64.max - 1 ? nil : size
    }
}
