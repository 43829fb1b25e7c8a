import Foundation
import Programs

/// What `systemd-analyze security` says of the unit.
enum UnitScore {
    private static let program = "/usr/bin/systemd-analyze"

    /// The score from 0 (good) to 10; nil where systemd does not run, or knows no such unit.
    static func read() async -> Double? {
        guard FileManager.default.isExecutableFile(atPath: program),
            FileManager.default.fileExists(atPath: "/run/systemd/system")
        else { return nil }
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: run().flatMap(score)) }
        }
    }

    /// The number in `→ Overall exposure level for geoclimate.service: 1.1 OK`.
    static func score(_ output: String) -> Double? {
        guard let line = output.split(separator: "\n").last(where: { $0.contains("Overall exposure level") }),
            let name = line.firstRange(of: ".service:"),
            let value = line[name.upperBound...].split(separator: " ").first
        else { return nil }
        return Double(value)
    }

    /// What the program prints; nil when it fails or takes too long.
    private static func run() -> String? {
        guard
            let child = try? ChildProgram(
                program, ["security", "--no-pager", "geoclimate.service"], complaints: .dropped)
        else { return nil }
        let deadline = DispatchWorkItem { child.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Limits.unitScoreSeconds), execute: deadline)
        let output = child.readAll(atMost: Limits.unitScoreBytes)
        let status = child.wait()
        deadline.cancel()
        return status == 0 ? String(decoding: output, as: UTF8.self) : nil
    }
}
