import JSONText

/// What a check of security found.
struct SecurityFinding: Sendable, Equatable {
    enum Verdict: Sendable, Equatable {
        /// It is as it should be.
        case pass(String)
        /// It is not.
        case fail(String)
        /// There is nothing here that the check is about.
        case notApplicable(String)
        /// Somebody has to look or decide.
        case manual(String)

        var word: String {
            switch self {
            case .pass: "PASS"
            case .fail: "FAIL"
            case .notApplicable: "NA"
            case .manual: "MANUAL"
            }
        }

        /// What was seen, and what to do about it.
        var evidence: String {
            switch self {
            case .pass(let text), .fail(let text), .notApplicable(let text), .manual(let text): text
            }
        }
    }

    let name: String
    /// The requirement of the Application Security Verification Standard 5; empty where none is this concrete.
    let requirement: String
    let verdict: Verdict
}

/// The findings of all checks.
struct SecurityReport: Sendable, Equatable {
    let findings: [SecurityFinding]

    var hasFailures: Bool { count("FAIL") > 0 }

    func count(_ word: String) -> Int { findings.count { $0.verdict.word == word } }

    var text: String {
        var table = TextTable(header: ["", "CHECK", "ASVS 5", "FOUND"])
        for finding in findings {
            table.add([finding.verdict.word, finding.name, finding.requirement, finding.verdict.evidence])
        }
        return table.text
            + "\n\n\(count("PASS")) passed, \(count("FAIL")) failed, \(count("MANUAL")) to look at, \(count("NA")) do not "
            + "apply"
    }

    func encode(to json: inout JSONWriter) {
        json.beginObject()
        for (name, word) in [("passed", "PASS"), ("failed", "FAIL"), ("manual", "MANUAL"), ("not_applicable", "NA")] {
            json.field(name, count(word))
        }
        json.key("checks")
        json.beginArray()
        for finding in findings {
            json.beginObject()
            json.field("name", finding.name)
            json.field("requirement", finding.requirement)
            json.field("status", finding.verdict.word)
            json.field("evidence", finding.verdict.evidence)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }
}
