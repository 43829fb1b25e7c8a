import Foundation
import HTTPTypes
import Testing

@testable import Appliance

/// Checks that an answer is a problem document of `status` with everything that the contract says of one.
func expectProblem(
    _ answer: Answer, _ status: HTTPResponse.Status, at location: [String]? = nil, saying part: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(answer.status == status, "\(answer.text)", sourceLocation: sourceLocation)
    #expect(answer.headers[.contentType] == "application/problem+json", sourceLocation: sourceLocation)
    #expect(answer.headers[.processTime] != nil, sourceLocation: sourceLocation)
    let problem = try answer.object()
    var keys: Set = ["type", "title", "status", "detail", "instance", "error"]
    if location != nil { keys.insert("errors") }
    #expect(Set(problem.keys) == keys, "\(answer.text)", sourceLocation: sourceLocation)
    #expect(problem["type"] as? String == "about:blank", sourceLocation: sourceLocation)
    #expect(problem["title"] as? String == status.reasonPhrase, sourceLocation: sourceLocation)
    #expect(problem["status"] as? Int == status.code, sourceLocation: sourceLocation)
    let detail = try #require(problem["detail"] as? String, sourceLocation: sourceLocation)
    #expect(detail.hasSuffix(".") || detail.hasSuffix("?") || detail.hasSuffix(")"), sourceLocation: sourceLocation)
    #expect(problem["error"] as? String == detail, sourceLocation: sourceLocation)
    let instance = try #require(problem["instance"] as? String, sourceLocation: sourceLocation)
    #expect(!instance.isEmpty && answer.headers[.requestID] == instance, sourceLocation: sourceLocation)
    if let part { #expect(detail.contains(part), "\(detail)", sourceLocation: sourceLocation) }
    guard let location else { return }
    let errors = try #require(problem["errors"] as? [[String: Any]], sourceLocation: sourceLocation)
    #expect(
        errors.contains { $0["loc"] as? [String] == location && ($0["msg"] as? String)?.isEmpty == false },
        "\(errors)", sourceLocation: sourceLocation)
}
