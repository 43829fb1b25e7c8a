import Foundation
import HTTPTypes
import Logging
import Resilience
import Storage
import Synchronization
import Testing

@testable import Appliance

/// Password reset and proof of an address, from the request to the mail and back.
@Suite struct AccountMailTests {
    @Test func theAnswerSaysNothingOfWhoExists() async throws {
        try await TestAppliance.run { appliance in
            let known = try await appliance.addAda()
            let one = try await appliance.post("/password-reset", #"{"email":"ada@example.org"}"#)
            let other = try await appliance.post("/password-reset", #"{"email":"nobody@example.org"}"#)
            #expect(one.status == .accepted && other.status == .accepted && one.bytes == other.bytes)
            #expect(try await appliance.parts.accounts.account(id: known)?.sessionEpoch == 0)
            #expect(one.text.contains("This server sends no mail."), "nothing is promised that does not come")
            #expect(PasswordResetEndpoints.noted(canSend: true).contains("is mailed to it"))
        }
    }

    @Test func aMailedLinkSetsAPasswordOnce() async throws {
        try await TestAppliance.run { appliance in
            let id = try await appliance.addAda()
            let post = PostOffice(appliance)
            post.mail.requestPasswordReset(email: "ADA@example.org", origin: appliance.origin)
            let token = try #require(await post.delivered().first)
            let path = "/password-reset/confirm"
            let page = try await appliance.get("\(path)?token=\(token)")
            #expect(page.status == .ok && page.text.contains(#"value="\#(token)""#))
            #expect(page.headers[.cacheControl] == "no-store")
            let short = try await appliance.post(path, #"{"token":"\#(token)","password":"short"}"#)
            #expect(short.status == .unprocessableContent)
            let body = #"{"token":"\#(token)","password":"a long enough password"}"#
            #expect(try await appliance.post(path, body).status == .ok)
            #expect(try await appliance.post(path, body).status == .badRequest)
            #expect(try await appliance.parts.accounts.account(id: id)?.sessionEpoch == 1)
        }
    }

    @Test func aFormIsAnsweredWithPages() async throws {
        try await TestAppliance.run { appliance in
            let id = try await appliance.addAda()
            let token = try await appliance.parts.oneTimeTokens.issue(
                .emailVerification, userID: id, validFor: 600, origin: appliance.origin)
            let form = "application/x-www-form-urlencoded"
            let body = Array("token=\(token.secret)".utf8)
            let first = try await appliance.send(.post, "/verify-email", body, type: form)
            #expect(first.status == .ok && first.text.contains("The e-mail address is confirmed."))
            #expect(try await appliance.parts.accounts.account(id: id)?.emailVerifiedAt != nil)
            let second = try await appliance.send(.post, "/verify-email", body, type: form)
            #expect(second.status == .badRequest && second.text.contains("<h1>"))
            #expect(try await appliance.metrics().contains("user_email_verified 1"))
        }
    }

    @Test func answersFitTheirSchemas() async throws {
        try await TestAppliance.run { appliance in
            let id = try await appliance.addAda()
            let document = try OpenAPIDocument()
            let token = try await appliance.parts.oneTimeTokens.issue(
                .emailVerification, userID: id, validFor: 600, origin: appliance.origin)
            let cases: [(String, String, Int)] = [
                ("/password-reset", #"{"email":"ada@example.org"}"#, 202), ("/password-reset", "{}", 422),
                ("/password-reset/confirm", #"{"token":"x","password":"y"}"#, 400),
                ("/verify-email", #"{"token":"\#(token.secret)"}"#, 200), ("/verify-email", #"{"token":""}"#, 400),
            ]
            for (path, body, status) in cases {
                let answer = try await appliance.post(path, body)
                #expect(answer.status.code == status, "\(path) \(answer.text)")
                let violations = try document.violations(
                    of: try answer.json(), try document.schema("post", path, status))
                #expect(violations.isEmpty, "\(path): \(violations)")
            }
        }
    }

    @Test func aPageShowsNothingThatIsNoToken() async throws {
        try await TestAppliance.run { appliance in
            let refused = try await appliance.get("/verify-email?token=%22%3E%3Cscript%3E")
            try expectProblem(refused, .unprocessableContent, at: ["query", "token"])
            #expect(!refused.text.contains("<script>"))
            let page = try await appliance.get("/verify-email?token=a-b_1")
            #expect(page.status == .ok && page.text.contains("value=\"a-b_1\""))
            #expect(page.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
        }
    }

    @Test(arguments: [
        ("/verify-email", HTTPResponse.Status.unprocessableContent), ("/verify-email?token=", .unprocessableContent),
        ("/verify-email?token=a&x=1", .unprocessableContent), ("/verify-email?token=a%2Eb", .unprocessableContent),
        ("/verify-email?token=" + String(repeating: "a", count: 128), .ok),
        ("/verify-email?token=" + String(repeating: "a", count: 129), .unprocessableContent),
    ])
    func pagesTakeATokenAndNothingElse(path: String, status: HTTPResponse.Status) async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.get(path)
            #expect(answer.status == status)
        }
    }

    @Test(arguments: [
        (#"{"email":1}"#, "application/json", 422), (#"{}"#, "application/json", 422),
        (#"[]"#, "application/json", 422),
        (#"{"email":"a@b","x":"y"}"#, "application/json", 422),
        (#"{"email":"a@b","email":"c@d"}"#, "application/json", 400),
        ("email=a&email=b", "application/x-www-form-urlencoded", 400),
        ("email=%FF", "application/x-www-form-urlencoded", 422),
        ("email=%zz", "application/x-www-form-urlencoded", 422), ("x=y", "application/x-www-form-urlencoded", 422),
        ("email=a%40b+c", "application/x-www-form-urlencoded", 202), ("email", "text/plain", 415),
    ])
    func requestsAreClosedTypes(body: String, type: String, status: Int) async throws {
        try await TestAppliance.run { appliance in
            let answer = try await appliance.send(.post, "/password-reset", Array(body.utf8), type: type)
            #expect(answer.status.code == status, "\(answer.text)")
        }
    }

    @Test func anAccountGetsOneMailInAWhileAndADisabledOneNone() async throws {
        try await TestAppliance.run { appliance in
            let id = try await appliance.addAda()
            let post = PostOffice(appliance)
            for _ in 0..<5 { post.mail.requestPasswordReset(email: "ada@example.org", origin: appliance.origin) }
            post.mail.requestPasswordReset(email: "nobody@example.org", origin: appliance.origin)
            #expect(await post.delivered().count == 1)
            appliance.clock.advance(milliseconds: UInt64(Limits.accountLinkPauseSeconds) * 1_000)
            post.mail.requestPasswordReset(email: "ada@example.org", origin: appliance.origin)
            post.mail.requestVerification(userID: id, origin: appliance.origin)
            #expect(await post.delivered().count == 2)
        }
    }

    @Test func requestsThatWaitAreBounded() async throws {
        try await TestAppliance.run { appliance in
            let post = PostOffice(appliance)
            for _ in 0...Limits.waitingMailRequests {
                post.mail.requestPasswordReset(email: "nobody@example.org", origin: appliance.origin)
            }
            appliance.logSystem.flush()
            let lines = appliance.log.text.split(separator: "\n").filter { $0.contains("A request for mail is lost") }
            #expect(lines.count == 1)
        }
    }

    @Test func withoutAMailServerTheOperatorIsTold() async throws {
        try await TestAppliance.run { appliance in
            let id = try await appliance.addAda()
            appliance.parts.mail.requestPasswordReset(email: "ada@example.org", origin: appliance.origin)
            await appliance.parts.mail.handleRequests()
            appliance.logSystem.flush()
            #expect(appliance.log.text.contains("user:\(id)") && !appliance.log.text.contains("ada@example.org"))
        }
    }
}

/// A mail server in memory, and the requests that lead to it.
private struct PostOffice: Sendable {
    let mail: AccountMail
    private let box: Box

    private final class Box: Sendable {
        let texts = Mutex<[String]>([])
    }

    init(_ appliance: TestAppliance) {
        let box = Box()
        self.box = box
        let clock = appliance.clock.clock
        let outbox = Outbox(
            time: CallTime(
                now: clock.monotonicNanoseconds,
                sleep: { _ in while true { try await Task.sleep(for: .seconds(3_600)) } },
                random: { 0 }),
            logger: appliance.logSystem.logger("test")
        ) { message async throws(CallFailure) in
            box.texts.withLock { $0.append(message.text) }
        }
        mail = AccountMail(
            outbox: outbox, accounts: appliance.parts.accounts, tokens: appliance.parts.oneTimeTokens,
            links: AccountLinks(publicURL: "https://air.example.org", host: "127.0.0.1", port: 1),
            logger: appliance.logSystem.logger("test"))
    }

    /// Handles what was asked for, and answers the tokens of the mails that came of it.
    func delivered() async -> [String] {
        await mail.handleRequests()
        await mail.outbox?.sendDue()
        let texts = box.texts.withLock { texts in
            defer { texts = [] }
            return texts
        }
        return texts.compactMap { text in
            text.firstMatch(of: #/https:\/\/air\.example\.org\/[a-z\/-]+\?token=([A-Za-z0-9_-]{43})\n/#).map {
                String($0.1)
            }
        }
    }
}

extension TestAppliance {
    /// Makes the account `ada` and answers its id.
    fileprivate func addAda() async throws -> Int64 {
        try await parts.accounts.create(
            NewAccount(
                username: "ada", email: "ada@example.org", passwordHash: nil, tier: "free", roles: ["user"]),
            origin: origin
        ).id
    }
}
