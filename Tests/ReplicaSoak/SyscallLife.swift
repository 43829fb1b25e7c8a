import Foundation
import Programs
import ReplicaLives
import Support

/// The N-th system call fails, N being the seed, each kind of call in a run of its own; afterwards everything goes on and
/// nothing acknowledged is lost.
///
/// `strace` lets the N-th call of each thread fail. A write that ends short cannot be had that way; a limit of the size
/// of files, which cuts writes off in the middle and then refuses them, stands for it. A soak goes on to the N that no
/// call reaches.
enum SyscallLife: Life {
    static let name = "syscalls"
    static let unit = "scenarios with a failing system call"
    // The soak ends before, once no call is left.
    static let whole = 100_000

    private static let transactions = 25
    /// What is written is the same for every N.
    private static let seed: UInt64 = 1

    private struct Fault {
        var calls: String
        var error: String

        private static let calls = [
            "pwrite64", "write", "fsync", "fdatasync", "?rename,?renameat,?renameat2", "?link,?linkat", "?openat",
            "?ftruncate", "?mkdir,?mkdirat", "?unlink,?unlinkat", "pread64",
        ]

        static let all = calls.flatMap { calls in ["EIO", "ENOSPC"].map { Fault(calls: calls, error: $0) } }
    }

    static func live(seed: UInt64, size: LifeSize) async throws -> Int {
        try demand(
            FileManager.default.isExecutableFile(atPath: "/usr/bin/strace"),
            "there is no /usr/bin/strace, with which system calls are made to fail: install the package strace")
        let number = Int(clamping: seed)
        var done = 0
        for fault in Fault.all where try await fails(fault, number) { done += 1 }
        try demand(done > 0 || number > 1, "no system call failed: may this process be traced?")
        if number < 134 {
            try await isCutShort(blocks: number * 3)
            done += 1
        }
        return done
    }

    /// Runs with one fault; false when there are not as many calls.
    private static func fails(_ fault: Fault, _ number: Int) async throws -> Bool {
        let scratch = try Scratch()
        let trace = scratch.path + "/trace"
        let calls = fault.calls
        let wasInjected = try await recovers(
            scratch, "call \(number) of \(calls) with \(fault.error)",
            behind: [
                "/usr/bin/strace", "-f", "-qq", "-o", trace, "-e", "trace=\(calls)",
                "-e", "inject=\(calls):error=\(fault.error):when=\(number)",
            ]
        ) {
            let text = try Data(contentsOf: URL(fileURLWithPath: trace))
            return text.range(of: Data("(INJECTED)".utf8)) != nil
        }
        return wasInjected
    }

    /// Runs with a limit of the size of files, in blocks of 1,024 bytes.
    private static func isCutShort(blocks: Int) async throws {
        _ = try await recovers(
            try Scratch(), "files of at most \(blocks) KiB",
            behind: ["/bin/bash", "-c", "trap '' XFSZ; ulimit -f \(blocks); exec \"$@\"", "bash"]
        ) { true }
    }

    private static func recovers(
        _ scratch: Scratch, _ fault: String, behind words: [String], wasInjected: () throws -> Bool
    ) async throws -> Bool {
        let directory = scratch.path + "/life"
        let patience = 90_000
        let run = try ChildRun(
            in: directory, seed: seed, transactions: transactions, mode: "try", killedAfter: patience, behind: words)
        do {
            try demand(run.status != 137, "the child neither ended nor gave up")
            var ledger = Ledger(seed: seed)
            try await ChildRun.finish(
                in: directory, seed: seed, scratch: scratch, ledger: &ledger, acknowledged: run.acknowledged)
            return try wasInjected()
        } catch {
            throw LifeFailure("\(fault): \(error)")
        }
    }
}
