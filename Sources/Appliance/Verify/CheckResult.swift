import JSONText

/// What one named check found.
struct CheckResult: Sendable, Equatable {
    enum Status: String, Sendable {
        case pass = "PASS"
        case fail = "FAIL"
        /// It could not be checked, and the detail says why; that is no failure.
        case skip = "SKIP"
    }

    let name: String
    let status: Status
    /// What was seen.
    let detail: String

    init(_ name: String, _ status: Status, _ detail: String) {
        self.name = name
        self.status = status
        self.detail = detail
    }

    /// Runs `body`, which answers what it saw or throws what is wrong.
    static func of(_ name: String, _ body: () async throws -> String) async -> CheckResult {
        do {
            return CheckResult(name, .pass, try await body())
        } catch {
            return CheckResult(name, .fail, "\(error)")
        }
    }
}

/// The results of all checks.
struct CheckReport: Sendable {
    let results: [CheckResult]

    var hasFailures: Bool { results.contains { $0.status == .fail } }

    func count(_ status: CheckResult.Status) -> Int {
        results.count { $0.status == status }
    }

    var text: String {
        var table = TextTable(header: ["", "CHECK", "FOUND"])
        for result in results { table.add([result.status.rawValue, result.name, result.detail]) }
        return table.text + "\n\n\(count(.pass)) passed, \(count(.fail)) failed, \(count(.skip)) skipped"
    }

    func encode(to json: inout JSONWriter) {
        json.beginObject()
        json.field("passed", count(.pass))
        json.field("failed", count(.fail))
        json.field("skipped", count(.skip))
        json.key("checks")
        json.beginArray()
        for result in results {
            json.beginObject()
            json.field("name", result.name)
            json.field("status", result.status.rawValue)
            json.field("detail", result.detail)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }
}

/// What a check found wrong, in a sentence.
struct CheckFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
