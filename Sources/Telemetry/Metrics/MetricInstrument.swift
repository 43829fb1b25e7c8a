/// Something that is updated on the hot path and read at a scrape: a counter, gauge, histogram or summary.
///
/// Updates are lock-free and allocate nothing. Relaxed ordering is enough: a scrape needs each number to be one that
/// was once true, not all of them to be of the same instant.
public protocol MetricInstrument: AnyObject, Sendable {
    /// What the instrument needs to know when it is made.
    associatedtype Options: Sendable

    /// The kind that the exposition shows.
    static var kind: MetricKind { get }

    /// Checks the options when a family is registered.
    /// - Throws: `MetricError` naming the metric when they make no sense.
    static func validate(_ options: Options, metric: String) throws(MetricError)

    /// Makes an instrument that has seen nothing yet.
    init(options: Options)

    /// The value now.
    func read() -> MetricValue
}

extension MetricInstrument where Options == NoOptions {
    /// Accepts: there is nothing to check.
    public static func validate(_ options: NoOptions, metric: String) throws(MetricError) {}
}

/// The options of an instrument that has none.
public struct NoOptions: Sendable {
    /// The only value.
    public init() {}
}

/// The name, help and types of a family that can be registered.
public struct MetricDefinition<Instrument: MetricInstrument, Labels: MetricLabels>: Sendable {
    /// The family without its values.
    public let descriptor: MetricDescriptor
    let options: Instrument.Options

    /// Defines a family whose instruments need options: a histogram and its buckets.
    public init(_ name: String, _ options: Instrument.Options, help: String) {
        descriptor = MetricDescriptor(name, Instrument.kind, labels: Labels.names, help: help)
        self.options = options
    }
}

extension MetricDefinition where Instrument.Options == NoOptions {
    /// Defines a family whose instruments need no options.
    public init(_ name: String, help: String) {
        self.init(name, NoOptions(), help: help)
    }
}
