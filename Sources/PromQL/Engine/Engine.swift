/// Evaluates queries of PromQL over a ``SampleSource``.
///
/// Synchronous: it runs on the caller's thread and asks the caller's closure regularly whether to go on.
public struct Engine: Sendable {
    /// How it evaluates.
    public let options: EngineOptions

    /// An engine with options of its own, or as Prometheus runs by default.
    public init(options: EngineOptions = EngineOptions()) {
        self.options = options
    }

    /// Evaluates a query at one time, in milliseconds since 1970.
    ///
    /// - Throws: ``QueryError``.
    public func instant(
        _ query: String, at time: Int64, from source: any SampleSource,
        interruption: @escaping () -> Interruption? = { nil }
    ) throws(QueryError) -> QueryResult {
        let expression = try parse(query)
        try checkTime(time)
        let context = QueryContext(
            query: query, start: time, end: time, options: options, source: source, interruption: interruption)
        let evaluator = Evaluator(context: context, grid: StepGrid(start: time, step: 1, count: 1))
        return try evaluator.instantResult(of: expression)
    }

    /// Evaluates a query at regular times from a start through an end, in milliseconds.
    ///
    /// - Throws: ``QueryError``.
    public func range(
        _ query: String, from start: Int64, through end: Int64, step: Int64, from source: any SampleSource,
        interruption: @escaping () -> Interruption? = { nil }
    ) throws(QueryError) -> QueryResult {
        let expression = try parse(query)
        guard expression.type == .vector || expression.type == .scalar else {
            throw .invalid(
                "invalid expression type \(GoQuote.quoted(expression.type.documentedName)) for range query, "
                    + "must be Scalar or instant Vector")
        }
        try checkTime(start)
        try checkTime(end)
        guard step > 0 else {
            throw .invalid("zero or negative query resolution step widths are not accepted. Try a positive integer")
        }
        guard end >= start else { throw .invalid("end timestamp must not be before start time") }
        let steps = (end - start) / step
        guard steps <= Int64(options.maximumPoints) else {
            throw .invalid(
                "exceeded maximum resolution of \(options.maximumPoints) points per timeseries. "
                    + "Try decreasing the query resolution (?step=XX)")
        }
        let context = QueryContext(
            query: query, start: start, end: end, options: options, source: source, interruption: interruption)
        let grid = StepGrid(start: start, step: step, count: Int(steps) + 1)
        return try Evaluator(context: context, grid: grid).rangeResult(of: expression)
    }

    private func parse(_ query: String) throws(QueryError) -> QueryExpression {
        do {
            return try Parser.expression(query, options: options.parser)
        } catch {
            throw .syntax(error)
        }
    }

    private func checkTime(_ time: Int64) throws(QueryError) {
        guard time.magnitude < Limits.milliseconds else { throw .invalid("the time \(time) is out of bounds") }
    }
}
