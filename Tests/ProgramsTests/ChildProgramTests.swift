import Testing

@testable import Programs

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct ChildProgramTests {
    @Test func saysWhatItSays() throws {
        let program = try ChildProgram("/bin/sh", ["-c", "echo \"$1\"; echo oh >&2; exit 3", "sh", "air 'and' water"])
        #expect(String(decoding: program.readAll(atMost: 1_000), as: UTF8.self) == "air 'and' water\n")
        #expect(String(decoding: program.readComplaints(), as: UTF8.self) == "oh\n")
        #expect(program.wait() == 3)
        #expect(program.wait() == 3)
        program.terminate()
    }

    /// Neither secrets of the environment nor what is typed at the daemon is for others.
    @Test func inheritsNeitherEnvironmentNorInput() throws {
        let program = try ChildProgram("/bin/sh", ["-c", "env | sed 's/=.*//' | sort; cat"])
        let names = String(decoding: program.readAll(atMost: 10_000), as: UTF8.self).split(separator: "\n")
        #expect(Set(names).subtracting(["PWD", "SHLVL", "_"]) == ["PATH", "LC_ALL"])
        #expect(program.wait() == 0)
    }

    #if canImport(Glibc) || canImport(Darwin)
        /// A program that keeps a client's connection open would keep the client waiting.
        @Test func inheritsNoFileOfOurs() throws {
            // A copy is made without FD_CLOEXEC.
            let held = fcntl(STDERR_FILENO, F_DUPFD, 200)
            #expect(held >= 200)
            defer { close(held) }
            let script = "for file in 0 1 2 $1; do [ -e /dev/fd/$file ] && printf '%s ' $file; done; true"
            let program = try ChildProgram("/bin/sh", ["-c", script, "sh", "\(held)"])
            #expect(String(decoding: program.readAll(atMost: 1_000), as: UTF8.self) == "0 1 2 ")
            #expect(program.wait() == 0)
        }
    #endif

    @Test func endsWhenItIsTold() throws {
        let program = try ChildProgram("/bin/sh", ["-c", "echo up; exec sleep 600"], complaints: .dropped)
        #expect(program.read() == Array("up\n".utf8))
        program.terminate()
        #expect(program.wait() == 128 + 15)
        #expect(program.readComplaints().isEmpty)
    }

    @Test(arguments: [0, 1, 65_536, 200_000])
    func readsAtMostSoMuch(bytes: Int) throws {
        let program = try ChildProgram("/bin/sh", ["-c", "yes | head -c 150000"], complaints: .dropped)
        #expect(program.readAll(atMost: bytes).count == min(bytes, 150_000))
    }

    @Test func whatIsNotThereIsAnError() {
        #expect(
            throws: ProgramError.notStarted(path: "/nowhere/program", reason: "No such file or directory")
        ) { try ChildProgram("/nowhere/program", []) }
    }
}
