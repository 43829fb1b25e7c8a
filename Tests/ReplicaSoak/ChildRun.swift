import Foundation
import Programs
import ReplicaLives

/// A run of ``SoakChild`` from its start to its end.
struct ChildRun {
    /// The last transaction that it said was in the replica; 0 for none.
    let acknowledged: Int
    /// Its exit status; 137 where it was killed.
    let status: Int32
    /// What it said on its standard error, the beginning of it.
    let complaint: String

    /// The program that this process runs.
    static func executable() throws -> String {
        try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    /// Starts a child behind the words of another program, such as `strace`, kills both with SIGKILL after so many
    /// milliseconds, and reads what the child says until its end.
    ///
    /// `timeout` kills its whole group, itself included; the pipe ends when the last thread of the child is gone.
    init(
        in directory: String, seed: UInt64, transactions: Int, mode: String, killedAfter milliseconds: Int,
        behind words: [String] = []
    ) throws {
        let seconds = "\(milliseconds / 1_000)." + String("\(1_000 + milliseconds % 1_000)".dropFirst())
        let child = try [Self.executable(), "child", directory, "\(seed)", "\(transactions)", mode]
        let program = try ChildProgram(
            "/usr/bin/timeout", ["-s", "KILL", seconds] + words + child)
        let said = String(decoding: program.readAll(atMost: 16 << 20), as: UTF8.self)
        complaint = String(decoding: program.readComplaints().prefix(2_000), as: UTF8.self)
        status = program.wait()
        // A line that the kill cut short says nothing.
        let lines = said.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        acknowledged =
            lines.compactMap { line in
                line.hasPrefix("acknowledged ") ? Int(line.dropFirst("acknowledged ".count)) : nil
            }.max() ?? 0
    }

    /// Lets a child resume and finish undisturbed, and demands that the replica is byte for byte what it left.
    static func finish(
        in directory: String, seed: UInt64, scratch: Scratch, ledger: inout Ledger, acknowledged: Int
    ) async throws {
        let run = try ChildRun(
            in: directory, seed: seed, transactions: 3, mode: "finish", killedAfter: 120_000)
        try demand(
            run.status == 0, "the undisturbed child ended with \(run.status): \(run.complaint)")
        let place = try await ReplicaPlace.directory(directory)
        try await place.prove(
            databaseIn: RunningReplica.path(in: directory + "/source"), in: scratch, ledger: nil)
        ledger = try ledger.found(in: scratch.path + "/proof.db", least: max(acknowledged, run.acknowledged))
    }
}
