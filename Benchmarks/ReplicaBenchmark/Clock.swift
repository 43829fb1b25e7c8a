import Foundation
import Replicator
import Resilience

/// The clocks of a real machine, and randomness.
enum Clock {
    /// Milliseconds since 1970.
    static func milliseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }

    /// Nanoseconds since 1970, to about a microsecond.
    static func nanoseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1e9) }

    static func uptime() -> UInt64 { DispatchTime.now().uptimeNanoseconds }

    static func random() -> UInt64 { UInt64.random(in: 0...UInt64.max) }

    static let surroundings = ReplicatorSurroundings(
        now: milliseconds, elapsed: { Int64(uptime() / 1_000_000) },
        sleep: { try await Task.sleep(for: .milliseconds($0)) }, random: random)

    static let calls = CallTime(
        now: uptime, sleep: { try await Task.sleep(for: .milliseconds($0)) }, random: random)
}
