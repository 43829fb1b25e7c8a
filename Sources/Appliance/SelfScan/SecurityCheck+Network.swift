import Access
import Storage

extension SecurityCheck {
    /// Where the daemon listens and whom it believes.
    static let network = [
        SecurityCheck("network.encrypted", "12.1.1") { facts in
            let host = facts.settings["server.host"] ?? ""
            if isThisMachine(host) {
                return .pass("\(host) is reached from this machine alone.")
            }
            return facts.certificate != nil
                ? .pass("\(host) is served over TLS.")
                : .fail("\(host) is reached by others without TLS. Set server.tls.certificate and server.tls.key.")
        },
        SecurityCheck("network.certificate", "12.2.2") { facts in
            switch facts.certificate {
            case nil: return .notApplicable("No certificate is configured.")
            case .unreadable(let reason): return .fail("The certificate cannot be read: \(reason)")
            case .validUntil(let time):
                let days = -facts.days(since: time)
                if time <= facts.now { return .fail("The certificate expired on \(time).") }
                return days >= Limits.certificateDays
                    ? .pass("It is valid for \(days) days.") : .fail("It expires in \(days) days, on \(time).")
            }
        },
        SecurityCheck("network.trusted_proxies", "4.1.3") { facts in
            let list = (facts.settings["server.trusted_proxies"] ?? "").split(separator: ",").map(String.init)
            let wide = list.filter { $0.hasSuffix("/0") || $0 == "*" }
            guard wide.isEmpty else { return .fail("Everybody is believed what address they say: \(wide).") }
            return list.isEmpty
                ? .pass("Nobody is believed another address than its own.")
                : .manual("Believed: \(list.joined(separator: ", ")). Does each set the field itself?")
        },
        SecurityCheck("network.mail", "12.3.1") { facts in
            guard let host = facts.settings["mail.host"], !host.isEmpty else {
                return .notApplicable("No mail server is configured.")
            }
            guard facts.settings["mail.tls"] == "off" else { return .pass("Mail goes to \(host) encrypted.") }
            return isThisMachine(host)
                ? .pass("\(host) is this machine.") : .fail("Mail goes to \(host) in clear. Set mail.tls to starttls.")
        },
        SecurityCheck("limits.tiers", "2.4.1") { facts in
            // Without either of its two numbers there is no limit by the minute.
            let keys = LimitKeys.tiers.filter { $0.tier.name != "enterprise" }
                .flatMap { [$0.perMinute.info.name, $0.burst.info.name, $0.perDay.info.name] }
            let values = keys.map { (name: $0, value: facts.settings[$0]) }
            guard !values.contains(where: { $0.value == nil }) else { return .notApplicable("There are no tiers.") }
            let opened = values.filter { $0.value == "unlimited" }.map(\.name)
            return opened.isEmpty
                ? .pass("Every tier but enterprise has a limit a minute and a day.")
                : .fail("There is no limit by \(opened.joined(separator: ", ")).")
        },
    ]

    private static func isThisMachine(_ host: String) -> Bool {
        (try? ListenAddress(host: host))?.isLoopback ?? false
    }

    /// What a running daemon answers to strangers.
    static let requests = [
        ofDaemon("http.authentication", "8.2.1") { daemon in
            daemon.anonymousStatus == 401
                ? .pass("GET /audit answers 401 without credentials.")
                : .fail("GET /audit answers \(daemon.anonymousStatus) without credentials.")
        },
        ofDaemon("http.hsts", "3.4.1") { daemon in
            guard daemon.isHTTPS else { return .notApplicable("\(daemon.url) is not https.") }
            let field = daemon.pageHeaders["strict-transport-security"] ?? ""
            let age = field.split(separator: ";").map { $0.trimmingSpaces() }
                .first { $0.hasPrefix("max-age=") }.flatMap { Int($0.dropFirst("max-age=".count)) }
            return (age ?? 0) >= 31_536_000
                ? .pass("Strict-Transport-Security: \(field)") : .fail("Strict-Transport-Security is '\(field)'.")
        },
        ofDaemon("http.content_security_policy", "3.4.3") { daemon in
            let policy = daemon.pageHeaders["content-security-policy"] ?? ""
            let missing = ["default-src 'none'", "frame-ancestors 'none'"].filter { !policy.contains($0) }
            return missing.isEmpty && !policy.contains("unsafe-eval")
                ? .pass("It begins with nothing allowed.") : .fail("Content-Security-Policy is '\(policy)'.")
        },
        ofDaemon("http.headers", "3.4.4") { daemon in
            let wanted = ["x-content-type-options": "nosniff", "referrer-policy": "no-referrer"]
            let missing = wanted.filter { daemon.pageHeaders[$0.key] != $0.value }.keys.sorted()
            return missing.isEmpty
                ? .pass("nosniff and no-referrer.")
                : .fail("Not as they should be: \(missing.joined(separator: ", ")).")
        },
        ofDaemon("http.cors", "3.4.2") { daemon in
            let allowed = [daemon.allowedOrigin, daemon.preflightAllowedOrigin].compactMap(\.self)
            return allowed.isEmpty
                ? .pass("Pages of other sites are allowed nothing.")
                : .fail("A page of any site is answered Access-Control-Allow-Origin: \(allowed[0]).")
        },
        ofDaemon("http.trace", "13.4.4") { daemon in
            daemon.traceStatus >= 400 && daemon.traceStatus < 600
                ? .pass("TRACE is refused with \(daemon.traceStatus).") : .fail("TRACE answers \(daemon.traceStatus).")
        },
        ofDaemon("http.cookies", "3.3.3") { daemon in
            guard !daemon.cookies.isEmpty else { return .notApplicable("The daemon sets no cookie.") }
            let weak = daemon.cookies.filter { cookie in
                let parts = Set(cookie.lowercased().split(separator: ";").dropFirst().map { $0.trimmingSpaces() })
                return !cookie.hasPrefix("__Host-") || !parts.isSuperset(of: ["secure", "httponly", "samesite=strict"])
            }
            return weak.isEmpty
                ? .pass("Each is __Host-, Secure, HttpOnly and SameSite=Strict.")
                : .fail("\(weak.count) cookies are not __Host-, Secure, HttpOnly and SameSite=Strict.")
        },
    ]

    /// How the daemon is run.
    static let operations = [
        SecurityCheck("host.unit") { facts in
            guard let score = facts.unitScore else {
                return .notApplicable("systemd has no geoclimate.service that it can be asked about.")
            }
            return score <= Limits.unitScore
                ? .pass("systemd-analyze gives it \(score).")
                : .fail("systemd-analyze gives it \(score); the shipped unit is at most \(Limits.unitScore).")
        },
        SecurityCheck("backup.restore") { facts in
            guard !(facts.settings["replica.url"] ?? "").isEmpty else {
                return .notApplicable("replica.url is not set: nothing is kept anywhere else.")
            }
            guard let record = facts.replicaProof else {
                return .fail("Nothing is known of a replica. Start the daemon; it proves a restore by itself.")
            }
            let hours = facts.number("replica.proof_hours") ?? ConfigurationKeys.replicaProof.defaultValue
            if let problem = record.problem(at: facts.now.millisecondsSince1970, proofHours: hours) {
                return .fail(problem)
            }
            guard let proven = record.proven else { return .pass("The first restore is proved within an hour.") }
            return .pass(
                "A restore was proved at \(Timestamp(millisecondsSince1970: proven.timestamp)) in \(proven.milliseconds) ms."
            )
        },
    ]
}
