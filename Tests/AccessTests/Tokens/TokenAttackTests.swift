import Crypto
import Testing

@testable import Access

/// The attacks on JSON Web Tokens that others fell for, each signed as well as an attacker could.
@Suite struct TokenAttackTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let refusal: AccessTokenError
        let token: @Sendable (TokenScenario) throws -> String

        init(_ name: String, _ refusal: AccessTokenError, _ token: @escaping @Sendable (TokenScenario) throws -> String)
        {
            self.name = name
            self.refusal = refusal
            self.token = token
        }

        var testDescription: String { name }
    }

    @Test(arguments: headers + keys + encodings + claims, TokenAlgorithm.allCases)
    func isRefused(row: Row, algorithm: TokenAlgorithm) throws {
        let scenario = try TokenScenario(algorithm)
        // The same texts without the attack hold, so it is the attack that is refused.
        #expect(scenario.refusal(try scenario.token(header: scenario.header(), claims: scenario.claimsText())) == nil)
        #expect(scenario.refusal(try row.token(scenario)) == row.refusal)
    }

    /// `alg` in other spellings, with a proper signature and with none.
    static let headers =
        ["none", "None", "NONE", "nOnE", "", "hs256", "HS256 ", "HS384", "HS512", "RS256", "ES256", "EDDSA", "Ed25519"]
        .flatMap { (name: String) in
            [
                Row("alg \(name)", .algorithm) {
                    try $0.token(header: $0.header(alg: name), claims: $0.claimsText())
                },
                Row("alg \(name), unsigned", .algorithm) {
                    Base64URL.encode($0.header(alg: name).utf8) + "." + Base64URL.encode($0.claimsText().utf8) + "."
                },
            ]
        }
        + [
            ("jku", #""https://evil.example/keys""#), ("x5u", #""https://evil.example/cert""#), ("x5c", #"["AA=="]"#),
            ("jwk", #"{"kty":"oct","k":"AAAA"}"#), ("crit", #"["exp"]"#), ("b64", "false"), ("zip", #""DEF""#),
            ("cty", #""JWT""#), ("enc", #""A128GCM""#), ("x5t", #""AA""#), ("nonce", "1"), ("", "1"),
        ].map { name, value in
            Row("header \(name)", .header) {
                try $0.token(header: $0.header(#","\#(name)":\#(value)"#), claims: $0.claimsText())
            }
        }
        + ["JWT", "jwt", "AT+JWT", "application/at+jwt", "secevent+jwt", ""].map { (type: String) in
            Row("typ \(type)", .type) { try $0.token(header: $0.header(typ: type), claims: $0.claimsText()) }
        }
        + [
            Row("alg twice", .header) {
                try $0.token(header: $0.header(#","alg":"none""#), claims: $0.claimsText())
            },
            Row("alg twice, escaped", .header) {
                try $0.token(header: $0.header(#","\u0061lg":"none""#), claims: $0.claimsText())
            },
            Row("no alg", .header) {
                try $0.token(header: #"{"typ":"at+jwt","kid":"\#($0.ring.current.id)"}"#, claims: $0.claimsText())
            },
            Row("no typ", .header) {
                try $0.token(header: #"{"alg":"HS256","kid":"\#($0.ring.current.id)"}"#, claims: $0.claimsText())
            },
            Row("no kid", .header) {
                try $0.token(header: #"{"alg":"HS256","typ":"at+jwt"}"#, claims: $0.claimsText())
            },
            Row("alg null", .header) {
                try $0.token(
                    header: #"{"alg":null,"typ":"at+jwt","kid":"\#($0.ring.current.id)"}"#, claims: $0.claimsText())
            },
            Row("header is an array", .header) { try $0.token(header: "[]", claims: $0.claimsText()) },
            Row("header is empty", .header) { try $0.token(header: "", claims: $0.claimsText()) },
            Row("header goes on", .header) { try $0.token(header: $0.header() + "{}", claims: $0.claimsText()) },
            Row("header is deep", .header) {
                try $0.token(header: String(repeating: "[", count: 1_000), claims: $0.claimsText())
            },
        ]

    /// Keys that are none of ours, and our keys used in other ways.
    static let keys =
        [
            "../../../../dev/null", "/dev/null", "..", "a/b", "' OR 1=1 --", "", "%00", "ключ",
            String(repeating: "k", count: 65),
        ]
        .map { (id: String) in
            Row("kid \(id)", .header) { try $0.token(header: $0.header(kid: id), claims: $0.claimsText()) }
        }
        + [
            Row("kid of nobody", .unknownKey) {
                try $0.token(header: $0.header(kid: "AAAAAAAAAAAAAAAA"), claims: $0.claimsText())
            },
            Row("kid of the next key", .unknownKey) {
                try $0.token(header: $0.header(kid: $0.ring.next.id), claims: $0.claimsText())
            },
            Row("the other algorithm with its own signature", .signature) { scenario in
                // The length of the signature gives it away before the key is asked.
                let other: TokenAlgorithm = scenario.ring.current.algorithm == .hs256 ? .eddsa : .hs256
                return try scenario.token(header: scenario.header(alg: other.rawValue), claims: scenario.claimsText())
            },
            Row("the public key as an HMAC secret", .algorithm) { scenario in
                guard let publicKey = scenario.ring.current.publicKey else {
                    // With HMAC the mirror image: an Ed25519 signature under the key's id.
                    let signed = Self.signed(scenario, algorithm: "EdDSA")
                    let signature = try Curve25519.Signing.PrivateKey().signature(for: Array(signed.utf8))
                    return signed + "." + Base64URL.encode(signature)
                }
                let signed = Self.signed(scenario, algorithm: "HS256")
                let code = HMAC<SHA256>.authenticationCode(
                    for: Array(signed.utf8), using: SymmetricKey(data: publicKey))
                return signed + "." + Base64URL.encode(code)
            },
            Row("the empty secret", .signature) { scenario in
                let algorithm = scenario.ring.current.algorithm
                let signed = Self.signed(scenario, algorithm: algorithm.rawValue)
                let code = HMAC<SHA256>.authenticationCode(
                    for: Array(signed.utf8), using: SymmetricKey(data: [UInt8]()))
                return signed + "."
                    + Base64URL.encode(Array(code) + [UInt8](repeating: 0, count: algorithm.signatureBytes - 32))
            },
            Row("a signature of zeros", .signature) { scenario in
                let algorithm = scenario.ring.current.algorithm
                return Self.signed(scenario, algorithm: algorithm.rawValue) + "."
                    + Base64URL.encode([UInt8](repeating: 0, count: algorithm.signatureBytes))
            },
            Row("no signature", .signature) {
                Self.signed($0, algorithm: $0.ring.current.algorithm.rawValue) + "."
            },
        ]

    /// Other spellings of a token that holds.
    static let encodings = [
        Row("padding", .malformed) { try $0.token() + "=" },
        Row("padded header", .malformed) { scenario in
            let parts = try scenario.token().split(separator: ".")
            return "\(parts[0])==.\(parts[1]).\(parts[2])"
        },
        Row("the alphabet for mail", .malformed) { try $0.token() + "+/" },
        Row("a line break", .malformed) { try $0.token() + "\n" },
        Row("a blank in front", .malformed) { try " " + $0.token() },
        Row("bits left over", .malformed) { scenario in
            // 32 bytes leave 2 bits of the last letter, 64 bytes leave 4: A is zero there.
            var token = Array(try scenario.token().utf8)
            let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
            guard let last = token.popLast(), let value = letters.firstIndex(of: last) else { throw Missing() }
            return String(decoding: token + [letters[value + 1]], as: UTF8.self)
        },
        Row("two parts", .malformed) { Self.signed($0, algorithm: "HS256") },
        Row("four parts", .malformed) { try $0.token() + ".AAAA" },
        Row("five parts, encrypted", .malformed) { try $0.token() + ".AAAA.AAAA" },
        Row("only dots", .header) { _ in ".." },
        Row("nothing", .malformed) { _ in "" },
        Row("JSON instead of compact", .malformed) { scenario in
            let parts = try scenario.token().split(separator: ".")
            return #"{"protected":"\#(parts[0])","payload":"\#(parts[1])","signature":"\#(parts[2])"}"#
        },
        Row("too long", .tooLong) { scenario in
            try scenario.token(
                header: scenario.header(), claims: scenario.claimsText() + String(repeating: " ", count: 4_000))
        },
    ]

    private static func signed(_ scenario: TokenScenario, algorithm: String) -> String {
        Base64URL.encode(scenario.header(alg: algorithm).utf8) + "." + Base64URL.encode(scenario.claimsText().utf8)
    }
}
