import Logging
import Storage
import Synchronization

/// Mail that accounts ask for: a link to choose a new password, a link to prove an address.
///
/// A request is noted and answered at once, whether or not anybody has the address, and looked at in the background: so
/// the time of the answer says nothing. Without a mail server the operator hands out links on the command line.
final class AccountMail: Sendable {
    /// What somebody asked for.
    private enum Request: Sendable {
        case passwordReset(email: String, ChangeOrigin)
        case verification(userID: Int64, ChangeOrigin)
    }

    /// Nil where no mail server is configured.
    let outbox: Outbox?

    private let accounts: AccountStore
    private let tokens: OneTimeTokenStore
    private let links: AccountLinks
    private let logger: Logger
    private let requests = Mutex<[Request]>([])

    init(
        outbox: Outbox?, accounts: AccountStore, tokens: OneTimeTokenStore, links: AccountLinks, logger: Logger
    ) {
        self.outbox = outbox
        self.accounts = accounts
        self.tokens = tokens
        self.links = links
        self.logger = logger
    }

    /// Whether there is a mail server to hand mails to.
    var canSend: Bool { outbox != nil }

    /// Notes that somebody wants a new password for the account of an address, if there is one.
    func requestPasswordReset(email: String, origin: ChangeOrigin) {
        note(.passwordReset(email: email, origin))
    }

    /// Notes that an account's address is to be proved; nothing happens where no mail server is configured.
    func requestVerification(userID: Int64, origin: ChangeOrigin) {
        guard outbox != nil else { return }
        note(.verification(userID: userID, origin))
    }

    /// Looks at what was asked for and puts the mails into the outbox.
    func handleRequests() async {
        let waiting = requests.withLock { requests in
            defer { requests = [] }
            return requests
        }
        for request in waiting {
            do {
                try await handle(request)
            } catch {
                logger.error("A request for mail failed.", metadata: ["error": "\(error)"])
            }
        }
    }

    // MARK: - In the background

    private func note(_ request: Request) {
        let isNoted = requests.withLock { requests in
            guard requests.count < Limits.waitingMailRequests else { return false }
            requests.append(request)
            return true
        }
        if !isNoted { logger.error("A request for mail is lost: too many wait to be looked at.") }
    }

    private func handle(_ request: Request) async throws {
        switch request {
        case .passwordReset(let email, let origin):
            guard let account = try await accounts.account(email: email), !account.isDisabled else { return }
            guard outbox != nil else {
                return logger.notice(
                    "Somebody asked for a new password, and no mail server is configured. 'geoclimate user reset-password' makes a link to hand out.",
                    metadata: ["subject": "user:\(account.id)"])
            }
            try await send(.passwordReset, AccountMessages.passwordReset, to: account, origin: origin)
        case .verification(let userID, let origin):
            guard let account = try await accounts.account(id: userID), !account.isDisabled else { return }
            try await send(.emailVerification, AccountMessages.verification, to: account, origin: origin)
        }
    }

    private func send(
        _ purpose: OneTimeTokenPurpose,
        _ message: (_ to: MailAddress, _ username: String, _ link: String) -> MailMessage,
        to account: Account, origin: ChangeOrigin
    ) async throws {
        let subject = "user:\(account.id)"
        guard let address = MailAddress(account.email) else {
            return logger.error("The account's address takes no mail.", metadata: ["subject": "\(subject)"])
        }
        let token = try await tokens.issue(
            purpose, userID: account.id, mailedTo: account.email, validFor: Limits.accountLinkSeconds,
            unlessWithin: Limits.accountLinkPauseSeconds, origin: origin)
        guard let token else { return }
        outbox?.add(
            OutgoingMail(
                message: message(address, account.username, links.link(purpose, token.secret)), subject: subject,
                purpose: purpose.rawValue))
    }
}
