import NIOCore
import Storage

extension ApplianceRequestContext {
    /// Who changes something by this request, from where, and when.
    func origin(at time: Timestamp) -> ChangeOrigin {
        ChangeOrigin(
            actor: principal?.actor ?? "anonymous", address: remoteAddress?.ipAddress, requestID: requestID, at: time)
    }
}
