import HTTPTypes

/// Counts requests, and holds answers back until they are on the disk where the settings say so.
struct UsageRecorder: Sendable {
    let meter: UsageMeter
    let writer: UsageWriter
    let durability: UsageDurability

    /// Whether answers of such a route wait.
    ///
    /// What costs the caller nothing never waits: a probe must answer while the disk is full.
    func waits(for charge: RouteCharge) -> Bool {
        durability == .strict && charge != .nothing
    }

    /// Waits until a request that was counted is on the disk.
    ///
    /// - Returns: what to answer instead when it cannot be written; the request is then counted as that.
    func commit(_ note: UsageNote) async -> APIError? {
        do {
            try await writer.commit()
            return nil
        } catch {
            meter.move(note, toStatus: HTTPResponse.Status.serviceUnavailable.code)
            return APIError(
                .serviceUnavailable,
                "The request was handled, but its usage cannot be written, so the answer is withheld. Try again later.",
                cause: "\(error)")
        }
    }
}
