/// Why a command about metrics could not be carried out, in a whole sentence.
struct MetricsCommandFailure: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
