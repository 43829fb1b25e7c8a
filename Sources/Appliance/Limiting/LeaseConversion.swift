import Limiting
import Storage

/// The machine's clocks at one moment, to carry boot times over a restart of the machine by the wall clock.
struct ClockPair: Sendable {
    /// Nanoseconds since the machine's start.
    let boot: Int64
    /// Nanoseconds since 1970.
    let wall: Int64

    init(boot: Int64, wall: Int64) {
        self.boot = boot
        self.wall = wall
    }

    init(_ clock: ApplianceClock) {
        let (wall, overflow) = clock.now().millisecondsSince1970.multipliedReportingOverflow(by: 1_000_000)
        self.init(boot: clock.bootNanoseconds(), wall: overflow ? .max : wall)
    }

    func wall(atBoot time: Int64) -> Int64 { Self.moved(time, from: boot, to: wall) }

    func boot(atWall time: Int64) -> Int64 { Self.moved(time, from: wall, to: boot) }

    private static func moved(_ time: Int64, from: Int64, to: Int64) -> Int64 {
        let (distance, isFar) = time.subtractingReportingOverflow(from)
        let (moved, isFarther) = to.addingReportingOverflow(distance)
        return isFar || isFarther ? (time > from ? .max : .min) : moved
    }
}

extension StoredLease {
    init(_ lease: LimitLease, _ clocks: ClockPair) {
        self.init(
            kind: lease.subject.kind == .key ? .key : .user, id: lease.subject.id, ownerID: lease.owner, day: lease.day,
            leased: lease.spent, arrivalWall: clocks.wall(atBoot: lease.arrival), arrivalBoot: lease.arrival,
            debt: lease.debt, refill: lease.refill)
    }
}

extension LimitLease {
    /// A lease as found at a start; its boot time holds only while the machine has not been started anew.
    init(_ lease: StoredLease, _ clocks: ClockPair, isSameBoot: Bool) {
        self.init(
            subject: LimitSubject(lease.kind == .key ? .key : .user, lease.id), owner: lease.ownerID, day: lease.day,
            spent: lease.leased, arrival: isSameBoot ? lease.arrivalBoot : clocks.boot(atWall: lease.arrivalWall),
            debt: lease.debt, refill: lease.refill)
    }
}

extension LeaseClosure {
    init(_ closure: LimitClosure, _ clocks: ClockPair) {
        self.init(
            kind: closure.subject.kind == .key ? .key : .user, id: closure.subject.id, day: closure.day,
            spent: closure.spent, arrivalWall: clocks.wall(atBoot: closure.arrival), arrivalBoot: closure.arrival)
    }
}
