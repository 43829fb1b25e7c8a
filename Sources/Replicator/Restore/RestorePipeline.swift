internal import ObjectStore
internal import Replication

/// Reads ahead, opens on threads of its own, and writes in order, all three at the same time.
struct RestorePipeline: Sendable {
    let store: ReplicaStore
    let sink: RestoreSink
    /// Where the file is written.
    let disk: BlockingQueue
    private let hasher: PageHasher
    private let workers: [BlockingQueue]

    init(store: ReplicaStore, sink: RestoreSink, disk: BlockingQueue) {
        self.store = store
        self.sink = sink
        self.disk = disk
        hasher = PageHasher(key: store.key, database: store.database)
        workers = (0..<Limits.restoreWorkers).map { _ in BlockingQueue(label: "geoclimate.replicator.restore.worker") }
    }

    /// Writes every page that the objects have, and answers how many bytes came from the store.
    ///
    /// `advance` hears of those bytes whenever something was written.
    func run(_ sources: [RestoreSource], advance: (Int) -> Void) async throws -> Int {
        try await withThrowingTaskGroup(of: OpenedFetch.self) { group in
            var schedule = RestoreSchedule(sources)
            var window = RestoreWindow()
            var bytes = 0
            while true {
                while window.hasRoom, let fetch = schedule.next(isWanted: sink.isWanted) {
                    window.begin(fetch)
                    group.addTask { try await open(fetch) }
                }
                guard let opened = try await group.next() else { return bytes }
                bytes += opened.fetch.range.count
                window.arrive(opened)
                while let ready = window.takeReady() {
                    try await disk.run { [sink] in try sink.add(ready.chunks) }
                    window.end(ready.fetch)
                    advance(bytes)
                }
            }
        }
    }

    private func open(_ fetch: RestoreFetch) async throws -> OpenedFetch {
        let (object, range) = (fetch.source.object, fetch.range)
        let bytes = try await store.objects.get(try ObjectKey(object.key.name), range: range)
        return try await workers[fetch.number % workers.count].run { [hasher] in
            guard bytes.count == range.count else { throw ObjectError.damaged(part: "the length of a range") }
            let chunks = try fetch.chunks.map { number in
                let place = object.index.ranges[number]
                let pages = try object.opener.pages(
                    bytes[place.lowerBound - range.lowerBound..<place.upperBound - range.lowerBound],
                    number: number, of: object.index)
                return OpenedChunk(pages: pages, hashes: hasher.hashes(of: pages))
            }
            return OpenedFetch(fetch: fetch, chunks: chunks)
        }
    }
}
