import HTTPTypes

/// Why a login was refused.
enum LoginError: Error, Equatable, CustomStringConvertible {
    /// The name, the password or the code is wrong, or the account is disabled: the answer does not say which.
    case wrong
    /// The password is right, and the account asks for a code beside it.
    case secondFactorRequired
    /// Too many failures: nothing is checked for so many seconds.
    case locked(seconds: Int)

    var description: String {
        switch self {
        case .wrong: "The username, the password or the code is wrong."
        case .secondFactorRequired: "The account asks for a second factor: send the code of its authenticator too."
        case .locked(let seconds): "There were too many failed logins. Try again in \(Counted.text(seconds, "second"))."
        }
    }
}

extension APIError {
    /// 401, or 429 with the time to wait.
    init(_ error: LoginError) {
        switch error {
        case .wrong, .secondFactorRequired:
            self.init(.unauthorized, error.description, headers: [.wwwAuthenticate: "Bearer realm=\"geoclimate\""])
        case .locked(let seconds):
            self.init(.tooManyRequests, error.description, headers: [.retryAfter: String(seconds)])
        }
    }
}
