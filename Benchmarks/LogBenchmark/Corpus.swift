import Support

/// Lines as they come, made from a seed.
struct Corpus {
    /// What kind of lines.
    enum Kind: String, CaseIterable {
        /// The daemon's own request log: JSON.
        case requests
        /// Web server access log, combined format.
        case access
        /// System log of a host with some services, as RFC 3164 has it.
        case system
        /// A distributed file system's log, with block ids and addresses.
        case storage
    }

    let kind: Kind
    private var generator: SplitMix64
    private var milliseconds: Int64
    private var count = 0

    init(_ kind: Kind, seed: UInt64, start: Int64) {
        self.kind = kind
        generator = SplitMix64(seed: seed)
        milliseconds = start
    }

    /// The next line and its time in milliseconds since 1970.
    mutating func next() -> (time: Int64, line: [UInt8]) {
        count += 1
        milliseconds += skewed(24)
        let line =
            switch kind {
            case .requests: request()
            case .access: access()
            case .system: system()
            case .storage: storage()
            }
        return (milliseconds, Array(line.utf8))
    }

    // MARK: Kinds

    private mutating func request() -> String {
        let choice = number(100)
        let (method, route, path, status, bytesIn, bytesOut, microseconds): (String, String, String, Int, Int, Int, Int)
        switch choice {
        case ..<80: (method, route, path, status) = ("POST", "/predict", "/predict", 200)
        case ..<86: (method, route, path, status) = ("POST", "/predict/batch", "/predict/batch", 200)
        case ..<90: (method, route, path, status) = ("GET", "/health/ready", "/health/ready", 200)
        case ..<94: (method, route, path, status) = ("GET", "/metrics", "/metrics", 200)
        case ..<97: (method, route, path, status) = ("GET", "/models/{model_id}", "/models/\(number(40))", 200)
        case ..<99: (method, route, path, status) = ("POST", "/predict", "/predict", [401, 422, 429][number(3)])
        default:
            (method, route, path, status) = (
                "GET", "unmatched", "/" + ["wp-login.php", ".env", "robots.txt"][number(3)], 404
            )
        }
        switch path {
        case "/predict": (bytesIn, bytesOut, microseconds) = (150 + number(40), 200 + number(6), 60 + Int(skewed(200)))
        case "/predict/batch":
            (bytesIn, bytesOut, microseconds) = (number(9_000), number(9_000), 800 + Int(skewed(8_000)))
        case "/health/ready": (bytesIn, bytesOut, microseconds) = (0, 39, 200 + number(400))
        case "/metrics": (bytesIn, bytesOut, microseconds) = (0, 24_000 + number(800), 9_000 + number(9_000))
        default: (bytesIn, bytesOut, microseconds) = (0, 250 + number(700), 50 + number(900))
        }
        let user = status == 401 || choice >= 99 || choice == 88 ? "" : ",\"user\":\"key:\(1 + skewed(60))\""
        return
            "{\"time\":\"\(time("T", "Z"))\",\"level\":\"info\",\"logger\":\"geoclimate.http\",\"message\":\"request\","
            + "\"method\":\"\(method)\",\"route\":\"\(route)\",\"path\":\"\(path)\",\"status\":\(status),"
            + "\"duration_ms\":\(Double(microseconds) / 1_000),\"bytes_in\":\(bytesIn),\"bytes_out\":\(bytesOut),"
            + "\"request_id\":\"33da89549d630dad\(hex(UInt64(count), 8))\",\"remote\":\"\(address())\"\(user)}"
    }

    private mutating func access() -> String {
        let path = ["/", "/index.html", "/api/v1/items/\(number(5_000))", "/static/app.\(number(9)).js", "/login"][
            number(5)]
        let agent = [
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
            "curl/8.5.0",
        ][number(3)]
        let status = [200, 200, 200, 200, 304, 404, 500][number(7)]
        return "\(address()) - - [\(time("T", "Z"))] \"GET \(path) HTTP/1.1\" \(status) \(skewed(20_000)) "
            + "\"https://example.org/\" \"\(agent)\" rt=0.\(hex(UInt64(number(4_096)), 3))"
    }

    private mutating func system() -> String {
        let message =
            switch number(5) {
            case 0:
                "sshd[\(number(32_768))]: Failed password for invalid user admin from \(address()) port \(number(65_536)) ssh2"
            case 1: "systemd[1]: Started Session \(number(20_000)) of user root."
            case 2: "CRON[\(number(32_768))]: (root) CMD (/usr/lib/sysstat/debian-sa1 1 1)"
            case 3:
                "kernel: [\(milliseconds / 1_000 % 1_000_000).\(number(1_000_000))] TCP: request_sock_TCP: Possible SYN flooding on port \(number(3) + 8_080)."
            default: "dhclient[\(number(900))]: DHCPREQUEST on eth0 to \(address()) port 67"
            }
        return "\(time(" ", "")) combo \(message)"
    }

    private mutating func storage() -> String {
        let block = "blk_\(hex(generator.next() >> 4, 15))"
        let node = "/10.251.\(number(40)).\(number(200)):\(50_010 + number(3))"
        let message =
            switch number(4) {
            case 0: "dfs.DataNode$DataXceiver: Receiving block \(block) src: \(node) dest: \(node)"
            case 1:
                "dfs.FSNamesystem: BLOCK* NameSystem.addStoredBlock: blockMap updated: \(node) is added to \(block) size 67108864"
            case 2: "dfs.DataNode$PacketResponder: PacketResponder \(number(3)) for block \(block) terminating"
            default: "dfs.DataNode$PacketResponder: Received block \(block) of size 67108864 from \(node)"
            }
        return "\(time(" ", "")) \(number(2_000)) INFO \(message)"
    }

    // MARK: Parts

    private mutating func number(_ bound: Int) -> Int { Int(generator.next() >> 33) % bound }

    /// Small numbers more often than large ones.
    private mutating func skewed(_ bound: Int) -> Int64 {
        Int64(number(bound)) * Int64(number(bound)) / Int64(bound)
    }

    private mutating func address() -> String {
        let host = skewed(150)
        return "10.\(host % 4).\(host * 37 % 256).\(host * 91 % 256)"
    }

    private func time(_ middle: String, _ end: String) -> String {
        let seconds = milliseconds / 1_000
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let fraction = "\(1_000 + milliseconds % 1_000)".dropFirst()
        let day = 1 + seconds / 86_400 % 28
        return
            "2026-11-\(two(day))\(middle)\(two(seconds / 3_600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60)).\(fraction)\(end)"
    }

    private func hex(_ value: UInt64, _ digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
