import Foundation
import Storage
import Telemetry

/// The `database_…` families: connections, time and size of the database.
struct DatabaseMetrics: DatabaseObserver {
    /// The value of the label `database`.
    static let name = "appliance"

    private let clock: ApplianceClock
    private let reads: Histogram
    private let writes: Histogram

    /// Registers the families and begins to watch.
    ///
    /// - Throws: ``MetricError`` when the registry has one of them already.
    init(_ registry: MetricRegistry, watching database: ApplianceDatabase, clock: ApplianceClock) throws(MetricError) {
        self.clock = clock
        let duration = try registry.register(MetricCatalogue.databaseQueryDuration)
        reads = duration.with(.init(database: Self.name, operation: DatabaseOperation.read.rawValue))
        writes = duration.with(.init(database: Self.name, operation: DatabaseOperation.write.rawValue))
        try registry.register(
            DatabaseCollector {
                let connections = database.connections
                return [
                    DatabaseUsage(
                        database: Self.name, activeConnections: connections.active, openConnections: connections.open,
                        mostConnections: connections.most, bytes: Self.bytes(of: database.path))
                ]
            })
        database.observe(by: self)
    }

    func monotonicNanoseconds() -> UInt64 { clock.monotonicNanoseconds() }

    func ended(_ operation: DatabaseOperation, nanoseconds: UInt64) {
        (operation == .read ? reads : writes).observe(Double(nanoseconds) / 1e9)
    }

    /// The file and its write-ahead log together; nil when neither can be looked at.
    private static func bytes(of path: String) -> UInt64? {
        let sizes = [path, path + "-wal"].compactMap { path in
            (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.uint64Value
        }
        return sizes.isEmpty ? nil : sizes.reduce(0, &+)
    }
}
