/// The `system_*` and `process_*` families of the catalogue and how usage becomes their samples.
enum MachineFamilies {
    static let cpuUsage = MetricDescriptor(
        "system_cpu_usage_percent", .gauge, help: "Share of all cores that was busy since the scrape before.")
    static let cpuCount = MetricDescriptor("system_cpu_count", .gauge, help: "Cores that are online.")
    static let memoryUsage = MetricDescriptor(
        "system_memory_usage_bytes", .gauge, help: "Memory of the machine that is not available to programs.")
    static let memoryTotal = MetricDescriptor("system_memory_total_bytes", .gauge, help: "Memory of the machine.")
    static let diskUsage = MetricDescriptor(
        "system_disk_usage_bytes", .gauge, labels: ["mountpoint"], help: "Space in use by filesystem.")
    static let diskTotal = MetricDescriptor(
        "system_disk_total_bytes", .gauge, labels: ["mountpoint"], help: "Size by filesystem.")
    static let networkBytes = MetricDescriptor(
        "system_network_io_bytes_total", .counter, labels: ["direction"],
        help: "Bytes over all network interfaces but the loopback one.")
    static let processCPU = MetricDescriptor(
        "process_cpu_seconds_total", .counter, help: "Processor time of this process in user and system mode.")
    static let processMemory = MetricDescriptor(
        "process_resident_memory_bytes", .gauge, help: "Memory of this process that is in RAM.")
    static let processFiles = MetricDescriptor(
        "process_open_fds", .gauge, help: "File descriptors that this process has open.")

    static let all = [
        cpuUsage, cpuCount, memoryUsage, memoryTotal, diskUsage, diskTotal, networkBytes, processCPU, processMemory,
        processFiles,
    ]

    static func snapshots(of usage: MachineUsage) -> [MetricFamilySnapshot] {
        var families: [MetricFamilySnapshot] = []
        func add(_ descriptor: MetricDescriptor, _ value: MetricValue?) {
            if let value { families.append(MetricFamilySnapshot(descriptor, value)) }
        }
        add(cpuUsage, usage.cpuUsagePercent.map(MetricValue.number))
        add(cpuCount, usage.cpuCount.map { .number(Double($0)) })
        add(memoryUsage, usage.memory.map { .number(Double($0.usedBytes)) })
        add(memoryTotal, usage.memory.map { .number(Double($0.totalBytes)) })
        add(processCPU, usage.processCPUSeconds.map(MetricValue.number))
        add(processMemory, usage.processResidentBytes.map { .number(Double($0)) })
        add(processFiles, usage.processOpenFileDescriptors.map { .number(Double($0)) })
        let disks = usage.disks.sorted { $0.key < $1.key }
        families.append(
            MetricFamilySnapshot(diskUsage, disks.map { MetricSample([$0.key], .number(Double($0.value.usedBytes))) }))
        families.append(
            MetricFamilySnapshot(diskTotal, disks.map { MetricSample([$0.key], .number(Double($0.value.totalBytes))) }))
        if let network = usage.network {
            families.append(
                MetricFamilySnapshot(
                    networkBytes,
                    [
                        MetricSample(["received"], .integer(network.receivedBytes)),
                        MetricSample(["sent"], .integer(network.sentBytes)),
                    ]))
        }
        return families
    }
}
