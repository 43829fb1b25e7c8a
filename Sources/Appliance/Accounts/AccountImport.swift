import Access
import AirQuality
import Storage

/// Users of another system, read from CSV with the hashes of their passwords.
///
/// The columns are `username`, `email`, `bcrypt_hash`, `tier` and `roles`, in this order or named by a header in any, and
/// perhaps `full_name`. Tier and roles may be empty; several roles stand in one field with blanks or semicolons between
/// them. Everything that is wrong is found in one go.
struct AccountImport: Sendable {
    /// Something wrong with a line of the file.
    struct Problem: Sendable, Equatable, CustomStringConvertible {
        let line: Int
        let reason: String

        var description: String { "Line \(line): \(reason)" }
    }

    /// What an account has whose line does not say.
    static let role = Role.user.name
    static let tier = "free"

    private(set) var accounts: [NewAccount] = []
    /// The line of each account.
    private(set) var lines: [Int] = []
    private(set) var problems: [Problem] = []

    private var columns: [Column] = []

    private enum Column: String, CaseIterable {
        case username, email
        case hash = "bcrypt_hash"
        case tier, roles
        case fullName = "full_name"
    }

    /// Reads a file; what is wrong with it is in ``problems``.
    init(_ bytes: [UInt8]) {
        var reader = CSVReader()
        do {
            try reader.read(bytes.span) { take($0) }
            try reader.finish { take($0) }
        } catch let error as CSVError {
            problems.append(Problem(line: error.line, reason: "\(error)"))
        } catch {
            problems.append(Problem(line: 1, reason: "\(error)"))
        }
        if accounts.isEmpty, problems.isEmpty { problems.append(Problem(line: 1, reason: "The file has no users.")) }
    }

    /// Adds what the database found wrong with the accounts.
    func problems(from store: [AccountImportProblem]) -> [Problem] {
        store.map { Problem(line: lines[$0.index], reason: $0.problem.description) }
    }

    private mutating func take(_ record: CSVRecord) {
        guard columns.isEmpty else { return takeAccount(record) }
        let names = (0..<record.count).map { record.text(of: $0) ?? "" }
        guard names.contains(Column.username.rawValue) else {
            columns = Array(Column.allCases.prefix(5))
            return takeAccount(record)
        }
        for name in names {
            guard let column = Column(rawValue: name) else {
                problems.append(
                    Problem(
                        line: record.line,
                        reason: "There is no column '\(name.prefix(40))'. The columns are "
                            + Column.allCases.map(\.rawValue).joined(separator: ", ") + "."))
                continue
            }
            columns.append(column)
        }
        for needed in [Column.username, .email, .hash] where !columns.contains(needed) {
            problems.append(Problem(line: record.line, reason: "The column '\(needed.rawValue)' is missing."))
        }
    }

    private mutating func takeAccount(_ record: CSVRecord) {
        var new = NewAccount(username: "", email: "", passwordHash: nil, tier: Self.tier, roles: [Self.role])
        guard record.count == columns.count else {
            return problems.append(
                Problem(line: record.line, reason: "There are \(record.count) fields instead of \(columns.count)."))
        }
        for (index, column) in columns.enumerated() {
            guard let text = record.text(of: index) else {
                return problems.append(Problem(line: record.line, reason: "'\(column.rawValue)' is not UTF-8."))
            }
            switch column {
            case .username: new.username = text
            case .email: new.email = text
            case .fullName: new.fullName = text
            case .tier: if !text.isEmpty { new.tier = text }
            case .roles:
                let roles = text.split { $0 == " " || $0 == ";" || $0 == "," }.map(String.init)
                if !roles.isEmpty { new.roles = roles }
            case .hash:
                guard case .bcrypt = PasswordHash(text: text) else {
                    // The hash itself is not repeated: it is as good as the password to somebody patient.
                    problems.append(
                        Problem(
                            line: record.line,
                            reason: "The field 'bcrypt_hash' is no bcrypt hash of a cost of up to "
                                + "\(PasswordLimits.bcryptCost.upperBound), such as $2b$12$ and 53 characters."))
                    continue
                }
                new.passwordHash = text
            }
        }
        do throws(AccountError) { try TierNames.check(new.tier) } catch {
            problems.append(Problem(line: record.line, reason: error.description))
        }
        accounts.append(new)
        lines.append(record.line)
    }
}

extension CSVError {
    /// The line that it is about.
    var line: Int {
        switch self {
        case .strayQuote(let line), .textAfterQuote(let line), .unterminatedQuote(let line), .fieldTooLong(let line, _),
            .recordTooLong(let line, _), .tooManyFields(let line, _), .emptyLine(let line),
            .unequalFields(let line, _, _):
            line
        }
    }
}
