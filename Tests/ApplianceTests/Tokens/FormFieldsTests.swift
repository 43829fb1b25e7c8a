import Testing

@testable import Appliance

@Suite struct FormFieldsTests {
    @Test func readsWhatClientsSend() throws {
        let form = try FormFields(Array("a=1&b=two+words&c=%C3%BC%26%3d&d=&e&&f=x=y&%67=g".utf8))
        #expect(form["a"] == "1" && form["b"] == "two words" && form["c"] == "ü&=")
        #expect(form["d"] == nil && form["e"] == nil && form["f"] == "x=y" && form["g"] == "g" && form["h"] == nil)
    }

    @Test(arguments: [
        ("a=%", FormFields.Malformed.escape), ("a=%4", .escape), ("a=%zz", .escape), ("a=%%41", .escape),
        ("a=%FF", .text), ("a=%C0%80", .text), ("a=%ED%A0%80", .text), ("a=%00", .text), ("a= b", .text),
        ("a=\u{7F}", .text), ("a=ü", .text), ("a=b\n", .text), ("a=1&a=1", .repeated), ("a=1&%61=2", .repeated),
        ("a&a", .repeated),
    ])
    func refuses(body: String, reason: FormFields.Malformed) {
        #expect(throws: reason) { try FormFields(Array(body.utf8)) }
    }

    @Test func theNumberOfFieldsIsBounded() throws {
        let fields = (0..<Limits.formFields).map { "f\($0)=1" }
        #expect(try FormFields(Array(fields.joined(separator: "&").utf8))["f31"] == "1")
        #expect(throws: FormFields.Malformed.tooManyFields) {
            try FormFields(Array((fields + ["more=1"]).joined(separator: "&").utf8))
        }
    }
}
