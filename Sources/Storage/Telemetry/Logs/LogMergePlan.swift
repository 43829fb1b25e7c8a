/// Which small segments are put together: a decision without effects.
///
/// Segments are sealed when they are full or have waited long enough, so a quiet daemon makes many small ones. Each costs a
/// row, a filter and a header, and a query must look at each.
enum LogMergePlan {
    /// A segment as the plan sees it.
    struct Candidate: Sendable, Hashable {
        var id: Int64
        /// Nanoseconds since 1970, both ends included.
        var first: Int64
        var last: Int64
        var entries: Int
        var textBytes: Int
    }

    /// The first run of small neighbours that is worth its merging; empty where there is none.
    ///
    /// `segments` are all of them in the order of their numbers, which is the order in which they were sealed: only neighbours are
    /// merged, so that lines of one time stay in the order of their arrival. A run is full, or has
    /// ``Limits/logUnmergedSegments``, so that a segment that grows is not written anew with each little one. It spans at most
    /// ``Limits/logMergedSeconds``, because retention deletes a segment when its last line is old enough.
    static func run(in segments: [Candidate], except unmergeable: Set<Int64> = [], limits: Limits) -> [Int64] {
        var run: [Candidate] = []
        for segment in segments {
            let isSmall =
                segment.textBytes <= limits.logSegmentBytes / 2 && segment.entries <= limits.logSegmentEntries / 2
            if isSmall, !unmergeable.contains(segment.id), fits(run, segment, limits) {
                run.append(segment)
                continue
            }
            if isWorthIt(run, isEnded: true, limits) { return run.map(\.id) }
            run = isSmall && !unmergeable.contains(segment.id) ? [segment] : []
        }
        return isWorthIt(run, isEnded: false, limits) ? run.map(\.id) : []
    }

    private static func fits(_ run: [Candidate], _ next: Candidate, _ limits: Limits) -> Bool {
        guard let first = run.map(\.first).min(), let last = run.map(\.last).max() else { return true }
        let (span, overflow) = max(last, next.last).subtractingReportingOverflow(min(first, next.first))
        return !overflow && span <= Int64(clamping: limits.logMergedSeconds) * 1_000_000_000
            && run.reduce(next.textBytes) { $0 + $1.textBytes } <= limits.logSegmentBytes
            && run.reduce(next.entries) { $0 + $1.entries } <= limits.logSegmentEntries
            && run.count < limits.logSegmentsMergedAtOnce
    }

    /// A run that cannot grow any more need not wait for others.
    private static func isWorthIt(_ run: [Candidate], isEnded: Bool, _ limits: Limits) -> Bool {
        run.count >= (isEnded ? min(4, limits.logUnmergedSegments) : limits.logUnmergedSegments)
    }
}
