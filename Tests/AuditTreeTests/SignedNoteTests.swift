import AuditTree
import Testing

@Suite struct SignedNoteTests {
    /// The example of c2sp.org/signed-note.
    private static let key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    private static let note = """
        This is an example message.

        \u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

        """

    @Test func theStandardsExampleVerifies() throws {
        let verifier = try NoteVerifier(Self.key)
        let note = try SignedNote(Self.note)
        #expect("\(verifier)" == Self.key && "\(note)" == Self.note)
        #expect(note.text == "This is an example message.\n" && verifier.verifies(note))
        let changed = try SignedNote(Self.note.replacing("an example", with: "no example"))
        #expect(!verifier.verifies(changed))
        let renamed = try SignedNote(Self.note.replacing("example.com/foo", with: "example.com/bar"))
        #expect(!verifier.verifies(renamed))
    }

    @Test func whatIsSignedVerifies() throws {
        let signer = try NoteSigner(prefix: "test", seed: Array(0..<32))
        let other = try NoteSigner(prefix: "test", seed: Array(1..<33))
        let checkpoint = Checkpoint(
            origin: signer.verifier.name, size: 7, root: TreeHash.emptyRoot, extensions: ["2025-01-01T00:00:00.000Z"])
        let note = try signer.sign(checkpoint.text)
        #expect(try SignedNote("\(note)") == note)
        #expect(try Checkpoint(text: note.text) == checkpoint)
        #expect(signer.verifier.verifies(note) && !other.verifier.verifies(note))
        #expect("\(signer)" == "\(signer.verifier)" && signer.verifier.name != other.verifier.name)
        #expect(try NoteVerifier("\(signer.verifier)") == signer.verifier)
    }

    @Test(arguments: [
        "", "\n", "\n\n", "text\n", "text\n\n", "text\n\nsignature\n", "text\n\n\u{2014} name\n",
        "text\n\n\u{2014} name !!!!\n", "text\n\n\u{2014} name AAAA\n", "text\n\n\u{2014} na+me AAAAAAAA\n",
        "text\n\n- name AAAAAAAA\n", "text\n\n\u{2014} name AAAAAAAA", "\n\u{2014} name AAAAAAAA\n",
        "te\txt\n\n\u{2014} name AAAAAAAA\n", "te\r\nxt\n\n\u{2014} name AAAAAAAA\n",
        "text\n\n\u{2014}  name AAAAAAAA\n", "text\n\n\u{2014} name AAAAAAB=\n",
    ])
    func refusesWhatIsNoNote(text: String) {
        #expect(throws: NoteError.self) { try SignedNote(text) }
    }

    @Test func boundsHoldAtTheirEdge() throws {
        let line = "\u{2014} name AAAAAAAA\n"
        let signatures = { String(repeating: line, count: $0) }
        #expect(throws: Never.self) { try SignedNote("text\n\n" + signatures(Limits.noteSignatures)) }
        #expect(throws: NoteError.self) { try SignedNote("text\n\n" + signatures(Limits.noteSignatures + 1)) }
        let rest = "\n\n" + line
        let most = String(repeating: "x", count: Limits.noteBytes - rest.utf8.count)
        #expect(throws: Never.self) { try SignedNote(most + rest) }
        #expect(throws: NoteError.self) { try SignedNote(most + "x" + rest) }
        let key = [UInt8](repeating: 7, count: 32)
        let name = String(repeating: "n", count: Limits.keyNameBytes)
        #expect(throws: Never.self) { try NoteVerifier(name: name, publicKey: key) }
        #expect(throws: NoteError.self) { try NoteVerifier(name: name + "n", publicKey: key) }
    }

    @Test(arguments: [
        "", "o\n", "o\n1\n", "o\n1\nAAAA\n", "o\n1\n\(root)", "o\n-1\n\(root)\n", "o\n01\n\(root)\n",
        "o\n+1\n\(root)\n", "\n1\n\(root)\n", "o\n9223372036854775807\n\(root)\n", "o\n1\n\(root)\n\nx\n",
    ])
    func refusesWhatIsNoCheckpoint(text: String) {
        #expect(throws: NoteError.self) { try Checkpoint(text: text) }
    }

    private static let root = Base64.text(of: TreeHash.emptyRoot)

    @Test(arguments: [
        "", "name", "name+00000000", "name+00000000+AAAA", "example.com/foo+530d903b+\(secondHalf)",
        "example.com/fob+530d903a+\(secondHalf)", "example.com/foo+530D903A+\(secondHalf)",
    ])
    func refusesWhatIsNoKey(text: String) {
        #expect(throws: NoteError.self) { try NoteVerifier(text) }
    }

    private static let secondHalf = "AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
}
