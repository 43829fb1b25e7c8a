/// Decides whether a password may be chosen: long enough, and not what an attacker tries first.
///
/// There are no rules about kinds of characters (NIST SP 800-63B-4, section 3.1.1.2). Length is counted in Unicode code
/// points after normalisation to form C.
public struct PasswordPolicy: Sendable {
    /// Why a password is refused; each is a sentence for whoever chooses it.
    public enum Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        /// It has too few characters.
        case tooShort(minimum: Int)

        /// It has too many bytes.
        case tooLong(maximumBytes: Int)

        /// It contains a character that cannot be typed everywhere.
        case controlCharacter

        /// It is one of the most common passwords, or one of them repeated or with a few characters around it.
        case common

        /// It is a few characters over and over, or a run along the alphabet or the keyboard.
        case pattern

        /// It contains a name that everybody can guess.
        case containsName(String)

        /// What is wrong and what to do.
        public var description: String {
            switch self {
            case .tooShort(let minimum):
                "The password needs at least \(minimum) characters. Several words are a good one."
            case .tooLong(let maximumBytes): "The password is longer than \(maximumBytes) bytes. Choose a shorter one."
            case .controlCharacter: "The password contains a control character. Choose one without."
            case .common: "The password is among those that are tried first. Choose one that nobody else has."
            case .pattern: "The password is a repetition or a sequence. Choose one that cannot be continued."
            case .containsName(let name): "The password contains '\(name)', which is easy to guess. Choose one without."
            }
        }
    }

    private let common: CommonPasswords

    /// A policy with a list of common passwords.
    public init(common: CommonPasswords) {
        self.common = common
    }

    /// Checks a password that somebody chooses.
    ///
    /// `names` are what others know of the account, such as its name and address.
    ///
    /// - Throws: ``Refusal``, the first that applies.
    public func check(_ password: String, names: [String], hasSecondFactor: Bool = false) throws(Refusal) {
        guard password.utf8.count <= PasswordLimits.passwordBytes else {
            throw .tooLong(maximumBytes: PasswordLimits.passwordBytes)
        }
        guard !password.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw .controlCharacter
        }
        let minimum =
            hasSecondFactor ? PasswordLimits.minimumCharactersWithSecondFactor : PasswordLimits.minimumCharacters
        guard PasswordText.characters(password) >= minimum else { throw .tooShort(minimum: minimum) }
        let folded = PasswordText.normalised(password).lowercased()
        if let name = Self.words(names).first(where: { folded.contains($0) }) { throw .containsName(name) }
        let unit = Self.repeatedUnit(folded)
        guard ![folded, unit, Self.core(folded), Self.core(unit)].contains(where: { common.contains($0) }) else {
            throw .common
        }
        guard unit.count > Self.patternCharacters, !Self.isSequence(folded) else { throw .pattern }
    }

    // MARK: - What is easy to guess

    /// The product, and the parts of names and addresses that are long enough to be no accident.
    private static func words(_ names: [String]) -> [String] {
        let parts = names.flatMap { name in
            let folded = PasswordText.normalised(name).lowercased()
            return [folded] + folded.split(separator: "@").prefix(1).map(String.init)
        }
        return ["geoclimate"] + parts.filter { $0.count >= PasswordLimits.containedNameCharacters }
    }

    /// A unit of so many characters or fewer, repeated, is a pattern and no password.
    private static let patternCharacters = 4

    /// The shortest text that, repeated, is the password; the password itself where there is none.
    private static func repeatedUnit(_ text: String) -> String {
        let letters = Array(text)
        for length in 1..<max(letters.count / 2 + 1, 1)
        where letters.indices.dropFirst(length).allSatisfy({ letters[$0] == letters[$0 - length] }) {
            return String(letters.prefix(length))
        }
        return text
    }

    /// The password without the digits and punctuation at its ends, which people add to reach a length.
    private static func core(_ text: String) -> String {
        let core = text.drop { !$0.isLetter }
        return String(core.reversed().drop { !$0.isLetter }.reversed())
    }

    /// Whether each character follows the one before in the alphabet, among the digits or along a row of keys.
    private static func isSequence(_ text: String) -> Bool {
        let rows = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiopasdfghjklzxcvbnm"]
        return rows.contains { row in
            let row = Array(row)
            var next: [Character: Character] = [:]
            for index in row.indices.dropFirst() { next[row[index - 1]] = row[index] }
            var previous: [Character: Character] = [:]
            for index in row.indices.dropFirst() { previous[row[index]] = row[index - 1] }
            let pairs = zip(text, text.dropFirst())
            return pairs.allSatisfy { next[$0] == $1 } || pairs.allSatisfy { previous[$0] == $1 }
        }
    }
}
