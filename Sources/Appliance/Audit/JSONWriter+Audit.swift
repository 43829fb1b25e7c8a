import AuditTree
import JSONText
import Storage

extension JSONWriter {
    /// An entry of the audit log as every answer and every command prints it; `leaf_hash` is what the tree holds for it.
    mutating func auditEntry(_ entry: AuditEntry) {
        beginObject()
        field("seq", Int(entry.number))
        field("at", entry.at.rfc3339)
        field("actor", entry.actor)
        field("action", entry.action)
        field("subject", entry.subject)
        field("outcome", entry.outcome)
        key("detail")
        beginObject()
        for (name, value) in entry.detail.sorted(by: { $0.key < $1.key }) { field(name, value) }
        endObject()
        optional("address", entry.address)
        optional("request_id", entry.requestID)
        field("leaf_hash", Base64.text(of: entry.leaf.hash))
        endObject()
    }

    /// A page of the log with the tree of the same moment; the proofs that were asked for stand in members of their own.
    mutating func auditState(_ state: AuditTreeState, publicKey: NoteVerifier?) {
        beginObject()
        key("entries")
        beginArray()
        for entry in state.page.entries { auditEntry(entry) }
        endArray()
        key("next")
        if let next = state.page.next { number(Int(next)) } else { null() }
        key("tree")
        beginObject()
        field("size", state.size)
        field("root", Base64.text(of: state.root))
        endObject()
        optional("checkpoint", state.checkpoint.map { "\($0)" })
        optional("public_key", publicKey.map { "\($0)" })
        for proof in state.proofs.compactMap(\.self) { auditProof(proof) }
        endObject()
    }

    private mutating func auditProof(_ proof: AuditProof) {
        switch proof {
        case .inclusion(let entry, let proof):
            key("inclusion")
            beginObject()
            key("entry")
            auditEntry(entry)
            field("index", proof.index)
            field("size", proof.size)
            path(proof.path)
        case .consistency(let proof):
            key("consistency")
            beginObject()
            field("from", proof.oldSize)
            field("to", proof.newSize)
            path(proof.path)
        }
        endObject()
    }

    private mutating func path(_ hashes: [[UInt8]]) {
        key("path")
        beginArray()
        for hash in hashes { string(Base64.text(of: hash)) }
        endArray()
    }

    private mutating func optional(_ name: String, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }
}
