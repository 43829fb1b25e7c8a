import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import Appliance

/// The small readers and writers of HTTP text.
@Suite struct DecoderTests {
    @Test(arguments: [
        (0, 6, "0.000000"), (-0.0, 3, "0.000"), (0.004217, 6, "0.004217"), (0.9999996, 6, "1.000000"),
        (9.9996, 3, "10.000"), (12.5, 0, "13"), (13.5, 0, "14"), (0.0000004, 6, "0.000000"), (1234.5, 1, "1234.5"),
        (1e300, 3, "1e+300"), (.infinity, 3, "inf"), (.nan, 3, "nan"),
    ])
    func fixedDecimals(value: Double, places: Int, text: String) {
        #expect(Decimals.fixed(value, places: places) == text)
    }

    @Test(arguments: [
        ("application/json", "application/json"), (" Application/JSON ; charset=utf-8", "application/json"),
        ("text/csv;header=present", "text/csv"), ("", ""), (";", ""), ("\ttext/html\t", "text/html"),
    ])
    func essenceOfAMediaType(header: String, essence: String) {
        #expect(Appliance.MediaType.essence(of: header) == essence)
    }

    @Test(arguments: [
        ("application/json", Appliance.MediaType.json), ("application/json; charset=utf-8", .json),
        ("APPLICATION/JSON", .json),
        ("text/csv", .csv), ("text/csv; charset=utf-8; header=present", .csv), ("application/x-ndjson", .ndjson),
    ])
    func bodiesOfKnownTypesAreRead(header: String, type: Appliance.MediaType) throws {
        let request = Self.request(headers: [.contentType: header])
        #expect(try Appliance.MediaType.ofBody(request, accepted: [.json, .csv, .ndjson]) == type)
    }

    @Test(arguments: [nil, "", "text/plain", "application/jsonx", "application/octet-stream", "text/csv"] as [String?])
    func bodiesOfOtherTypesAre415(header: String?) {
        let request = Self.request(headers: header.map { [.contentType: $0] } ?? [:])
        #expect {
            try Appliance.MediaType.ofBody(request, accepted: [.json])
        } throws: { error in
            let error = error as? APIError
            return error?.status == .unsupportedMediaType && error?.headers[.accept] == "application/json"
        }
    }

    @Test(arguments: [
        ("/p", [:]), ("/p?", [:]), ("/p?a=1&b=2", ["a": "1", "b": "2"]), ("/p?a=x%20y%26z", ["a": "x y&z"]),
        ("/p?a=", ["a": ""]),
    ])
    func queriesAreRead(target: String, values: [String: String]) throws {
        let query = try QueryParameters(Self.request(target), allowed: ["a", "b"])
        #expect(query["a"] == values["a"] && query["b"] == values["b"])
    }

    @Test(arguments: [
        ("/p?c=1", ["query", "c"]), ("/p?a=1&a=2", ["query", "a"]), ("/p?%61=1", ["query", "%61"]),
        ("/p?model_nam=1", ["query", "model_nam"]),
    ])
    func unknownAndRepeatedParametersAre422(target: String, location: [String]) {
        #expect {
            try QueryParameters(Self.request(target), allowed: ["a", "model_name"])
        } throws: { error in
            let error = error as? APIError
            return error?.status == .unprocessableContent && error?.fields.first?.location == location
        }
    }

    @Test(arguments: [
        ("text/html,application/xhtml+xml;q=0.9", true), ("application/json", false), ("*/*", false),
        ("application/json, text/html;q=0.1", true), ("", false),
    ])
    func browsersNameHTML(accept: String, isBrowser: Bool) {
        #expect(Self.request(headers: [.accept: accept]).prefersHTML == isBrowser)
    }

    private static func request(_ target: String = "/", headers: HTTPFields = [:]) -> Request {
        Request(
            head: HTTPRequest(
                method: .get, scheme: "http", authority: "localhost", path: target, headerFields: headers),
            body: RequestBody(buffer: ByteBuffer()))
    }
}
