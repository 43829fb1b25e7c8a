import Foundation
import Storage

/// A mail as it goes over the wire: header and body in lines that end with CR LF (RFC 5322, RFC 2045).
enum MailText {
    /// The mail's bytes, before ``dotStuffed(_:)``.
    ///
    /// `id` is unique and of letters and digits. Nothing that is put into the header can end its line.
    static func encode(_ message: MailMessage, from: MailAddress, id: String, at time: Timestamp) -> [UInt8] {
        let body = lines(of: message.text)
        let isPlain = body.allSatisfy { $0.utf8.count <= 76 && isPrintable($0) }
        let header = [
            "From: GeoClimate <\(from)>",
            "To: <\(message.to)>",
            "Subject: \(header(message.subject))",
            "Date: \(MailDate.text(time))",
            "Message-ID: <\(id)@\(from.domain)>",
            // Machines do not answer machines (RFC 3834).
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: \(isPlain ? "7bit" : "base64")",
            "",
        ]
        return Array((header + (isPlain ? body : base64(body))).map { $0 + "\r\n" }.joined().utf8)
    }

    /// Doubles each dot that begins a line and ends the mail with the line that says so (RFC 5321, 4.5.2).
    static func dotStuffed(_ mail: [UInt8]) -> [UInt8] {
        let dot = UInt8(ascii: ".")
        var stuffed: [UInt8] = []
        stuffed.reserveCapacity(mail.count + 16)
        var beginsLine = true
        for byte in mail {
            if beginsLine, byte == dot { stuffed.append(dot) }
            stuffed.append(byte)
            beginsLine = byte == UInt8(ascii: "\n")
        }
        return stuffed + Array((beginsLine ? ".\r\n" : "\r\n.\r\n").utf8)
    }

    /// A header's text: as it is where it is short and printable ASCII, else in encoded words (RFC 2047), whose base64
    /// hides line ends as well.
    static func header(_ text: String) -> String {
        // What looks like an encoded word would be read as one.
        if text.utf8.count <= 66, isPrintable(text), !text.contains("=?") { return text }
        var words: [String] = []
        var word: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            // 45 bytes are 60 characters of base64, and with their frame fewer than the 75 that a word may have.
            if word.count + bytes.count > 45 {
                words.append(encodedWord(word))
                word = []
            }
            word += bytes
        }
        if !word.isEmpty { words.append(encodedWord(word)) }
        return words.joined(separator: "\r\n ")
    }

    private static func encodedWord(_ bytes: [UInt8]) -> String {
        "=?utf-8?B?\(Data(bytes).base64EncodedString())?="
    }

    private static func lines(of text: String) -> [String] {
        var lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// Lines of at most 76 characters (RFC 2045, 6.8).
    private static func base64(_ lines: [String]) -> [String] {
        let text = Array(Data(lines.map { $0 + "\r\n" }.joined().utf8).base64EncodedString().utf8)
        return stride(from: 0, to: text.count, by: 76).map {
            String(decoding: text[$0..<min($0 + 76, text.count)], as: UTF8.self)
        }
    }

    private static func isPrintable(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}
