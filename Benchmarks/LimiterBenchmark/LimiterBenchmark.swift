import Foundation
import Limiting
import LimitingSchedules

/// Measures the limiter, or lives through random schedules; `Benchmarks/limits/run` does so beside a Redis server.
@main struct LimiterBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch arguments.first {
        case "schedules":
            let count = arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
            let seed = arguments.dropFirst(2).first.flatMap { UInt64($0) } ?? 1
            let problems = Schedules.run(count, from: seed)
            for problem in problems { print(problem) }
            print(
                "\(count) schedules from seed \(seed): \(problems.isEmpty ? "no" : "at least \(problems.count)") problems"
            )
            if !problems.isEmpty { exit(1) }
        case "checks":
            // Nothing but checks, for whoever counts allocations from outside.
            let count = arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
            let run = LimiterRun(callers: 1_000)
            print(run.check(count))
        case "measure":
            try Measurement.all(callers: Limits.callers).write(to: FileHandle.standardOutput)
        default:
            FileHandle.standardError.write(
                Data("usage: LimiterBenchmark measure | schedules [COUNT [SEED]] | checks [COUNT]\n".utf8))
            exit(64)
        }
    }
}
