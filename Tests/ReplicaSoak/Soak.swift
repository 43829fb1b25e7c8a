import Foundation
import ReplicaLives

/// Runs scenarios seed after seed, until they did what they should or their time is over.
enum Soak {
    /// Those of one process, and those that kill processes.
    static var scenarios: [any Life.Type] { [KillLife.self, SyscallLife.self] + Lives.all }

    /// The exit status: 0 for no failure, 1 for one, 64 for wrong usage.
    static func main(_ arguments: [String]) async -> Int32 {
        guard let options = SoakOptions(arguments) else {
            complain(SoakOptions.usage)
            return 64
        }
        let chosen = scenarios.filter { options.scenario == "all" || options.scenario == $0.name }
        guard !chosen.isEmpty else {
            complain("There is no scenario \(options.scenario); there are all, \(names).\n")
            return 64
        }
        var status: Int32 = 0
        for scenario in chosen where await !soak(scenario, options) { status = 1 }
        return status
    }

    private static var names: String { scenarios.map { $0.name }.joined(separator: ", ") }

    /// Whether nothing failed and something was done.
    private static func soak(_ life: any Life.Type, _ options: SoakOptions) async -> Bool {
        let begin = ContinuousClock.now
        let end = options.minutes.map { begin + .seconds($0 * 60) }
        let whole = options.count ?? life.whole
        var (done, seed) = (0, options.seed)
        var told = begin
        while done < whole, end.map({ ContinuousClock.now < $0 }) ?? true {
            do {
                let step = try await life.live(seed: seed, size: .long)
                // There is nothing left to try.
                guard step > 0 else { break }
                done += step
            } catch {
                say("\(life.name): FAILED with seed \(seed) after \(done) \(life.unit): \(error)")
                say("\(life.name): repeat it with: scripts/soak \(life.name) --seed \(seed) --count 1")
                return false
            }
            seed += 1
            if ContinuousClock.now - told > .seconds(60) {
                told = .now
                say("\(life.name): \(done) of \(whole) \(life.unit), seeds \(options.seed) to \(seed - 1)")
            }
        }
        let seconds = (ContinuousClock.now - begin).components.seconds
        say("\(life.name): passed: \(done) \(life.unit), seeds \(options.seed) to \(seed - 1), \(seconds) s")
        return done > 0
    }

    /// A line on the standard output, at once.
    static func say(_ text: String) { try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8)) }

    private static func complain(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
