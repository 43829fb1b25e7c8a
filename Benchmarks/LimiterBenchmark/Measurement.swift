import Foundation
import Limiting

/// The figures of one run, as the JSON that the comparison reads.
struct Measurement: Encodable {
    /// Nanoseconds of a check, one caller.
    var hotNanoseconds: Double
    /// The same with a place among the requests in flight that is given back.
    var finishedNanoseconds: Double
    /// The same over all callers by chance.
    var spreadNanoseconds: Double
    /// Checks a second of two threads together over all callers.
    var twoThreadsPerSecond: Double
    var callers: Int
    /// Bytes of the whole table.
    var tableBytes: Int
    /// By how much the process grew while all callers came.
    var residentGrowthBytes: Int

    static func all(callers: Int) -> Measurement {
        let hot = LimiterRun(callers: 1_000)
        let before = residentBytes()
        let spread = LimiterRun(callers: callers)
        let after = residentBytes()
        return Measurement(
            hotNanoseconds: hot.nanoseconds(isHot: true),
            finishedNanoseconds: hot.nanoseconds(isHot: true, isFinished: true),
            spreadNanoseconds: spread.nanoseconds(), twoThreadsPerSecond: 2e9 / spread.nanoseconds(threads: 2),
            callers: spread.limiter.count,
            tableBytes: spread.limiter.capacityBytes, residentGrowthBytes: after - before)
    }

    func write(to file: FileHandle) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        file.write(try encoder.encode(self))
        file.write(Data("\n".utf8))
    }

    /// Memory of this process that is in RAM, in bytes.
    private static func residentBytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1_024
    }
}
