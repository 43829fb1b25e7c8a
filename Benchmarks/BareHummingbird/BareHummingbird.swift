import Hummingbird

/// A Hummingbird server whose one route returns a constant: the most that any route can answer on a machine.
///
/// `scripts/bench http` measures the daemon beside it. The only argument is the port, 8099 when left out.
@main
struct BareHummingbird {
    static func main() async throws {
        let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8099
        let constant = #"{"predictions":[42.0]}"#
        let router = Router()
        router.get("constant") { _, _ in constant }
        router.post("constant") { _, _ in constant }
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)))
        try await application.runService()
    }
}
