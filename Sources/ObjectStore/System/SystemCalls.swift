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
    }

    /// Makes a directory for this user alone; false when it is there already.
    @discardableResult
    static func makeDirectory(_ path: String) throws(Failure) -> Bool {
        if unsafe mkdir(path, 0o700) == 0 { return true }
        let number = errno
        guard number == EEXIST, isDirectory(path) else { throw Failure(number: number) }
        return false
    }

    static func isDirectory(_ path: String) -> Bool {
        var found = stat()
        return unsafe stat(path, &found) == 0 && found.st_mode & S_IFMT == S_IFDIR
    }

    /// The size of a plain file, in bytes; nil when there is none of that name.
    static func sizeOfFile(_ path: String) throws(Failure) -> Int? {
        var found = stat()
        if unsafe lstat(path, &found) == 0 { return found.st_mode & S_IFMT == S_IFREG ? Int(found.st_size) : nil }
        guard isMissing(errno) else { throw Failure(number: errno) }
        return nil
    }

    /// Opens a plain file to read it; nil when there is none of that name.
    static func openFile(_ path: String) throws(Failure) -> (descriptor: Int32, sizeBytes: Int)? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            guard isMissing(errno) else { throw Failure(number: errno) }
            return nil
        }
        var found = stat()
        guard unsafe fstat(descriptor, &found) == 0 else {
            let number = errno
            close(descriptor)
            throw Failure(number: number)
        }
        guard found.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        return (descriptor, Int(found.st_size))
    }

    static func closeFile(_ descriptor: Int32) {
        close(descriptor)
    }

    /// Exactly the bytes of `range`; a file that ends before is an input/output error.
    static func read(_ descriptor: Int32, range: Range<Int>) throws(Failure) -> [UInt8] {
        var failure: Failure?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            while count < range.count {
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                let step = unsafe pread(
                    descriptor, rest.baseAddress, range.count - count, off_t(range.lowerBound + count))
                if step < 0, errno == EINTR { continue }
                guard step > 0 else {
                    failure = Failure(number: step == 0 ? EIO : errno)
                    return
                }
                count += step
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes bytes to a new file, durably, and answers its path.
    ///
    /// Nothing is left behind when this throws.
    static func writeTemporaryFile(in directory: String, bytes: [UInt8]) throws(Failure) -> String {
        var template = Array("\(directory)/XXXXXX".utf8CString)
        // mkstemp makes the file with mode 0600.
        let descriptor = unsafe template.withUnsafeMutableBufferPointer { buffer -> Int32 in
            guard let name = buffer.baseAddress else { return -1 }
            return unsafe mkstemp(name)
        }
        guard descriptor >= 0 else { throw Failure(number: errno) }
        defer { close(descriptor) }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do throws(Failure) {
            try writeAll(bytes, to: descriptor)
            guard fsync(descriptor) == 0 else { throw Failure(number: errno) }
        } catch {
            _ = unsafe unlink(path)
            throw error
        }
        return path
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
        var failure: Failure?
        unsafe bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
                let step = unsafe write(descriptor, rest.baseAddress, rest.count)
                if step < 0, errno == EINTR { continue }
                guard step > 0 else {
                    failure = Failure(number: errno)
                    return
                }
                done += step
            }
        }
        if let failure { throw failure }
    }

    /// Gives a file a second name; false when that name is taken.
    static func link(_ path: String, to newPath: String) throws(Failure) -> Bool {
        if unsafe linkat(AT_FDCWD, path, AT_FDCWD, newPath, 0) == 0 { return true }
        guard errno == EEXIST else { throw Failure(number: errno) }
        return false
    }

    /// Gives a file another name, in place of whatever has it.
    static func rename(_ path: String, to newPath: String) throws(Failure) {
        guard unsafe renameat(AT_FDCWD, path, AT_FDCWD, newPath) == 0 else { throw Failure(number: errno) }
    }

    /// Removes a file's name; false when there is none.
    @discardableResult
    static func removeFile(_ path: String) throws(Failure) -> Bool {
        if unsafe unlink(path) == 0 { return true }
        guard isMissing(errno) else { throw Failure(number: errno) }
        return false
    }

    /// Makes the names in a directory durable.
    static func synchroniseDirectory(_ path: String) throws(Failure) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(number: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Failure(number: errno) }
    }

    /// A path does not lead to anything, also because a part of it is a file and not a directory.
    private static func isMissing(_ number: Int32) -> Bool {
        number == ENOENT || number == ENOTDIR
    }
}
