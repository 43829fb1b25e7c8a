import Dispatch
import Synchronization

/// Runs many schedules on all cores.
public enum Schedules {
    /// The problems of the schedules from a seed on, at most ten; empty when nothing went wrong.
    ///
    /// Two of 64 have several threads of its own.
    public static func run(_ count: Int, from seed: UInt64) -> [String] {
        let problems = Mutex<[String]>([])
        let lanes = 8
        DispatchQueue.concurrentPerform(iterations: lanes) { lane in
            for index in stride(from: lane, to: count, by: lanes) {
                let own = seed &+ UInt64(index)
                var schedule = Schedule(seed: own)
                let problem = index % 64 < 2 ? ThreadedSchedule(seed: own).run() : schedule.run()
                if let problem { problems.withLock { if $0.count < 10 { $0.append(problem) } } }
            }
        }
        return problems.withLock { $0 }
    }
}
