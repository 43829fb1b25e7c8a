import ServiceLifecycle

/// Looks at the requests for mail and sends what waits, at short intervals, and what is left of it at shutdown.
struct MailKeeper: Service {
    let mail: AccountMail
    let interval: Duration

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    // Reads of a cancelled task fail, and what was taken from the list would be lost.
                    await Task { await mail.handleRequests() }.value
                    await mail.outbox?.sendDue()
                    try await Task.sleep(for: interval)
                }
            }
        } catch {
            // Told to stop.
        }
        // A cancelled task's writes and calls fail; one of its own is not cancelled with it.
        await Task {
            await mail.handleRequests()
            await finish()
        }.value
    }

    /// Tries what waits once more, for a few seconds at most.
    private func finish() async {
        guard let outbox = mail.outbox else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await outbox.sendAll() }
            group.addTask { try? await Task.sleep(for: .seconds(Limits.mailShutdownSeconds)) }
            await group.next()
            group.cancelAll()
        }
        outbox.reportLosses()
    }
}
