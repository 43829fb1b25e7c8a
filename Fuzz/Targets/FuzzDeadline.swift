/// Says that an evaluation has had its time, as the daemon does; one that never asks is a finding.
struct FuzzDeadline {
    private let end = ContinuousClock.now + .seconds(1)

    var isOver: Bool { ContinuousClock.now > end }
}
