internal import SwiftProtobuf

extension OTLPAnswer {
    /// Reads what another collector answered to spans in protobuf; an empty body says that all was taken.
    ///
    /// Throws ``WireError``.
    public init(toSpans body: [UInt8]) throws(WireError) {
        let answer = try ProtobufBody.decode(
            body, as: OTLPExportTraceServiceResponse.self, shape: OTLPShape.leaf)
        self.init(
            rejected: Int(clamping: max(0, answer.partialSuccess.rejectedSpans)),
            message: answer.partialSuccess.errorMessage.cut(toBytes: Limits.maxAttributeValueBytes))
    }
}
