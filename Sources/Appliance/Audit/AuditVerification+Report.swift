import AuditTree
import JSONText
import Storage

extension AuditVerification {
    /// What was found, for people.
    var text: String {
        guard problems.isEmpty else { return (problems + notes).joined(separator: "\n") }
        let rest = unsigned == 0 ? "" : " The last \(unsigned) are not signed yet."
        return
            (["The audit log is what was signed: \(size) entries, \(checkpoints) checkpoints.\(rest)"] + notes)
            .joined(separator: "\n")
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
