import Testing

@testable import ObjectStore

@Suite struct SharedKeySignatureTests {
    private let signature = SharedKeySignature(account: "myaccount")
    private let endpoint = Endpoint(isSecure: true, host: "myaccount.blob.core.windows.net")

    /// The example of "Authorize with Shared Key" in the REST reference of Azure Storage.
    @Test func buildsTheLinesOfTheReference() {
        var request = StoreRequest("GET", endpoint, path: "/mycontainer")
        request.ask("restype", "container")
        request.ask("comp", "metadata")
        request.ask("timeout", "20")
        request.set("x-ms-version", "2015-02-21")
        request.set("x-ms-date", "Fri, 26 Jun 2015 23:39:12 GMT")
        #expect(
            signature.stringToSign(request)
                == "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n"
                + "/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20")
    }

    @Test(arguments: [([UInt8](), ""), ([1, 2, 3], "3")])
    func leavesTheSlotOfNoLengthEmpty(_ body: [UInt8], _ length: String) {
        var request = StoreRequest("PUT", endpoint, path: "/c/b")
        request.body = body
        request.set("if-none-match", "*")
        request.set("content-type", "application/octet-stream")
        let lines = signature.stringToSign(request).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[3] == length)
        #expect(lines[5] == "application/octet-stream")
        #expect(lines[9] == "*")
        #expect(lines.last == "/myaccount/c/b")
    }

    /// The account stands twice where a server has it in the path.
    @Test func namesTheAccountBeforeThePath() throws {
        let request = StoreRequest("GET", try Endpoint("http://127.0.0.1:10000/myaccount"), path: "/c/a%20b")
        #expect(signature.stringToSign(request).hasSuffix("\n/myaccount/myaccount/c/a%20b"))
    }

    @Test func signsWithTheDecodedKey() {
        let signed = signature.signed(
            StoreRequest("GET", endpoint, path: "/c/b"), key: Secret([1, 2, 3]),
            at: CalendarTime(secondsSince1970: 1_369_353_600))
        #expect(signed.header("x-ms-date") == "Fri, 24 May 2013 00:00:00 GMT")
        #expect(signed.header("authorization") == "SharedKey myaccount:X/E6zJlRJhCjNeWR5wZ8QZEPsEtSVjcQ18V6nnYxHqw=")
    }
}
