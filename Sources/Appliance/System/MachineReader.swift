import Foundation
import Synchronization
import Telemetry

/// Reads what the machine and this process use, from `/proc` and the file system.
///
/// Under systemd's ProcSubset=pid the machine's files are hidden: their values are then left out.
final class MachineReader: Sendable {
    private let dataDirectory: String
    /// The reading before, for the share of the processor in between.
    private let lastTimes = Mutex<CPUTimes?>(nil)

    init(dataDirectory: String) {
        self.dataDirectory = dataDirectory
    }

    func read() -> MachineUsage {
        var usage = MachineUsage()
        if let stat = text("/proc/stat") {
            usage.cpuCount = ProcText.cpuCount(stat: stat)
            usage.cpuUsagePercent = ProcText.cpuTimes(stat: stat).flatMap(busyShare)
        }
        usage.memory = text("/proc/meminfo").flatMap { ProcText.memory(meminfo: $0) }
        usage.network = text("/proc/net/dev").flatMap { ProcText.network(dev: $0) }
        usage.processResidentBytes = text("/proc/self/status").flatMap { ProcText.residentBytes(status: $0) }
        usage.processCPUSeconds = text("/proc/self/stat").flatMap {
            ProcText.processCPUSeconds(stat: $0, ticksPerSecond: Int(sysconf(Int32(_SC_CLK_TCK))))
        }
        usage.processOpenFileDescriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        for path in ["/", mountPoint(of: dataDirectory)] {
            if let disk = disk(path) { usage.disks[path] = disk }
        }
        return usage
    }

    private func busyShare(_ times: CPUTimes) -> Double? {
        lastTimes.withLock { last in
            defer { last = times }
            return last.flatMap { times.usagePercent(since: $0) }
        }
    }

    private func text(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    /// Where the file system that holds `path` is mounted: the longest mount point that the path begins with.
    private func mountPoint(of path: String) -> String {
        let full = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let mounts = (text("/proc/self/mounts") ?? "").split(separator: "\n").compactMap { line in
            line.split(separator: " ").dropFirst().first.map(String.init)
        }
        return mounts.filter { full == $0 || full.hasPrefix($0 == "/" ? "/" : $0 + "/") }.max { $0.count < $1.count }
            ?? "/"
    }

    private func disk(_ path: String) -> DiskUsage? {
        guard let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path),
            let size = attributes[.systemSize] as? NSNumber, let free = attributes[.systemFreeSize] as? NSNumber
        else { return nil }
        return DiskUsage(
            totalBytes: size.uint64Value, usedBytes: size.uint64Value - min(free.uint64Value, size.uint64Value))
    }
}
