/// What a machine and this process use, as read at a scrape; a value that could not be read is nil and left out.
public struct MachineUsage: Equatable, Sendable {
    /// Share of all cores that was busy since the reading before, 0 to 100.
    public var cpuUsagePercent: Double?
    /// Cores that are online.
    public var cpuCount: Int?
    /// Memory of the machine.
    public var memory: MemoryUsage?
    /// Filesystems by mount point.
    public var disks: [String: DiskUsage] = [:]
    /// Traffic of all interfaces but the loopback one.
    public var network: NetworkUsage?
    /// Processor time of this process, in seconds, in user and system mode.
    public var processCPUSeconds: Double?
    /// Memory of this process that is in RAM, in bytes.
    public var processResidentBytes: UInt64?
    /// File descriptors that this process has open.
    public var processOpenFileDescriptors: Int?

    /// Nothing known yet.
    public init() {}
}

/// Memory of a machine, in bytes.
public struct MemoryUsage: Equatable, Sendable {
    /// All of it.
    public let totalBytes: UInt64
    /// What programs could get without swapping.
    public let availableBytes: UInt64

    /// What is in use and cannot be given to others.
    public var usedBytes: UInt64 { totalBytes - min(availableBytes, totalBytes) }

    /// Memory of which so much is available.
    public init(totalBytes: UInt64, availableBytes: UInt64) {
        self.totalBytes = totalBytes
        self.availableBytes = availableBytes
    }
}

/// A filesystem's space, in bytes.
public struct DiskUsage: Equatable, Sendable {
    /// All of it.
    public let totalBytes: UInt64
    /// What is in use.
    public let usedBytes: UInt64

    /// A filesystem of which so much is used.
    public init(totalBytes: UInt64, usedBytes: UInt64) {
        self.totalBytes = totalBytes
        self.usedBytes = usedBytes
    }
}

/// Bytes that went over the network since the machine started.
public struct NetworkUsage: Equatable, Sendable {
    /// Bytes that came in.
    public let receivedBytes: UInt64
    /// Bytes that went out.
    public let sentBytes: UInt64

    /// Traffic in both directions.
    public init(receivedBytes: UInt64, sentBytes: UInt64) {
        self.receivedBytes = receivedBytes
        self.sentBytes = sentBytes
    }
}

/// Exposes what a function reads about the machine and this process.
public struct MachineCollector: MetricCollector {
    private let read: @Sendable () -> MachineUsage

    /// Calls `read` at every scrape.
    public init(read: @escaping @Sendable () -> MachineUsage) {
        self.read = read
    }

    /// The `system_*` and `process_*` families.
    public var descriptors: [MetricDescriptor] { MachineFamilies.all }

    /// The families whose values could be read.
    public func collect() -> [MetricFamilySnapshot] { MachineFamilies.snapshots(of: read()) }
}
