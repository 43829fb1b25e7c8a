import Crypto
import CryptoExtras
import Foundation
import Synchronization
import Testing

@testable import ObjectStore

@Suite struct ServiceAccountTests {
    private static let now = CalendarTime(secondsSince1970: 1_369_353_600)

    private static func account(_ key: String) -> ServiceAccount {
        ServiceAccount(
            email: "a@b.iam.gserviceaccount.com", privateKey: Secret(key), privateKeyID: "k1",
            tokenAddress: "https://oauth2.example.org/token")
    }

    private func decoded(_ part: Substring) throws -> Data {
        let text = part.replacing("-", with: "+").replacing("_", with: "/")
        return try #require(Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4)))
    }

    @Test func signsWhatGoogleAsksFor() throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let token = try ServiceAccountAssertion(account: Self.account(key.pemRepresentation)).token(at: Self.now)
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        #expect(parts.count == 3 && !token.contains("="))
        #expect(try String(decoding: decoded(parts[0]), as: UTF8.self) == #"{"alg":"RS256","typ":"JWT","kid":"k1"}"#)
        #expect(
            try String(decoding: decoded(parts[1]), as: UTF8.self)
                == #"{"iss":"a@b.iam.gserviceaccount.com","#
                + #""scope":"https://www.googleapis.com/auth/devstorage.read_write","#
                + #""aud":"https://oauth2.example.org/token","iat":1369353600,"exp":1369357200}"#)
        let signature = _RSA.Signing.RSASignature(rawRepresentation: try decoded(parts[2]))
        let hash = SHA256.hash(data: Data("\(parts[0]).\(parts[1])".utf8))
        #expect(key.publicKey.isValidSignature(signature, for: hash, padding: .insecurePKCS1v1_5))
    }

    @Test func saysThatAKeyIsNone() {
        #expect {
            try ServiceAccountAssertion(account: Self.account("not a key")).token(at: Self.now)
        } throws: { "\($0)".contains("not an RSA key in PEM") && !"\($0)".contains("not a key") }
    }

    @Test(arguments: [
        ("", "not a JSON object"), ("[]", "not a JSON object"),
        (#"{"type":"authorized_user"}"#, "not the key of a service"),
        (#"{"type":"service_account","private_key":"topsecret"}"#, "client_email or private_key is missing"),
        (#"{"type":"service_account","client_email":"topsecret@b"}"#, "client_email or private_key is missing"),
        (#"{"type":"service_account","type":"x"}"#, "not a JSON object"),
    ])
    func saysWhatIsWrongWithAFile(_ text: String, _ reason: String) {
        #expect { try ServiceAccount(keyFile: Array(text.utf8), named: "/key.json") } throws: {
            "\($0)".contains(reason) && "\($0)".contains("/key.json") && !"\($0)".contains("topsecret")
        }
    }

    @Test func readsAFileAndShowsNoKey() throws {
        let text =
            #"{"type":"service_account","client_email":"a@b","private_key":"topsecret","x":[{}],"token_uri":"u"}"#
        let account = try ServiceAccount(keyFile: Array(text.utf8), named: "f")
        #expect(account.email == "a@b" && account.tokenAddress == "u" && account.privateKeyID == nil)
        var dumped = "\(account) \(String(reflecting: account))"
        dump(account, to: &dumped)
        #expect(!dumped.contains("topsecret"))
    }

    // MARK: - Access tokens

    private static func tokens(
        _ answer: @escaping @Sendable (Int) -> StoreResponse
    ) throws -> (AccessTokens, ScriptedTransport) {
        let account = account(try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation)
        let transport = ScriptedTransport { _, number in answer(number) }
        return (AccessTokens(accounts: .fixed(account), transport: transport), transport)
    }

    private static func later(_ seconds: Int) -> CalendarTime {
        CalendarTime(secondsSince1970: now.secondsSince1970 + seconds)
    }

    @Test func asksOnceUntilShortlyBeforeTheEnd() async throws {
        let (tokens, transport) = try Self.tokens {
            StoreResponse(200, [:], #"{"access_token":"t\#($0)","expires_in":3600,"token_type":"Bearer"}"#)
        }
        let first = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<10 { group.addTask { try await tokens.current(at: Self.now) } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(first == ["t0"])
        #expect(try await tokens.current(at: Self.later(3_600 - Limits.tokenMarginSeconds - 1)) == "t0")
        #expect(try await tokens.current(at: Self.later(3_600 - Limits.tokenMarginSeconds)) == "t1")
        await tokens.forget()
        #expect(try await tokens.current(at: Self.later(3_500)) == "t2")
        #expect(transport.requests.count == 3)
        let request = try #require(transport.requests.first)
        #expect(request.url == "https://oauth2.example.org/token")
        let body = String(decoding: request.body, as: UTF8.self)
        #expect(body.hasPrefix("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=ey"))
    }

    @Test func followsTheClockOfTheTokenService() async throws {
        let date = Self.later(7_200).httpDate
        let (tokens, transport) = try Self.tokens {
            $0 == 0
                ? StoreResponse(400, ["date": date], #"{"error":"invalid_grant"}"#)
                : StoreResponse(200, [:], #"{"access_token":"t","expires_in":3600}"#)
        }
        #expect(try await tokens.current(at: Self.now) == "t")
        #expect(transport.requests.count == 2)
    }

    @Test(arguments: [
        (StoreResponse(400, [:], #"{"error":"invalid_grant"}"#), false), (StoreResponse(503), true),
        (StoreResponse(200, [:], "{}"), true), (StoreResponse(200, [:], "not JSON"), true),
        (StoreResponse(200, [:], #"{"access_token":"a\r\nb","expires_in":1}"#), true), (StoreResponse(302), false),
    ])
    func saysThatThereIsNoToken(_ response: StoreResponse, _ isTransient: Bool) async throws {
        let (tokens, _) = try Self.tokens { _ in response }
        await #expect { try await tokens.current(at: Self.now) } throws: {
            ($0 as? ObjectStoreError)?.isTransient == isTransient && "\($0)".contains("a@b.iam.gserviceaccount.com")
        }
    }

    @Test func sendsNoAssertionInTheClear() async throws {
        let account = ServiceAccount(
            email: "a@b", privateKey: Secret("k"), privateKeyID: nil, tokenAddress: "http://example.org/token")
        let transport = ScriptedTransport { _, _ in StoreResponse(200) }
        let tokens = AccessTokens(accounts: .fixed(account), transport: transport)
        await #expect { try await tokens.current(at: Self.now) } throws: { "\($0)".contains("in the clear") }
        #expect(transport.requests.isEmpty)
    }
}
