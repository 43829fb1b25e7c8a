import JSONText
import Storage

/// What a drill did and measured.
struct DrillReport: Sendable {
    /// Something that was done, timed and told in a sentence.
    struct Step: Sendable, Equatable {
        let name: String
        let sentence: String
        let milliseconds: Int64
    }

    /// When it began.
    let startedAt: Timestamp
    /// The prefix that it used.
    let store: String
    var steps: [Step] = []
    var users = 0
    var keys = 0
    var promotions = 0
    var predictions = 0
    /// Writes that were on their way when the machine was lost.
    var unanswered = 0
    /// From the loss of the machine until `/health/ready`: the measured RTO.
    var recoveryMilliseconds: Int64 = 0
    /// How old the restored state was when the machine was lost: the measured RPO of what was committed.
    var lossMilliseconds: Int64 = 0
    /// Answered predictions that usage does not count, and when the first of them was before the loss.
    var lostPredictions = 0
    var usageLossMilliseconds: Int64 = 0
    /// From the stop of the second daemon until the third is ready.
    var failbackMilliseconds: Int64 = 0
    /// Promises that were not kept.
    var broken: [String] = []

    /// What the figures say of the promises; `flush` is how long usage stays in memory, in milliseconds.
    mutating func judge(usageFlushMilliseconds flush: Int) {
        if recoveryMilliseconds > Limits.drillRecoveryMilliseconds {
            broken.append(
                "Recovery took \(recoveryMilliseconds) ms, over the promised \(Limits.drillRecoveryMilliseconds) ms.")
        }
        if lossMilliseconds > Limits.drillLossMilliseconds {
            broken.append(
                "The last \(lossMilliseconds) ms were lost, over the promised \(Limits.drillLossMilliseconds) ms.")
        }
        let usage = Limits.drillLossMilliseconds + Int64(flush)
        if usageLossMilliseconds > usage {
            broken.append("Usage of the last \(usageLossMilliseconds) ms is missing, over the promised \(usage) ms.")
        }
    }

    /// For programs.
    func encode(to json: inout JSONWriter) {
        json.beginObject()
        json.field("started_at", startedAt.description)
        json.field("version", ProductVersion.text)
        json.field("store", store)
        json.field("kept", broken.isEmpty)
        json.field("rto_milliseconds", Int(recoveryMilliseconds))
        json.field("rpo_milliseconds", Int(lossMilliseconds))
        json.field("usage_rpo_milliseconds", Int(usageLossMilliseconds))
        json.field("failback_milliseconds", Int(failbackMilliseconds))
        json.key("acknowledged")
        json.beginObject()
        json.field("users", users)
        json.field("keys", keys)
        json.field("promotions", promotions)
        json.field("predictions", predictions)
        json.endObject()
        json.field("unanswered", unanswered)
        json.field("lost_predictions", lostPredictions)
        json.key("broken_promises")
        json.beginArray()
        for promise in broken { json.string(promise) }
        json.endArray()
        json.key("steps")
        json.beginArray()
        for step in steps {
            json.beginObject()
            json.field("name", step.name)
            json.field("detail", step.sentence)
            json.field("milliseconds", Int(step.milliseconds))
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }

    /// The figures in lines, for people.
    var summary: String {
        let promises =
            broken.isEmpty
            ? "All promises were kept." : "Broken promises:\n" + broken.map { "- \($0)" }.joined(separator: "\n")
        return """
            Recovery (RTO): \(recoveryMilliseconds) ms from the loss of the machine to a ready daemon
            Loss (RPO): \(lossMilliseconds) ms of committed changes, \(usageLossMilliseconds) ms of usage \
            (\(Counted.text(lostPredictions, "prediction")))
            Failback: \(failbackMilliseconds) ms
            Acknowledged and found: \(users) users, \(keys) keys, \(promotions) promotions
            \(promises)
            """
    }

    /// A document for whoever keeps records.
    var markdown: String {
        let rows = steps.map { "| \(Self.cell($0.name)) | \(Self.cell($0.sentence)) | \($0.milliseconds) |" }
        let promises = broken.isEmpty ? ["All promises were kept."] : broken.map { "- \($0)" }
        return """
            # Disaster recovery drill, \(startedAt)

            GeoClimate \(ProductVersion.text), store `\(store)`.

            | Measured | Found | Promised |
            |---|---|---|
            | recovery (RTO) | \(recoveryMilliseconds) ms | \(Limits.drillRecoveryMilliseconds) ms |
            | loss of committed changes (RPO) | \(lossMilliseconds) ms | \(Limits.drillLossMilliseconds) ms |
            | loss of usage | \(usageLossMilliseconds) ms, \(Counted.text(lostPredictions, "prediction")) | |
            | failback | \(failbackMilliseconds) ms | |
            | acknowledged users, keys, promotions | \(users), \(keys), \(promotions) | none lost |
            | writes without an answer at the loss | \(unanswered) | |

            \(promises.joined(separator: "\n"))

            | Step | What happened | ms |
            |---|---|---|
            \(rows.joined(separator: "\n"))

            """
    }

    /// Text that stays within a cell of a table.
    private static func cell(_ text: String) -> String {
        text.replacing("|", with: "\\|").replacing("\n", with: " ")
    }
}
