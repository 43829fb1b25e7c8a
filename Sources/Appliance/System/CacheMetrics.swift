import Telemetry

/// How often a cache had the answer.
struct CacheMetrics: Sendable {
    private let hits: Counter
    private let misses: Counter

    /// Notes a question that the cache answered.
    func hit() { hits.increment() }

    /// Notes a question that it could not answer.
    func miss() { misses.increment() }

    /// Registers the families of all caches; each cache takes its own series from them.
    ///
    /// - Throws: ``MetricError`` when the registry has one of them already.
    static func families(
        _ registry: MetricRegistry
    ) throws(MetricError) -> @Sendable (_ cacheType: String) -> CacheMetrics {
        let hits = try registry.register(MetricCatalogue.cacheHits)
        let misses = try registry.register(MetricCatalogue.cacheMisses)
        return { type in
            CacheMetrics(hits: hits.with(.init(cacheType: type)), misses: misses.with(.init(cacheType: type)))
        }
    }
}
