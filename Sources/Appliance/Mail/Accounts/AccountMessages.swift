/// The texts of mails about accounts: plain, short, with no link but the one that is needed.
enum AccountMessages {
    static func passwordReset(to address: MailAddress, username: String, link: String) -> MailMessage {
        MailMessage(
            to: address, subject: "Choose a new password for GeoClimate",
            text: """
                Hello \(username),

                somebody asked for a new password for your account. If it was you, open
                this link within \(minutes) minutes and choose one; it works once:

                \(link)

                If it was not you, do nothing: your password stays as it is.

                """)
    }

    static func verification(to address: MailAddress, username: String, link: String) -> MailMessage {
        MailMessage(
            to: address, subject: "Confirm your e-mail address for GeoClimate",
            text: """
                Hello \(username),

                an account was made with this e-mail address. If it is yours, open this
                link within \(minutes) minutes to confirm the address; it works once:

                \(link)

                If it is not yours, do nothing.

                """)
    }

    private static var minutes: Int { Limits.accountLinkSeconds / 60 }
}
