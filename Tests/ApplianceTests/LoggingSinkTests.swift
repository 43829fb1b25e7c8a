import Dispatch
import Foundation
import Synchronization
import Telemetry
import Testing

@testable import Appliance

@Suite struct LoggingSinkTests {
    private struct NotWritable: Error {}

    @Test func whatDoesNotFitIsDroppedCountedAndReported() {
        let queue = DispatchQueue(label: "test")
        let box = BytesBox()
        let sink = LogSink(queue: queue, write: { box.append($0) }, dropReport: { Array("dropped \($0)\n".utf8) })
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1_023) + [UInt8(ascii: "\n")]
        let fitting = Limits.logBufferBytes / line.count
        queue.suspend()
        for _ in 0..<fitting + 3 { sink.append(line) }
        #expect(sink.droppedLines.value == 3)
        queue.resume()
        #expect(sink.flush())
        #expect(box.text.utf8.count == Limits.logBufferBytes + "dropped 3\n".utf8.count)
        #expect(box.text.hasSuffix("x\ndropped 3\n"))
        sink.append(line)
        #expect(sink.flush())
        #expect(box.text.hasSuffix("x\n"), "a drop is reported once")
        #expect(sink.droppedLines.value == 3)
    }

    @Test func flushWaitsNoLongerThanItIsTold() {
        let blocked = DispatchSemaphore(value: 0)
        let sink = LogSink(write: { _ in blocked.wait() }, dropReport: { _ in [] })
        sink.append([10])
        #expect(!sink.flush(within: .milliseconds(1)))
        blocked.signal()
        #expect(sink.flush())
    }

    @Test func writersNeverWaitForASlowReader() {
        let blocked = DispatchSemaphore(value: 0)
        let sink = LogSink(write: { _ in blocked.wait() }, dropReport: { _ in [] })
        let line = [UInt8](repeating: 10, count: 64 << 10)
        // With the writer stuck in its first batch, at most two buffers' worth are taken.
        for _ in 0..<64 { sink.append(line, urgent: true) }
        #expect(sink.droppedLines.value >= 64 - 2 * UInt64(Limits.logBufferBytes / line.count))
        for _ in 0..<8 { blocked.signal() }
        #expect(sink.flush())
    }

    @Test func linesThatCannotBeWrittenAreCounted() {
        let isBroken = Mutex(true)
        let box = BytesBox()
        let sink = LogSink(
            write: { bytes in
                guard isBroken.withLock({ !$0 }) else { throw NotWritable() }
                box.append(bytes)
            },
            dropReport: { Array("dropped \($0)\n".utf8) })
        sink.append(Array("a\n".utf8))
        sink.append(Array("b\n".utf8))
        #expect(sink.flush())
        #expect(sink.droppedLines.value == 2)
        isBroken.withLock { $0 = false }
        sink.append(Array("c\n".utf8))
        #expect(sink.flush())
        #expect(box.text == "c\ndropped 2\n")
    }

    @Test func linesOfManyThreadsStayWhole() async {
        let box = BytesBox()
        let sink = LogSink(write: { box.append($0) }, dropReport: { _ in [] })
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask { for round in 0..<200 { sink.append(Array("\(task) \(round) end\n".utf8)) } }
            }
        }
        #expect(sink.flush())
        let lines = box.text.split(separator: "\n")
        #expect(lines.count == 1_600)
        #expect(Set(lines).count == 1_600)
        #expect(lines.allSatisfy { $0.hasSuffix(" end") })
    }
}
