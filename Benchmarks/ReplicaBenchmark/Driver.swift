import Foundation
import ObjectStore

/// Does what the lines of standard input say and answers each with one line, so that databases are written to in turns.
///
/// `open NAME plain FILE`, `open NAME replicated FILE LOCATION`, `load NAME SECONDS COMMITS RATE SEED FILE|-`,
/// `settle NAME`, `lags NAME`, `close NAME`.
struct Driver {
    private var subjects: [String: Subject] = [:]

    mutating func run() async throws {
        let input = BlockingQueue(label: "geoclimate.benchmark.input")
        while let line = await input.result({ readLine() }) {
            print(try await answer(line.split(separator: " ").map(String.init)))
            fflush(nil)
        }
    }

    private mutating func answer(_ words: [String]) async throws -> String {
        guard words.count >= 2 else { throw BenchmarkError(description: "\(words) is no order.") }
        let name = words[1]
        switch (words[0], words.count) {
        case ("open", 4) where words[2] == "plain": subjects[name] = try Subject.plain(path: words[3])
        case ("open", 5): subjects[name] = try await Subject.replicated(path: words[3], location: words[4])
        case ("load", 7):
            guard let seconds = Double(words[2]), let commits = Int(words[3]), let rate = Double(words[4]),
                let seed = UInt64(words[5]), seconds > 0 || commits > 0
            else { throw BenchmarkError(description: "\(words) has no sensible numbers.") }
            let result = try await subject(name).load(
                Subject.Load(
                    seconds: seconds, commits: commits, perSecond: rate, seed: seed,
                    file: words[6] == "-" ? "" : words[6]))
            return "commits=\(result.commits) seconds=\(result.seconds)"
        case ("settle", 2): try await subject(name).settle(seconds: 300)
        case ("lags", 2): return "lags=" + (try subject(name).lags.map(String.init).joined(separator: ","))
        case ("close", 2):
            try await subject(name).close()
            subjects[name] = nil
        default: throw BenchmarkError(description: "\(words) is no order.")
        }
        return "done"
    }

    private func subject(_ name: String) throws -> Subject {
        guard let subject = subjects[name] else { throw BenchmarkError(description: "Nothing is called \(name).") }
        return subject
    }
}
