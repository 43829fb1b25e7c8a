/// What a database has open and how large it is, as read at a scrape.
public struct DatabaseUsage: Equatable, Sendable {
    /// The database's name.
    public let database: String
    /// Connections that run a statement.
    public let activeConnections: Int
    /// Connections that are open.
    public let openConnections: Int
    /// Connections that may be open.
    public let mostConnections: Int
    /// Bytes of its files; nil where they could not be looked at, and left out.
    public let bytes: UInt64?

    /// A reading from its parts.
    public init(
        database: String, activeConnections: Int, openConnections: Int, mostConnections: Int, bytes: UInt64?
    ) {
        self.database = database
        self.activeConnections = activeConnections
        self.openConnections = openConnections
        self.mostConnections = mostConnections
        self.bytes = bytes
    }
}

/// Exposes what a function reads about the databases.
public struct DatabaseCollector: MetricCollector {
    private static let active = MetricDescriptor(
        "database_connections_active", .gauge, labels: ["database"], help: "Connections that run a statement now.")
    private static let open = MetricDescriptor(
        "database_connections_total", .gauge, labels: ["database"], help: "Connections that are open now.")
    private static let most = MetricDescriptor(
        "database_connections_max", .gauge, labels: ["database"], help: "Connections that may be open.")
    private static let size = MetricDescriptor(
        "database_size_bytes", .gauge, labels: ["database"], help: "Size of the database and its write-ahead log.")

    private let read: @Sendable () -> [DatabaseUsage]

    /// Calls `read` at every scrape.
    public init(read: @escaping @Sendable () -> [DatabaseUsage]) {
        self.read = read
    }

    /// The families of connections and size.
    public var descriptors: [MetricDescriptor] { [Self.active, Self.open, Self.most, Self.size] }

    /// The values now.
    public func collect() -> [MetricFamilySnapshot] {
        let usage = read()
        func family(_ descriptor: MetricDescriptor, _ value: (DatabaseUsage) -> Double?) -> MetricFamilySnapshot {
            MetricFamilySnapshot(
                descriptor,
                usage.compactMap { usage in value(usage).map { MetricSample([usage.database], .number($0)) } })
        }
        return [
            family(Self.active) { Double($0.activeConnections) }, family(Self.open) { Double($0.openConnections) },
            family(Self.most) { Double($0.mostConnections) }, family(Self.size) { $0.bytes.map(Double.init) },
        ]
    }
}
