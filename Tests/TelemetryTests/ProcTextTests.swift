import Testing

@testable import Telemetry

@Suite struct ProcTextTests {
    private static let stat = """
        cpu  117372 4449 15202 124560 2754 0 379 2180 0 0
        cpu0 52586 3602 6727 68931 526 0 37 1034 0 0
        cpu1 64785 847 8475 55629 2227 0 342 1145 0 0
        intr 8931077 0 46 0
        ctxt 19387112
        """

    private static let meminfo = """
        MemTotal:       24684092 kB
        MemFree:        20951808 kB
        MemAvailable:   23992872 kB
        Buffers:           29216 kB
        """

    private static let selfStat =
        "24220 (a (b) c) R 24201 24201 9990 0 -1 4194304 100 0 0 0 250 75 0 0 20 0 1 0 133496 3133440 383 "
        + "18446744073709551615 94306502225920 94306502245801 140730648319840 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0"

    private static let dev = """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
            lo:    3293      31    0    0    0     0          0         0     3293      31    0    0    0     0       0          0
          eth1:     100       1    0    0    0     0          0         0       11       1    0    0    0     0       0          0
          eth0:2173309332   48349    0    0    0     0          0         0  2574220   36617    0    0    0     0       0          0
        """

    @Test func processor() {
        #expect(
            ProcText.cpuTimes(stat: Self.stat)
                == CPUTimes(busy: 117372 + 4449 + 15202 + 379 + 2180, idle: 124560 + 2754))
        #expect(ProcText.cpuCount(stat: Self.stat) == 2)
        #expect(ProcText.cpuTimes(stat: "cpu 1 2 3") == nil)
        #expect(ProcText.cpuCount(stat: "") == nil)
    }

    @Test func processorUsageIsTheShareOfBusyTicks() {
        let earlier = CPUTimes(busy: 100, idle: 100)
        #expect(CPUTimes(busy: 125, idle: 175).usagePercent(since: earlier) == 25)
        #expect(earlier.usagePercent(since: earlier) == nil)
        #expect(CPUTimes(busy: 125, idle: 99).usagePercent(since: earlier) == nil)
    }

    @Test func memory() throws {
        let memory = try #require(ProcText.memory(meminfo: Self.meminfo))
        #expect(memory == MemoryUsage(totalBytes: 24_684_092 * 1_024, availableBytes: 23_992_872 * 1_024))
        #expect(memory.usedBytes == 691_220 * 1_024)
        #expect(ProcText.memory(meminfo: "MemTotal: 1 kB") == nil)
        #expect(ProcText.memory(meminfo: "MemTotal: \(UInt64.max) kB\nMemAvailable: 1 kB") == nil)
    }

    @Test func process() {
        #expect(ProcText.processCPUSeconds(stat: Self.selfStat, ticksPerSecond: 100) == 3.25)
        #expect(ProcText.processCPUSeconds(stat: Self.selfStat, ticksPerSecond: 0) == nil)
        #expect(ProcText.processCPUSeconds(stat: "1 (x) R 2 3", ticksPerSecond: 100) == nil)
        #expect(ProcText.residentBytes(status: "VmHWM:\t    2032 kB\nVmRSS:\t    2000 kB\n") == 2_048_000)
        #expect(ProcText.residentBytes(status: "VmRSS:\tmany kB") == nil)
    }

    @Test func network() {
        #expect(ProcText.network(dev: Self.dev) == NetworkUsage(receivedBytes: 2_173_309_432, sentBytes: 2_574_231))
        #expect(ProcText.network(dev: "") == nil)
        #expect(ProcText.network(dev: "eth0: 1 2 3") == nil)
    }
}
