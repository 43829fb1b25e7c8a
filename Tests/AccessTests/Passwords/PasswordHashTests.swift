import Testing

@testable import Access

@Suite struct PasswordHashTests {
    @Test func textsAreReadBackAsTheyWereWritten() throws {
        let hash = try #require(
            ScryptHash(parameters: .standard, salt: Array(0..<16), hash: Array(repeating: 7, count: 32)))
        #expect(
            hash.text == "$scrypt$ln=14,r=8,p=5$AAECAwQFBgcICQoLDA0ODw$" + "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"
        )
        #expect(PasswordHash(text: hash.text) == .scrypt(hash))
        #expect(!PasswordHash.scrypt(hash).isOutdated(.standard))
    }

    @Test(arguments: [
        "", "$", "$scrypt$", "$scrypt$ln=14,r=8,p=5$AAECAwQFBgcICQoLDA0ODw",
        "scrypt$ln=14,r=8,p=5$AAECAwQFBgc$AAECAwQFBgc",
        // Order, spelling and bounds of the parameters.
        "$scrypt$r=8,ln=14,p=5$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODw",
        "$scrypt$ln=014,r=8,p=5$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODw",
        "$scrypt$ln=+14,r=8,p=5$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODw",
        "$scrypt$ln=3,r=8,p=5$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODw",
        "$scrypt$ln=21,r=8,p=5$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODw",
        "$scrypt$ln=20,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODw",
        "$scrypt$ln=14,r=33,p=5$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODw",
        "$scrypt$ln=14,r=8,p=17$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODw",
        "$scrypt$ln=14,r=8,p=0$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODw",
        "$scrypt$ln=14,r=8,p=5,x=1$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODw",
        // Salt and hash: padded, not canonical, too short.
        "$scrypt$ln=14,r=8,p=5$AAECAwQFBgcICQoLDA0ODw==$AAECAwQFBgcICQoLDA0ODw",
        "$scrypt$ln=14,r=8,p=5$AAECAwQFBgcICQoLDA0ODx$AAECAwQFBgcICQoLDA0ODw",
        "$scrypt$ln=14,r=8,p=5$AAEC$AAECAwQFBgcICQoLDA0ODw", "$scrypt$ln=14,r=8,p=5$AAECAwQFBgcICQoLDA0ODw$AAEC",
        "$scrypt$ln=14,r=8,p=5$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODw$",
        // bcrypt: kind, cost, alphabet, length, left-over bits of the salt.
        "$2x$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
        "$2b$03$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
        "$2b$16$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
        "$2b$+4$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
        "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMU",
        "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUWW",
        "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMU=",
        "$2b$12$R9h/cIPz0gi.URNNX3kh2PPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW", "$1$salt$hash",
        String(repeating: "$", count: 300),
    ])
    func otherTextsAreNoHashes(text: String) {
        #expect(PasswordHash(text: text) == nil)
    }

    @Test(arguments: ["2a", "2b", "2y"])
    func bcryptIsReadAndOutdated(kind: String) throws {
        let text = "$\(kind)$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"
        let hash = try #require(PasswordHash(text: text))
        guard case .bcrypt(let bcrypt) = hash else {
            Issue.record("\(hash)")
            return
        }
        #expect(bcrypt.text == text && hash.isOutdated(.standard))
    }

    @Test func otherParametersAreOutdated() throws {
        let cheap = try #require(ScryptParameters(logCost: 4, blockSize: 1, parallelism: 1))
        let hash = try #require(
            ScryptHash(parameters: cheap, salt: Array(0..<16), hash: Array(repeating: 7, count: 32)))
        #expect(PasswordHash.scrypt(hash).isOutdated(.standard) && !PasswordHash.scrypt(hash).isOutdated(cheap))
    }

    @Test func theStandardTakesSixteenMebibytes() {
        #expect(128 * ScryptParameters.standard.blockSize * ScryptParameters.standard.cost == 16 << 20)
        #expect(
            ScryptParameters(
                logCost: ScryptParameters.standard.logCost, blockSize: ScryptParameters.standard.blockSize,
                parallelism: ScryptParameters.standard.parallelism) == .standard)
    }
}
