import Inference
import Storage
import Testing

@testable import Appliance

/// How the bounds of the daemon must stand to each other and to those of the parts below.
@Suite struct LimitsTests {
    @Test func relations() {
        #expect(Limits.jsonDepth == 32, "The contract says so.")
        #expect(Limits.predictBodyBytes < Limits.batchBodyBytes)
        #expect(Limits.batchBodyBytes < Inference.Limits.standard.maxFileBytes, "A model is the largest body.")
        #expect(Limits.inlineBatchBytes < Limits.batchBodyBytes)
        #expect(Limits.targetBytes < Limits.headerListBytes)
        #expect(Limits.requestIDLength < Limits.headerListBytes)
        #expect(Limits.modelFileBytes + Limits.batchBodyBytes <= Limits.bodyBytesInFlight, "An upload leaves room.")
        #expect(Limits.connectionsPerAddress * 16 <= Limits.connections)
        #expect(Limits.headSeconds < Limits.idleSeconds && Limits.bodyGraceSeconds < Limits.bodySeconds)
        #expect(Limits.http2SilenceSeconds > Limits.idleSeconds + Limits.http2CloseSeconds)
        #expect(Limits.drainedBodyBytes < Limits.predictBodyBytes)
        #expect(Limits.lingerSeconds + Limits.writeStallSeconds < 90)
        #expect(Limits.quotedPathBytes < Limits.targetBytes)
        #expect(Limits.fileLineBytes <= Limits.fileChunkBytes, "A line is complete after the next chunk.")
        #expect(Limits.fileLineBytes <= Limits.batchBodyBytes)
        #expect(Limits.listedModels <= Storage.Limits.standard.listedModels)
        #expect(Limits.usagePageRows <= Limits.usagePageRowsAtMost)
        #expect(Limits.usagePageRowsAtMost <= Storage.Limits.standard.usageReportRows)
        #expect(Limits.trustedBodyBytes <= Limits.predictBodyBytes)
        #expect(Limits.auditPageEntries <= Storage.Limits.standard.auditEntries)
        #expect(Limits.requestIDLength <= Storage.Limits.standard.auditTextBytes, "The audit log keeps it whole.")
        #expect(Limits.refusalFlushMilliseconds <= 1_000, "docs/audit.md promises a second.")
        #expect(Limits.refusalKinds >= Limits.refusalLinesPerHour, "The table is no tighter than the allowance.")
        #expect(Limits.checkBodyBytes > 1 << 20)
        #expect(Limits.registryPollMilliseconds < 1_000, "The help promises to follow within a second.")
        #expect(Limits.securityPollMilliseconds <= 250, "The guide to security promises it.")
        #expect(Limits.keyUseFlushMilliseconds <= Limits.keyUseMilliseconds)
        #expect(Limits.cachedStrangers < Limits.cachedPrincipals)
        #expect(Storage.Limits.standard.workingAPIKeysPerUser == 2 * Storage.Limits.standard.apiKeysPerUser)
        #expect(Storage.Limits.standard.workingAPIKeysPerUser < Storage.Limits.standard.apiKeyRowsPerUser)
        #expect(Limits.checkSeconds < Limits.idleSeconds)
        #expect(Limits.requestPhases == 8, "RequestPhases has room for so many.")
        #expect(Limits.exportBatch <= Limits.waitingExports && Limits.waitingSpans <= Limits.waitingExports)
        #expect(Limits.waitingSpans <= Storage.Limits.standard.pendingSpans, "A flush takes all that waits.")
        #expect(Limits.tracePushBytes <= Storage.Limits.standard.pendingSpanBytes)
        #expect(Limits.exportAnswerMilliseconds < Limits.exportAttemptMilliseconds)
        #expect(Limits.exportFarewellSeconds < Limits.shutdownSeconds)
        #expect(Limits.shutdownSeconds < 90, "systemd kills after 90 seconds.")
    }
}
