/// Reads the files of Linux's `/proc` that usage comes from.
///
/// Each function takes a file's text and answers nil where it does not understand it.
/// Format: proc(5), the manual page of the Linux kernel's process information file system.
public enum ProcText {
    /// Busy and idle processor time since the machine started, from `/proc/stat`.
    public static func cpuTimes(stat text: String) -> CPUTimes? {
        guard let line = lines(text).first(where: { $0.hasPrefix("cpu ") }) else { return nil }
        let ticks = line.split(separator: " ").dropFirst().compactMap { UInt64($0) }
        // user nice system idle iowait irq softirq steal; guest times are contained in user and nice.
        guard ticks.count >= 4 else { return nil }
        let idle = ticks[3] &+ (ticks.count > 4 ? ticks[4] : 0)
        return CPUTimes(busy: ticks.prefix(8).reduce(0, &+) &- idle, idle: idle)
    }

    /// Cores that are online, from `/proc/stat`.
    public static func cpuCount(stat text: String) -> Int? {
        let count = lines(text).count { $0.hasPrefix("cpu") && !$0.hasPrefix("cpu ") }
        return count > 0 ? count : nil
    }

    /// Memory of the machine, from `/proc/meminfo`.
    public static func memory(meminfo text: String) -> MemoryUsage? {
        guard let total = kilobytes("MemTotal", in: text), let available = kilobytes("MemAvailable", in: text)
        else { return nil }
        return MemoryUsage(totalBytes: total, availableBytes: available)
    }

    /// Memory of a process that is in RAM, in bytes, from `/proc/PID/status`.
    public static func residentBytes(status text: String) -> UInt64? {
        kilobytes("VmRSS", in: text)
    }

    /// Processor time of a process in user and system mode, in seconds, from `/proc/PID/stat`.
    ///
    /// `ticksPerSecond` is the kernel's `_SC_CLK_TCK`, 100 on Linux.
    public static func processCPUSeconds(stat text: String, ticksPerSecond: Int) -> Double? {
        // The second field is the program's name in parentheses and may hold anything, parentheses too.
        guard ticksPerSecond > 0, let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = UInt64(fields[11]), let system = UInt64(fields[12]) else { return nil }
        return (Double(user) + Double(system)) / Double(ticksPerSecond)
    }

    /// Traffic of all interfaces but the loopback one, from `/proc/net/dev`.
    public static func network(dev text: String) -> NetworkUsage? {
        var received: UInt64 = 0
        var sent: UInt64 = 0
        var interfaces = 0
        for line in lines(text) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let fields = line[line.index(after: colon)...].split(separator: " ").map { UInt64($0) }
            guard fields.count >= 9, let bytesIn = fields[0], let bytesOut = fields[8] else { return nil }
            interfaces += 1
            if line[..<colon].split(separator: " ").first == "lo" { continue }
            received &+= bytesIn
            sent &+= bytesOut
        }
        return interfaces > 0 ? NetworkUsage(receivedBytes: received, sentBytes: sent) : nil
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n")
    }

    /// The value of a `Name:   123 kB` line, in bytes.
    private static func kilobytes(_ name: String, in text: String) -> UInt64? {
        guard let line = lines(text).first(where: { $0.hasPrefix(name + ":") }) else { return nil }
        let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard fields.count == 3, fields[2] == "kB", let kilobytes = UInt64(fields[1]) else { return nil }
        let (bytes, overflow) = kilobytes.multipliedReportingOverflow(by: 1_024)
        return overflow ? nil : bytes
    }
}

/// Processor time of all cores together, in clock ticks since the machine started.
public struct CPUTimes: Equatable, Sendable {
    /// Ticks in which a core worked.
    public let busy: UInt64
    /// Ticks in which a core had nothing to do or waited for a disk.
    public let idle: UInt64

    /// So many busy and idle ticks.
    public init(busy: UInt64, idle: UInt64) {
        self.busy = busy
        self.idle = idle
    }

    /// The share of ticks that were busy since an earlier reading, 0 to 100, or nil where no tick has passed.
    public func usagePercent(since earlier: CPUTimes) -> Double? {
        // The kernel's idle time may step back a little between two readings.
        guard busy >= earlier.busy, idle >= earlier.idle else { return nil }
        let busy = Double(busy - earlier.busy)
        let all = busy + Double(idle - earlier.idle)
        return all > 0 ? 100 * busy / all : nil
    }
}
