import Storage
import Synchronization

/// How every target's last scrape went.
final class ScrapeBoard: Sendable {
    /// One address to scrape.
    struct Target: Sendable, Hashable {
        let job: String
        /// Host and port.
        let instance: String
        /// As it is asked; may hold a secret.
        let url: String
        /// Milliseconds between scrapes, and that one may take.
        let interval: Int64
        let timeout: Int64

        /// The address as people may see it.
        var shownURL: String { RedactedURL.text(url) }
    }

    /// What became of a scrape.
    struct Outcome: Sendable, Equatable {
        var at: Timestamp
        var seconds: Double
        /// Why it failed, in a whole sentence; nil where it worked.
        var problem: String?
    }

    let targets: [Target]
    private let outcomes = Mutex<[Target: Outcome]>([:])

    init(jobs: [ScrapeJob]) {
        targets = jobs.flatMap { job in
            job.targets.map {
                Target(job: job.name, instance: $0, url: job.url(of: $0), interval: job.interval, timeout: job.timeout)
            }
        }
    }

    func note(_ outcome: Outcome, of target: Target) {
        outcomes.withLock { $0[target] = outcome }
    }

    /// The last scrape of a target; nil before the first.
    func outcome(of target: Target) -> Outcome? { outcomes.withLock { $0[target] } }
}
