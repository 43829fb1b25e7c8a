import Resilience

extension CallTime {
    /// The daemon's time for outgoing calls.
    init(clock: ApplianceClock, random: @escaping @Sendable () -> UInt64) {
        self.init(
            now: clock.monotonicNanoseconds, sleep: { try await Task.sleep(for: .milliseconds($0)) }, random: random)
    }
}
