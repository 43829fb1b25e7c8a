@testable import Access

extension TokenAttackTests {
    /// Claims that are signed properly and still are not what is issued here.
    static let claims: [Row] =
        [
            ("another issuer", "https://air.example", "https://evil.example", .issuer),
            ("an issuer that begins like ours", "https://air.example", "https://air.example.evil", .issuer),
            ("another audience", #""geoclimate""#, #""other""#, .audience),
            ("audience as a list", #""aud":"geoclimate""#, #""aud":["geoclimate"]"#, .claims),
            ("expired", "1735690500", "1735689570", .claims),
            ("a life of a day", "1735690500", "1735776000", .claims),
            ("an endless life", "1735690500", "9223372036854775807", .claims),
            ("the end as text", "1735690500", #""1735690500""#, .claims),
            ("the end with a fraction", "1735690500", "1735690500.0", .claims),
            ("the end with an exponent", "1735690500", "17356905e2", .claims),
            ("a negative end", "1735690500", "-1735690500", .claims),
            ("an end beyond all numbers", "1735690500", "1e400", .claims),
            ("not yet valid", #""nbf":1735689600"#, #""nbf":1735689700"#, .notYetValid),
            ("valid after its end", #""nbf":1735689600"#, #""nbf":1735699999"#, .claims),
            ("a subject that is no account", #""sub":"12""#, #""sub":"admin""#, .claims),
            ("a subject in another spelling", #""sub":"12""#, #""sub":"+12""#, .claims),
            ("a subject with a zero in front", #""sub":"12""#, #""sub":"012""#, .claims),
            ("a subject below one", #""sub":"12""#, #""sub":"0""#, .claims),
            ("a subject as a number", #""sub":"12""#, #""sub":12"#, .claims),
            ("a subject twice", #""sub":"12""#, #""sub":"12","sub":"1""#, .claims),
            ("a subject twice, escaped", #""sub":"12""#, #""sub":"12","\u0073ub":"1""#, .claims),
            ("an unknown claim", #""sub":"12""#, #""sub":"12","admin":true"#, .claims),
            ("a nested claim", #""sub":"12""#, #""sub":"12","cnf":{"kid":"1"}"#, .claims),
            ("a negative epoch", #""epoch":3"#, #""epoch":-1"#, .claims),
            ("an epoch as text", #""epoch":3"#, #""epoch":"3""#, .claims),
            ("no epoch", #""epoch":3,"#, "", .claims),
            ("a scope of no permission", "model:read", "model:everything", .claims),
            ("a scope with two blanks", "model:read", "model:read  model:write", .claims),
            ("a scope in another spelling", "model:read", "*", .claims),
            ("a session that is a path", "c2Vzc2lvbg", "../etc", .claims),
            ("an id that is empty", "dG9rZW4", "", .claims),
        ].map { name, old, new, refusal in
            Row(name, refusal) {
                try $0.token(header: $0.header(), claims: $0.claimsText(replacing: old, with: new))
            }
        }
        + ["iss", "aud", "sub", "sid", "jti", "exp", "nbf", "iat"].map { (name: String) in
            Row("without \(name)", .claims) {
                // Under another name of the same length it is unknown, and so the claim is missing as well.
                try $0.token(header: $0.header(), claims: $0.claimsText(replacing: #""\#(name)":"#, with: #""not":"#))
            }
        }
        + [
            Row("claims are a list", .claims) { try $0.token(header: $0.header(), claims: "[]") },
            Row("claims are empty", .claims) { try $0.token(header: $0.header(), claims: "{}") },
            Row("claims are no JSON", .claims) { try $0.token(header: $0.header(), claims: "sub=12") },
            Row("claims are not UTF-8", .claims) {
                try $0.token(header: Base64URL.encode($0.header().utf8), payload: Base64URL.encode([0x22, 0xFF, 0x22]))
            },
            Row("a token in a token", .claims) { try $0.token(header: $0.header(), claims: $0.token()) },
            Row("something follows", .claims) { try $0.token(header: $0.header(), claims: $0.claimsText() + "{}") },
        ]
}
