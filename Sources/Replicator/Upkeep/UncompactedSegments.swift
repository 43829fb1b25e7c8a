internal import ObjectStore
internal import Replication
internal import Synchronization

/// The segments of the newest timeline that are in no run yet, remembered from round to round: each is listed, and its header
/// read, once.
final class UncompactedSegments: Sendable {
    private struct State {
        var timeline: UInt32 = 0
        /// All segments up to here are known.
        var last: UInt64 = 0
        var pieces: [UInt64: CompactionPiece] = [:]
        /// Where a record stands that ends the timeline.
        var end: UInt64?
    }

    private let state = Mutex(State())

    /// Forgets everything, because it was not true any more.
    func forget() { state.withLock { $0 = State() } }

    /// Forgets what a run has now.
    func remove(_ sequences: ClosedRange<UInt64>) {
        state.withLock { state in
            state.pieces = state.pieces.filter { !sequences.contains($0.key) }
        }
    }

    /// The segments of a timeline behind all runs of the highest level that are in no run.
    func pieces(of timeline: UInt32, runs: [RunRecord], in store: ReplicaStore) async throws -> [CompactionPiece] {
        let top = runs.map(\.level).max()
        let passed = runs.filter { $0.level == top }.map(\.sequences.upperBound).max() ?? 0
        let known = state.withLock { state in
            if state.timeline != timeline { state = State(timeline: timeline) }
            state.last = max(state.last, passed)
            state.pieces = state.pieces.filter { piece in
                piece.key > passed && !runs.contains { $0.sequences.contains(piece.key) }
            }
            return state
        }
        guard known.end == nil else { return Array(known.pieces.values) }
        let room = min(Limits.headersPerRound, Limits.rememberedSegments - known.pieces.count)
        let (found, last) = try await Self.list(timeline, behind: known.last, runs, room, store)
        let new = try await Self.read(found, timeline, store)
        return state.withLock { state in
            for (piece, isEnd) in new where state.end == nil {
                // Nothing that another writer left behind such a record is part of the chain.
                if isEnd {
                    state.end = piece.sequences.lowerBound
                } else {
                    state.pieces[piece.sequences.lowerBound] = piece
                }
            }
            state.last = max(state.last, last)
            return Array(state.pieces.values)
        }
    }

    private static func list(
        _ timeline: UInt32, behind: UInt64, _ runs: [RunRecord], _ room: Int, _ store: ReplicaStore
    ) async throws -> (found: [(sequence: UInt64, bytes: Int)], last: UInt64) {
        let prefix = ReplicaKey.prefix(of: store.database, timeline: timeline) + "seg/"
        var found: [(sequence: UInt64, bytes: Int)] = []
        var last = behind
        while found.count < room {
            let after = ReplicaKey.segment(store.database, timeline: timeline, sequence: last)
            let page = try await store.objects.list(
                prefix: prefix, after: last == 0 ? nil : try ObjectKey(after.name), limit: Limits.listPageObjects)
            for info in page where found.count < room {
                guard case .segment(_, _, let sequence) = ReplicaKey(info.key.description) else { continue }
                last = sequence
                if !runs.contains(where: { $0.sequences.contains(sequence) }) {
                    found.append((sequence, info.sizeBytes))
                }
            }
            if page.count < Limits.listPageObjects { break }
        }
        return (found, last)
    }

    /// The times are believed without proof, because they only decide what is merged; the merge itself authenticates.
    private static func read(
        _ found: [(sequence: UInt64, bytes: Int)], _ timeline: UInt32, _ store: ReplicaStore
    ) async throws -> [(piece: CompactionPiece, isEnd: Bool)] {
        try await ParallelReads.map(found, atOnce: Limits.upkeepRequestsAtOnce) { sequence, sizeBytes in
            let key = ReplicaKey.segment(store.database, timeline: timeline, sequence: sequence)
            let bytes = try await store.objects.get(try ObjectKey(key.name), range: 0..<ObjectHeader.byteCount)
            let header = try ObjectHeader(bytes, limits: store.limits)
            let piece = CompactionPiece(
                key: key, level: 0, sequences: sequence...sequence, timestamp: header.timestamp, sizeBytes: sizeBytes)
            return (piece, header.kind != .segment)
        }
    }
}
