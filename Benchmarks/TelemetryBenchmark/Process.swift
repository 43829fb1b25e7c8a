import Foundation

/// What the process has used so far.
enum Usage {
    /// Resident memory in bytes, from /proc.
    static func residentBytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        let kibibytes = line?.split(separator: " ").compactMap { Int($0) }.first
        return (kibibytes ?? 0) << 10
    }

    /// Seconds of processor time of all threads, user and system.
    static func processorSeconds() -> Double {
        let text = (try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8)) ?? ""
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / 100
    }
}

func rounded(_ value: Double, _ digits: Int) -> String {
    let power = (0..<digits).reduce(1.0) { product, _ in product * 10 }
    return "\((value * power).rounded() / power)"
}
