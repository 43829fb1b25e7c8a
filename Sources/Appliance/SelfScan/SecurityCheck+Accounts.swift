import Access
import Storage

extension SecurityCheck {
    /// People and their passwords.
    static let accounts = [
        ofInventory("accounts.administrator", "6.3.2") { inventory, _ in
            switch inventory.administrators {
            case 0 where inventory.accounts == 0: .manual("There are no accounts yet: the set-up link makes the first.")
            case 0: .fail("No enabled account may administer. Make one with geoclimate user create --role admin.")
            default: .pass("\(inventory.administrators) of \(inventory.accounts) accounts; none came with the program.")
            }
        },
        ofInventory("accounts.password_hashes", "11.4.2") { inventory, _ in
            let scrypt = ScryptParameters.standard
            let current = "$scrypt$ln=\(scrypt.logCost),r=\(scrypt.blockSize),p=\(scrypt.parallelism)"
            let weak = inventory.passwordHashes.filter { kind, _ in
                kind != current && !kind.isEmpty && !kind.hasPrefix("$2")
            }
            guard weak.isEmpty else {
                let kinds = weak.sorted { $0.key < $1.key }.map { "\($0.value) as \($0.key)" }
                return .fail("Passwords are hashed in another way than today's: \(kinds.joined(separator: ", ")).")
            }
            return .pass("\(inventory.passwordHashes[current] ?? 0) as \(current).")
        },
        ofInventory("accounts.imported_hashes", "11.4.2") { inventory, _ in
            let imported = inventory.passwordHashes.filter { $0.key.hasPrefix("$2") }.values.reduce(0, +)
            return imported == 0
                ? .pass("No account has an imported bcrypt hash.")
                : .manual("\(imported) accounts have a bcrypt hash until they log in next; bcrypt ends at 72 bytes.")
        },
        ofInventory("accounts.without_password") { inventory, _ in
            let without = inventory.passwordHashes[""] ?? 0
            return without == 0
                ? .pass("Every account has a password.")
                : .manual("\(without) accounts have no password: they work with keys alone. Is each meant to?")
        },
        ofInventory("accounts.second_factor", "6.3.3") { inventory, _ in
            guard inventory.administrators > 0 else { return .notApplicable("There is no administrator.") }
            let without = inventory.administratorsWithoutSecondFactor
            return without == 0
                ? .pass("Every administrator has one.")
                : .fail("\(without) of \(inventory.administrators) administrators have none.")
        },
        SecurityCheck("accounts.password_rules", "6.2.1") { _ in
            let least = PasswordLimits.minimumCharacters
            return least >= 15
                ? .pass("At least \(least) characters, common ones refused.")
                : .fail("\(least) characters are allowed.")
        },
        SecurityCheck("accounts.registration") { facts in
            switch facts.settings["auth.registration"] {
            case nil: .notApplicable("There is no registration.")
            case "open": .manual("Anybody who reaches the daemon may make an account. Is that meant?")
            case let mode?: .pass("auth.registration is \(mode).")
            }
        },
        SecurityCheck("accounts.lockout", "6.1.1") { facts in
            guard let failures = facts.number("auth.lockout.failures"),
                let longest = facts.number("auth.lockout.longest_wait_seconds"),
                let ofAddress = facts.number("auth.lockout.address_failures"),
                let window = facts.number("auth.lockout.address_window_seconds")
            else { return .notApplicable("There are no logins.") }
            let evidence =
                "\(failures) wrong passwords of a name from an address, then waits of up to \(longest) s; "
                + "\(ofAddress) of an address in \(window) s."
            // A quarter of an hour is what the number of failures of an address is for.
            let aQuarter = ofAddress * 900 / max(window, 1)
            let isSlow =
                failures <= Limits.lockoutFailures && longest >= Limits.lockoutLongestWait
                && aQuarter <= Limits.lockoutAddressFailures
            return isSlow ? .pass(evidence) : .fail("That is too much for somebody who guesses: \(evidence)")
        },
    ]

    /// API keys.
    static let keys = [
        ofInventory("keys.expiry", "13.3.4") { inventory, _ in
            guard inventory.liveKeys > 0 else { return .notApplicable("There are no live keys.") }
            return inventory.neverExpiringKeys == 0
                ? .pass("All \(inventory.liveKeys) live keys expire.")
                : .manual("\(inventory.neverExpiringKeys) of \(inventory.liveKeys) live keys never expire.")
        },
        ofInventory("keys.age", "13.3.4") { inventory, facts in
            guard let oldest = inventory.oldestLiveKey else { return .notApplicable("There are no live keys.") }
            let days = facts.days(since: oldest)
            return days <= Limits.keyAgeDays
                ? .pass("The oldest live key is \(Counted.text(days, "day")) old.")
                : .manual(
                    "The oldest live key is \(Counted.text(days, "day")) old. Rotate keys within \(Limits.keyAgeDays) days."
                )
        },
        ofInventory("keys.disabled_accounts", "7.4.2") { inventory, _ in
            inventory.liveKeysOfDisabledAccounts == 0
                ? .pass("No disabled account has a live key.")
                : .manual(
                    "\(inventory.liveKeysOfDisabledAccounts) keys of disabled accounts work again when these are enabled."
                )
        },
    ]

    /// Access tokens.
    static let tokens = [
        SecurityCheck("tokens.lifetime", "7.3.2") { facts in
            guard let minutes = facts.number("auth.access_token_minutes") else {
                return .notApplicable("There are no access tokens.")
            }
            return minutes <= Limits.accessTokenMinutes
                ? .pass("\(minutes) minutes.")
                : .fail("\(minutes) minutes; a stolen token should not live longer than \(Limits.accessTokenMinutes).")
        },
        SecurityCheck("tokens.refresh_lifetime", "7.3.2") { facts in
            guard let days = facts.number("auth.refresh_token_days") else {
                return .notApplicable("There are no refresh tokens.")
            }
            return days <= Limits.refreshTokenDays
                ? .pass("\(days) days at most.")
                : .fail("\(days) days without a login; \(Limits.refreshTokenDays) are enough.")
        },
        SecurityCheck("tokens.password_grant", "10.4.4") { facts in
            switch facts.settings["auth.password_grant"] {
            case nil: .notApplicable("There is no token endpoint.")
            case "true": .manual("POST /token takes passwords, for existing clients. Set auth.password_grant to false.")
            default: .pass("It is off.")
            }
        },
        SecurityCheck("tokens.algorithm", "9.1.2") { facts in
            switch facts.settings["auth.access_token_algorithm"]?.lowercased() {
            case nil: .notApplicable("There are no access tokens.")
            case "eddsa": .pass("EdDSA alone; whoever checks tokens cannot make them.")
            case "hs256": .pass("HS256 alone. Where others check tokens too, set EdDSA.")
            case let other?: .fail("'\(other)' is neither EdDSA nor HS256.")
            }
        },
        SecurityCheck("tokens.audience", "9.2.3") { facts in
            switch facts.settings["auth.audience"] {
            case nil: .notApplicable("There are no access tokens.")
            case "": .fail("Tokens name nobody whom they are for. Set auth.audience.")
            case let audience?: .pass("Tokens are for '\(audience)' and no other is taken.")
            }
        },
        ofInventory("tokens.signing_key_age", "13.3.4") { inventory, facts in
            guard let changed = inventory.signingKeyChangedAt else {
                return .notApplicable("The audit log has no change of signing keys.")
            }
            let days = facts.days(since: changed)
            return days <= Limits.keyAgeDays
                ? .pass("It is \(Counted.text(days, "day")) old.")
                : .manual("It is \(Counted.text(days, "day")) old. Rotate it.")
        },
    ]
}
