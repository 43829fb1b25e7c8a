import Access
import Storage

extension ApplianceRequestContext {
    /// Who changes something by this request, from where, and when.
    func origin(at time: Timestamp) -> ChangeOrigin {
        ChangeOrigin(
            actor: principal?.actor ?? "anonymous",
            address: clientAddress == .unknown ? nil : clientAddress.description, requestID: requestID, at: time)
    }
}
