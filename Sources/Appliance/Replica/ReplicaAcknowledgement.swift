import HTTPTypes
import Hummingbird

/// Makes answers to changes wait until the replica has them.
struct ReplicaAcknowledgement: Sendable {
    private let appliance: ReplicatedPart
    private let milliseconds: Int

    /// Nil where no answer waits.
    init?(_ parts: ReplicaParts?) {
        guard let parts, parts.settings.acknowledgement == .changes, let appliance = parts.appliance else { return nil }
        self.appliance = appliance
        milliseconds = parts.settings.acknowledgeMilliseconds
    }

    /// Waits for what the request changed, and says in the answer what came of it.
    func accompany(_ response: inout Response) async {
        guard response.status.kind == .successful else { return }
        let isStored = await appliance.acknowledged(milliseconds)
        response.headers.append(HTTPField(name: .replica, value: isStored ? "stored" : "pending"))
    }
}

extension HTTPField.Name {
    /// Whether the replica has what a request changed: `stored` or `pending`.
    static let replica = known("X-Replica")
}
