import Foundation

/// `ReplicaBenchmark build FILE MEGABYTES` makes a database of that size;
/// `ReplicaBenchmark drive` opens databases and writes to them as the lines of its standard input say;
/// `ReplicaBenchmark points LOCATION DIRECTORY` prints which commit each segment of a replica ends with;
/// `ReplicaBenchmark restore LOCATION DIRECTORY` restores the newest end of a replica, verified;
/// `ReplicaBenchmark upkeep LOCATION DIRECTORY SECONDS` compacts a replica, so many seconds into each object.
@main struct ReplicaBenchmark {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            switch (arguments.first, arguments.count) {
            case ("build", 3): try await Subject.build(path: arguments[1], megabytes: Int(arguments[2]) ?? 0)
            case ("drive", 1):
                var driver = Driver()
                try await driver.run()
            case ("points", 3): try await Remote(location: arguments[1]).printPoints(scratch: arguments[2])
            case ("restore", 3): try await Remote(location: arguments[1]).restore(to: arguments[2])
            case ("upkeep", 4):
                try await Remote(location: arguments[1], levelMilliseconds: (Int64(arguments[3]) ?? 30) * 1_000)
                    .upkeep(scratch: arguments[2])
            default:
                print(
                    """
                    usage: ReplicaBenchmark build FILE MEGABYTES | drive | points LOCATION DIRECTORY
                           | restore LOCATION DIRECTORY | upkeep LOCATION DIRECTORY SECONDS
                    """)
                exit(64)
            }
        } catch {
            print("error: \(error)")
            exit(1)
        }
    }
}

/// A run that cannot go on; the text says why.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
}
