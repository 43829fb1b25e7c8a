/// What the command line says.
struct SoakOptions {
    static let usage = """
        usage: ReplicaSoak SCENARIO|all [--minutes M] [--count N] [--seed S]

          --minutes M   each scenario ends after so many minutes
          --count N     each scenario does so many of what it counts; its own whole number without this
          --seed S      the first seed, 1 without this; a failure names the one that repeats it with --count 1

        """

    var scenario: String
    var minutes: Double?
    var count: Int?
    var seed: UInt64 = 1

    /// Reads arguments; nil for what they must not be.
    init?(_ arguments: [String]) {
        guard let first = arguments.first, !first.hasPrefix("-") else { return nil }
        scenario = first
        var rest = arguments.dropFirst()
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { return nil }
            switch name {
            case "--minutes":
                guard let minutes = Double(value), minutes > 0 else { return nil }
                self.minutes = minutes
            case "--count":
                guard let count = Int(value), count > 0 else { return nil }
                self.count = count
            case "--seed":
                guard let seed = UInt64(value) else { return nil }
                self.seed = seed
            default: return nil
            }
        }
    }
}
