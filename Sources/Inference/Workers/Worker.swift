import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One thread that waits for a job, does it, says so, and waits again.
///
/// The target's unsafe code is here: starting a thread, lending a caller's closure and memory to other threads for as long as the
/// caller waits, and nothing else.
final class Worker: Sendable {
    /// What a thread is asked to do next.
    private enum Order {
        case run(@Sendable () -> Void)
        case end
    }

    private let order = Mutex<Order?>(nil)
    private let wake = DispatchSemaphore(value: 0)
    private let finished = DispatchSemaphore(value: 0)

    /// Starts the thread; `nil` when the system has no more threads to give.
    init?() {
        let context = unsafe Unmanaged.passRetained(self)
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let status = unsafe pthread_create(
            &thread, nil,
            { context in
                #if canImport(Darwin)
                    let worker = unsafe Unmanaged<Worker>.fromOpaque(context).takeRetainedValue()
                #else
                    guard let context = unsafe context else { return nil }
                    let worker = unsafe Unmanaged<Worker>.fromOpaque(context).takeRetainedValue()
                #endif
                worker.loop()
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            unsafe context.release()
            return nil
        }
        #if canImport(Darwin)
            if let thread = unsafe thread { unsafe pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
    }

    static func yield() { sched_yield() }

    /// Ends the thread and waits until it no longer takes orders.
    func end() {
        order.withLock { $0 = .end }
        wake.signal()
        finished.wait()
    }

    private func loop() {
        var goesOn = true
        while goesOn {
            wake.wait()
            goesOn = obey()
            finished.signal()
        }
    }

    /// Does what was ordered, and says whether to wait for more.
    private func obey() -> Bool {
        let next = order.withLock { order in
            defer { order = nil }
            return order
        }
        guard case .run(let job) = next else { return false }
        job()
        return true
    }

    /// Runs parts on the workers and the calling thread, each taking the next that nobody has, until none is left.
    ///
    /// A worker may still hold `body` for a moment after this returns, but no longer runs it.
    static func share(_ workers: ArraySlice<Worker>, partCount: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let next = Counter()
        let job: @Sendable () -> Void = {
            while true {
                let part = next.value.wrappingAdd(1, ordering: .relaxed).oldValue
                guard part < partCount else { return }
                body(part)
            }
        }
        for worker in workers {
            worker.order.withLock { $0 = .run(job) }
            worker.wake.signal()
        }
        job()
        for worker in workers { worker.finished.wait() }
    }

    private final class Counter: Sendable {
        let value = Atomic<Int>(0)
    }
}

extension WorkerPool {
    /// Splits `count` rows and their answers into parts of at least `minimum` rows and runs `body` on each, on all threads.
    func forEachPart(
        of count: Int, rows: Span<Double>, rowWidth: Int, values: inout MutableSpan<Double>, valueWidth: Int,
        minimum: Int,
        _ body: @escaping @Sendable (Span<Double>, Int, inout MutableSpan<Double>) -> Void
    ) {
        let partCount = (count + minimum - 1) / minimum
        unsafe rows.withUnsafeBufferPointer { rows in
            unsafe values.withUnsafeMutableBufferPointer { values in
                // Parts are disjoint, and both spans are the caller's until `forEach` returns.
                nonisolated(unsafe) let (rows, values) = unsafe (rows, values)
                forEach(partCount) { part in
                    let first = part * minimum
                    let size = min(minimum, count - first)
                    let input = unsafe Span(
                        _unsafeElements: UnsafeBufferPointer(
                            rebasing: rows[first * rowWidth..<(first + size) * rowWidth]))
                    var output = unsafe MutableSpan(
                        _unsafeElements: UnsafeMutableBufferPointer(
                            rebasing: values[first * valueWidth..<(first + size) * valueWidth]))
                    body(input, size, &output)
                }
            }
        }
    }
}
