import Replication
import Support
import Testing

/// A writer, its disk, its clock and its store, driven by a seed: everything that can go wrong does, and the planner decides.
///
/// A database is a list of numbers, a page each; its hash and its objects' headers are made as the real ones are.
struct Simulation {
    typealias Pages = [UInt64]

    struct Stored {
        var header: ObjectHeader
        var changes: [Int: UInt64]
    }

    struct Transaction {
        var changes: [Int: UInt64]
        var count: Int
    }

    /// What survives a crash.
    struct Disk {
        var file: Pages = []
        var log: [Transaction] = []
        var salts = WALSalts(first: 1, second: 1)
        var lastPoint: ReplicaPoint?
        var writers: Set<Word128> = []
    }

    var generator: SplitMix64
    let key: MasterKey
    let database = DatabaseID(1)
    let pageSize: PageSize

    var clock: Int64 = 1_000_000
    var monotonic: Int64 = 0
    var disk = Disk()
    var store: [ReplicaKey: Stored] = [:]
    var inventory = Inventory()
    /// What each point must restore to.
    var oracle: [ReplicaPoint: Pages] = [:]
    var acknowledged = ReplicaPoint(timeline: 1, sequence: 0)
    var marked: [String: Int64] = [:]

    // The writer's memory.
    var end: ChainEnd
    var shippedFrames = 0
    var unsentSince: Int64?
    var sending: (header: ObjectHeader, changes: [Int: UInt64], frames: Int)?
    var writer: Word128
    var isFenced = false
    var problems: [String] = []

    init(seed: UInt64, key: MasterKey, pageSize: PageSize) {
        generator = SplitMix64(seed: seed)
        self.key = key
        self.pageSize = pageSize
        writer = .random(using: &generator)
        disk.writers = [writer]
        disk.file = [1, 2, 3]
        disk.lastPoint = acknowledged
        end = ChainEnd(timeline: 1, hash: Self.hash(disk.file), databasePages: 3, timestamp: clock)
        inventory.timelines[1] = .some(nil)
        inventory.segments[1] = SequenceSet()
        oracle[acknowledged] = disk.file
        snapshot()
    }

    // MARK: - The database

    static func hash(_ pages: Pages) -> Word128 {
        pages.enumerated().reduce(0) { sum, page in
            var mix = SplitMix64(seed: page.element &* 31 &+ UInt64(page.offset))
            return sum &+ Word128(UInt128(mix.next()) << 64 | UInt128(mix.next()))
        }
    }

    func state(_ frames: Int) -> Pages {
        disk.log[..<frames].reduce(into: disk.file) { Self.apply($1.changes, count: $1.count, to: &$0) }
    }

    static func apply(_ changes: [Int: UInt64], count: Int, to pages: inout Pages) {
        if pages.count > count { pages.removeLast(pages.count - count) }
        pages.append(contentsOf: repeatElement(0, count: count - pages.count))
        for (page, value) in changes where page < count { pages[page] = value }
    }

    mutating func chance(_ most: Int) -> Bool { Int.random(in: 0..<most, using: &generator) == 0 }

    mutating func commit() {
        let before = state(disk.log.count)
        let count = max(1, before.count + Int.random(in: -1...1, using: &generator))
        var changes: [Int: UInt64] = [:]
        for page in 0..<count where page >= before.count || chance(3) { changes[page] = generator.next() }
        changes[0] = generator.next()
        disk.log.append(Transaction(changes: changes, count: count))
        unsentSince = unsentSince ?? monotonic
    }

    // MARK: - Shipping

    mutating func salt() -> Digest { Digest(of: (0..<8).map { _ in UInt8.random(in: 0...255, using: &generator) }) }

    mutating func header(_ kind: ObjectKind, pages: Pages, frames: Int) -> ObjectHeader {
        var header = end.next(
            kind, of: database, key: key, pageSize: pageSize, databasePages: UInt32(pages.count),
            hash: Self.hash(pages), now: clock, writer: writer, salt: salt())
        header.logPosition = LogPosition(salts: disk.salts, frame: UInt32(frames))
        return header
    }

    mutating func ship() {
        guard !isFenced else { return }
        if sending == nil {
            let unsent = UnsentCommits(
                since: unsentSince, bytes: (disk.log.count - shippedFrames) << 12, isAwaited: chance(4),
                isSending: false)
            guard disk.log.count > shippedFrames, ShippingStep.next(unsent, now: monotonic) == .ship else { return }
            var changes: [Int: UInt64] = [:]
            for transaction in disk.log[shippedFrames...] { changes.merge(transaction.changes) { $1 } }
            let frames = disk.log.count
            sending = (header(.segment, pages: state(frames), frames: frames), changes, frames)
        }
        guard let sending else { return }
        let key = ReplicaKey.segment(database, timeline: end.timeline, sequence: sending.header.lastSequence)
        switch FenceVerdict.of(
            create(key, Stored(header: sending.header, changes: sending.changes)), to: sending.header)
        {
        case .sendAgain: break
        case .reconcile: crash()
        case .fenced: isFenced = true
        case .acknowledged:
            end = ChainEnd(after: sending.header)
            shippedFrames = sending.frames
            acknowledged = ReplicaPoint(timeline: end.timeline, sequence: end.sequence)
            if store[key]?.header.writer != writer { problems.append("acknowledged what another wrote") }
            unsentSince = disk.log.count > shippedFrames ? monotonic : nil
            self.sending = nil
        }
    }

    /// A store that fails before, and after, it has stored.
    mutating func create(_ key: ReplicaKey, _ object: Stored) -> CreationAnswer {
        if chance(5) { return .unknown }
        if let found = store[key] { return .exists(found.header) }
        store[key] = object
        if case .segment(_, let timeline, let sequence) = key {
            inventory.segments[timeline, default: SequenceSet()].insert(sequence)
            let before = ReplicaPoint(timeline: timeline, sequence: sequence - 1)
            var pages = oracle[before] ?? inventory.timelines[timeline].flatMap { $0 }.flatMap { oracle[$0] } ?? []
            Self.apply(object.changes, count: Int(object.header.databasePages), to: &pages)
            if Self.hash(pages) != object.header.hashAfter { problems.append("a segment lies about its hash") }
            oracle[ReplicaPoint(timeline: timeline, sequence: sequence)] = pages
        }
        return chance(5) ? .unknown : .created
    }

    mutating func checkpoint() {
        guard !isFenced, shippedFrames == disk.log.count, sending == nil else { return }
        disk.lastPoint = acknowledged
        disk.file = state(disk.log.count)
        // A checkpoint that is cut short leaves a part of the log in the file and all of it in the log.
        guard !chance(4) else { return }
        disk.log = []
        shippedFrames = 0
        disk.salts = WALSalts(first: disk.salts.first + 1, second: UInt32(truncatingIfNeeded: generator.next()))
    }

    mutating func crash() {
        let lost = chance(6) ? min(disk.log.count, Int.random(in: 1...3, using: &generator)) : 0
        disk.log.removeLast(lost)
        sending = nil
        writer = .random(using: &generator)
        disk.writers.insert(writer)
        start()
    }
}
