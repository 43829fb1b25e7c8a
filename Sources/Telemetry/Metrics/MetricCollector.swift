/// Gives values that are read when somebody asks: sizes, levels, what the operating system knows.
public protocol MetricCollector: Sendable {
    /// The families that `collect` may answer; anything else it answers is left out.
    var descriptors: [MetricDescriptor] { get }

    /// The values now. Called once a scrape, possibly from several tasks at once; must not wait for long.
    func collect() -> [MetricFamilySnapshot]
}
