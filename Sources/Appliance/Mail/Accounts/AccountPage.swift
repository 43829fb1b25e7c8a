import HTTPTypes
import Hummingbird

/// The few pages that links in mails lead to: a form or a sentence, without script, style or anything from elsewhere.
enum AccountPage {
    /// A page that says something.
    static func message(_ status: HTTPResponse.Status = .ok, title: String, _ text: String) -> Response {
        page(status, title: title, "<p>\(escaped(text))</p>")
    }

    /// A page with a form that posts `token` back to its own path, beside a password where one is asked for.
    ///
    /// A link alone must change nothing: mail programs and their guards open links before people do.
    static func form(title: String, action: String, token: String, asksForPassword: Bool, button: String) -> Response {
        let password = """
            <p><label>New password<br>
            <input type="password" name="password" autocomplete="new-password" required maxlength="1024"></label></p>
            """
        return page(
            .ok, title: title,
            """
            <form method="post" action="\(escaped(action))">
            <input type="hidden" name="token" value="\(escaped(token))">
            \(asksForPassword ? password : "")
            <p><button>\(escaped(button))</button></p>
            </form>
            """)
    }

    static func page(_ status: HTTPResponse.Status, title: String, _ body: String) -> Response {
        let html = """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>\(escaped(title))</title></head>
            <body><h1>\(escaped(title))</h1>
            \(body)
            </body>
            </html>

            """
        return Response(
            status, type: "text/html; charset=utf-8", bytes: Array(html.utf8),
            headers: [
                .cacheControl: "no-store",
                .contentSecurityPolicy:
                    "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
                // The address has the token in it; only this daemon may learn it.
                .referrerPolicy: "same-origin",
            ])
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}

extension HTTPField.Name {
    /// Which address a browser says it comes from.
    fileprivate static let referrerPolicy = known("Referrer-Policy")
}
