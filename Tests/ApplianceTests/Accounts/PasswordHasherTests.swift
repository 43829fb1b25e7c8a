import Access
import Testing

@testable import Appliance

@Suite struct PasswordHasherTests {
    private func hasher(permits: Int = 2, waiting: Int = 64) -> PasswordHasher {
        PasswordHasher(
            parameters: .cheap, permits: permits, waitingLimit: waiting,
            random: { UInt64.random(in: .min ... .max) })
    }

    @Test func hashesVerifyAndDifferByTheirSalt() async throws {
        let hasher = hasher()
        let texts = [try await hasher.hash("correct horse"), try await hasher.hash("correct horse")]
        #expect(texts[0] != texts[1] && texts.allSatisfy { $0.hasPrefix("$scrypt$ln=4,r=1,p=1$") })
        let hash = try #require(PasswordHash(text: texts[0]))
        #expect(try await hasher.verify("correct horse", against: hash))
        #expect(try await !hasher.verify("correct Horse", against: hash))
        #expect(try await !hasher.verify("", against: hash))
        #expect(!hasher.isOutdated(hash))
    }

    /// RFC 7914, section 12: scrypt("pleaseletmein", "SodiumChloride", 16384, 8, 1, 64).
    @Test func scryptIsThatOfTheStandard() throws {
        let expected =
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40"
            + "dfcf017b45575887"
        let bytes = stride(from: 0, to: 128, by: 2).compactMap { offset -> UInt8? in
            let start = expected.index(expected.startIndex, offsetBy: offset)
            return UInt8(expected[start..<expected.index(start, offsetBy: 2)], radix: 16)
        }
        let parameters = try #require(ScryptParameters(logCost: 14, blockSize: 8, parallelism: 1))
        let hash = try #require(
            ScryptHash(parameters: parameters, salt: Array("SodiumChloride".utf8), hash: bytes))
        let hashing = PasswordHashing(parameters: parameters)
        #expect(try hashing.verify("pleaseletmein", against: .scrypt(hash)))
        #expect(try !hashing.verify("pleaseletmeIn", against: .scrypt(hash)))
    }

    @Test func theSameTextTypedDifferentlyVerifies() async throws {
        let hasher = hasher()
        let hash = PasswordHash(text: try await hasher.hash("caf\u{E9}"))
        #expect(try await hasher.verify("cafe\u{301}", against: hash))
    }

    /// Vectors of Openwall's crypt_blowfish and of the bcrypt package of Python.
    @Test(arguments: [
        ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
        ("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"),
    ])
    func bcryptHashesVerify(password: String, text: String) async throws {
        let hasher = hasher()
        let hash = try #require(PasswordHash(text: text))
        #expect(try await hasher.verify(password, against: hash) && hasher.isOutdated(hash))
        #expect(try await !hasher.verify(password + "x", against: hash))
    }

    /// bcrypt looks at 72 bytes; a zero byte, at which C's strings end, is never part of a right password.
    @Test func bcryptTakesWhatTheOtherProgramTook() async throws {
        let long = String(repeating: "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", count: 3)
        let head = String(long.prefix(72))
        let text = try #require(SystemCalls.crypt(Array(head.utf8), settings: "$2b$04$abcdefghijklmnopqrstuu"))
        let hash = try #require(PasswordHash(text: text))
        let hasher = hasher()
        #expect(try await hasher.verify(long, against: hash))
        #expect(try await hasher.verify(head, against: hash))
        #expect(try await !hasher.verify(String(long.prefix(71)), against: hash))
        let short = try #require(
            SystemCalls.crypt(Array("short".utf8), settings: "$2b$04$abcdefghijklmnopqrstuu").flatMap {
                PasswordHash(text: $0)
            })
        #expect(try await hasher.verify("short", against: short))
        #expect(try await !hasher.verify("short\u{0}more", against: short))
        #expect(SystemCalls.crypt(Array("x".utf8), settings: "$2b$99$nonsense") == nil)
    }

    @Test func nothingIsRightWithoutAHash() async throws {
        #expect(try await !hasher().verify("anything", against: nil))
    }

    @Test func theLineIsBounded() async throws {
        let hasher = PasswordHasher(
            parameters: try #require(ScryptParameters(logCost: 14, blockSize: 8, parallelism: 1)), permits: 1,
            waitingLimit: 2, random: { UInt64.random(in: .min ... .max) })
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<24 {
                group.addTask {
                    do { return try await !hasher.verify("x", against: nil) } catch { return false }
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        // One works and two wait; whoever else came while they did was turned away.
        #expect(outcomes.contains(true) && outcomes.contains(false))
        // Afterwards there is room again.
        #expect(try await !hasher.verify("x", against: nil))
    }

    @Test func theEmbeddedListIsThere() throws {
        let list = CommonPasswords(bytes: try EmbeddedFile("common-passwords.txt").bytes)
        #expect(list.count >= 3_000)
        for word in ["password", "12345678", "qwertyuiop", "iloveyou", "monkey", "Dragon"] {
            #expect(list.contains(word), "\(word)")
        }
        #expect(!list.contains("correct horse battery staple"))
    }
}
