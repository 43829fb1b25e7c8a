import AuditTree
import JSONText
import Storage

extension AuditVerification {
    /// What was found, for people.
    var text: String {
        guard problems.isEmpty else { return (problems + notes).joined(separator: "\n") }
        let rest =
            switch unsigned {
            case 0: ""
            case 1: " The last one is not signed yet."
            default: " The last \(unsigned) are not signed yet."
            }
        let entries = size == 1 ? "1 entry" : "\(size) entries"
        let counted = "\(entries), \(Counted.text(checkpoints, "checkpoint"))"
        return (["The audit log is what was signed: \(counted).\(rest)"] + notes).joined(separator: "\n")
    }

    func encode(to json: inout JSONWriter) {
        json.beginObject()
        json.key("ok")
        json.bool(problems.isEmpty)
        json.field("size", size)
        json.field("root", Base64.text(of: root))
        json.field("checkpoints", checkpoints)
        json.field("unsigned", unsigned)
        for (name, sentences) in [("problems", problems), ("notes", notes)] {
            json.key(name)
            json.beginArray()
            for sentence in sentences { json.string(sentence) }
            json.endArray()
        }
        json.endObject()
    }
}
