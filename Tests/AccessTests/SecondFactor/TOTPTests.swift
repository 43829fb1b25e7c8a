import Testing

@testable import Access

@Suite struct TOTPTests {
    private let secret = Array("12345678901234567890".utf8)

    /// RFC 6238, appendix B, the rows for SHA-1.
    @Test(
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func codesAreThoseOfTheStandard(seconds: Int64, code: String) {
        let totp = TOTP(secret: secret)
        #expect(totp.code(step: TOTP.step(at: seconds), digits: 8) == code)
        #expect(totp.code(step: TOTP.step(at: seconds)) == String(code.suffix(6)))
    }

    @Test(arguments: [(0, 0), (29, 0), (30, 1), (-1, -1), (-30, -1), (-31, -2)] as [(Int64, Int64)])
    func stepsAreRoundedDown(seconds: Int64, step: Int64) {
        #expect(TOTP.step(at: seconds) == step)
    }

    @Test func oneStepOfSkewIsTakenAndNoMore() {
        let totp = TOTP(secret: secret)
        let now: Int64 = 3_000_015
        let step = TOTP.step(at: now)
        for offset in Int64(-3)...3 {
            let accepted = totp.acceptedStep(of: totp.code(step: step + offset), at: now, after: 0)
            #expect(accepted == (abs(offset) <= 1 ? step + offset : nil), "\(offset)")
        }
    }

    @Test func aStepIsTakenOnce() {
        let totp = TOTP(secret: secret)
        let now: Int64 = 3_000_015
        let step = TOTP.step(at: now)
        #expect(totp.acceptedStep(of: totp.code(step: step), at: now, after: step - 1) == step)
        #expect(totp.acceptedStep(of: totp.code(step: step), at: now, after: step) == nil)
        #expect(totp.acceptedStep(of: totp.code(step: step - 1), at: now, after: step) == nil)
        #expect(totp.acceptedStep(of: totp.code(step: step + 1), at: now, after: step) == step + 1)
    }

    @Test(arguments: ["", "28708", "2870821", "abcdef", " 287082"])
    func otherTextsAreWrong(code: String) {
        #expect(TOTP(secret: secret).acceptedStep(of: code, at: 59, after: -5) == nil)
    }

    /// RFC 4648, section 10, without the padding.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func base32IsThatOfTheStandard(bytes: String, text: String) {
        #expect(Base32.text(of: Array(bytes.utf8)) == text)
    }

    /// Bits of bytes long past must not pile up: all of these are ones.
    @Test func base32OfASecretIsFiveBitsALetter() {
        let secret = [UInt8](repeating: 0xFF, count: TOTP.secretBytes)
        #expect(Base32.text(of: secret) == String(repeating: "7", count: TOTP.secretBytes * 8 / 5))
    }

    @Test func linksEscapeWhatTheyName() {
        let link = AuthenticatorLink(issuer: "Geo Climate", username: "ada@x+y", secret: Array("foobar".utf8))
        #expect(
            link.description
                == "otpauth://totp/Geo%20Climate:ada%40x%2By?secret=MZXW6YTBOI&issuer=Geo%20Climate&algorithm=SHA1&digits=6"
                + "&period=30")
    }

    @Test func recoveryCodesAreReadHoweverTheyAreTyped() throws {
        var bits: UInt64 = 0
        let code = RecoveryCode.make {
            bits += 1
            return bits
        }
        #expect(code == "3456-789a-bcde-fghj")
        let hash = try #require(RecoveryCode.sha256(of: code))
        #expect(hash.count == 32)
        for typed in ["3456789abcdefghj", "3456-789A-BCDE-FGHJ", " 3456 789a bcde fghj"] {
            #expect(RecoveryCode.sha256(of: typed) == hash)
        }
        for other in ["", "123456", "3456-789a-bcde-fgh", "3456-789a-bcde-fghjk", "3456-789a-bcde-fghl"] {
            #expect(RecoveryCode.sha256(of: other) != hash)
            #expect(RecoveryCode.sha256(of: other) == nil)
        }
    }
}
