import Storage
import Testing

@testable import Appliance

@Suite struct AccountImportTests {
    private static let hash = "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"

    private func read(_ lines: String...) -> AccountImport {
        AccountImport(Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    @Test func columnsStandInTheirOrderOrAsTheHeaderSays() throws {
        let plain = read("ada,ada@example.org,\(Self.hash),pro,user viewer", "grace,grace@example.org,\(Self.hash),,")
        #expect(plain.problems == [] && plain.lines == [1, 2])
        #expect(plain.accounts[0].roles == ["user", "viewer"] && plain.accounts[0].tier == "pro")
        #expect(plain.accounts[1].roles == ["user"] && plain.accounts[1].tier == "free")
        #expect(plain.accounts[1].passwordHash == Self.hash)
        let named = read(
            "roles,full_name,bcrypt_hash,email,username", #""user;viewer","Lovelace, Ada",\#(Self.hash),a@b.c,ada"#)
        #expect(named.problems == [] && named.lines == [2])
        #expect(named.accounts[0].fullName == "Lovelace, Ada" && named.accounts[0].roles == ["user", "viewer"])
    }

    @Test func everythingWrongIsFoundWithItsLine() {
        let found = read(
            "username,email,bcrypt_hash,tier", "ada,a@b.c,plain text,free", "grace,g@b.c,\(Self.hash),gold",
            "mary,m@b.c,\(Self.hash),free")
        #expect(found.problems.map(\.line) == [2, 3])
        #expect(!found.problems.map(\.description).joined().contains("plain text"))
        #expect(found.accounts.count == 3)
        #expect(read("username,email,hash").problems.map(\.line) == [1, 1])
        #expect(read("ada,a@b.c,\(Self.hash),free").problems.map(\.line) == [1])
        #expect(read("username,email,bcrypt_hash", "ada,\"a@b.c").problems.count == 1)
        #expect(AccountImport([]).problems.map(\.description) == ["Line 1: The file has no users."])
        #expect(AccountImport(Array("username,email,bcrypt_hash\nada,\u{FF}".utf8)).problems.count == 1)
    }
}
