internal import Synchronization

/// The HTTP families, and the handles of a route's series.
public struct HTTPMetrics: Sendable {
    let requests: MetricFamily<Counter, ResponseLabels>
    let duration: MetricFamily<Histogram, ResponseLabels>
    let inProgress: MetricFamily<Gauge, RouteLabels>
    let requestSize: Histogram
    let responseSize: Histogram
    /// Requests that ended with an unexpected error.
    public let exceptions: Counter

    /// Registers the `http_*` families.
    /// - Throws: `MetricError` when the registry has one of them already.
    public init(_ registry: MetricRegistry) throws(MetricError) {
        requests = try registry.register(MetricCatalogue.httpRequests)
        duration = try registry.register(MetricCatalogue.httpRequestDuration)
        inProgress = try registry.register(MetricCatalogue.httpRequestsInProgress)
        requestSize = try registry.register(MetricCatalogue.httpRequestSize).single
        responseSize = try registry.register(MetricCatalogue.httpResponseSize).single
        exceptions = try registry.register(MetricCatalogue.httpRequestExceptions).single
    }

    /// The series of a method on a route template; make one per route and keep it.
    public func route(method: String, endpoint: String) -> RouteMetrics {
        RouteMetrics(self, method: method, endpoint: endpoint)
    }
}

/// The series of one method on one route, resolved once.
public final class RouteMetrics: Sendable {
    private struct Answered {
        let requests: Counter
        let duration: Histogram
    }

    private let families: HTTPMetrics
    private let method: String
    private let endpoint: String
    private let inProgress: Gauge
    // A series appears with the first answer of its status; statuses outside 100...599 share 0.
    private let byStatus = Mutex<[Int: Answered]>([:])

    init(_ families: HTTPMetrics, method: String, endpoint: String) {
        self.families = families
        self.method = method
        self.endpoint = endpoint
        inProgress = families.inProgress.with(RouteLabels(method: method, endpoint: endpoint))
    }

    /// Notes that a request came in; call `end` exactly once afterwards.
    public func begin() { inProgress.increment() }

    /// Notes that the answer is complete, or given up.
    /// - Parameters:
    ///   - status: the status code answered.
    ///   - seconds: the time since the request's head.
    ///   - bytesIn: the size of the request's body.
    ///   - bytesOut: the size of the answer's body.
    ///   - exemplar: the request's trace where it is kept.
    public func end(status: Int, seconds: Double, bytesIn: Int, bytesOut: Int, exemplar: Exemplar? = nil) {
        inProgress.decrement()
        let answered = handles(status: (100...599).contains(status) ? status : 0)
        answered.requests.increment()
        answered.duration.observe(seconds)
        if let exemplar { answered.duration.exemplify(exemplar) }
        families.requestSize.observe(Double(bytesIn))
        families.responseSize.observe(Double(bytesOut))
    }

    private func handles(status: Int) -> Answered {
        byStatus.withLock { known in
            if let answered = known[status] { return answered }
            let labels = ResponseLabels(method: method, endpoint: endpoint, status: status)
            let answered = Answered(requests: families.requests.with(labels), duration: families.duration.with(labels))
            known[status] = answered
            return answered
        }
    }
}
