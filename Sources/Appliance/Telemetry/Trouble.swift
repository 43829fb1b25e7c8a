import Synchronization

/// Whether something is failing, so that the log says so once and not every time.
final class Trouble: Sendable {
    private let isOn = Mutex(false)

    /// It failed; true where it did not the time before.
    func began() -> Bool { change(to: true) }

    /// It worked; true where it had failed before.
    func ended() -> Bool { change(to: false) }

    private func change(to now: Bool) -> Bool {
        isOn.withLock { isOn in
            defer { isOn = now }
            return isOn != now
        }
    }
}
