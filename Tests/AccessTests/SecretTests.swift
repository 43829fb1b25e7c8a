import Testing

@testable import Access

@Suite struct SecretTests {
    @Test(arguments: [
        ("", "", true), ("a", "", false), ("abc", "abc", true), ("abc", "abd", false), ("abc", "bbc", false),
    ])
    func comparesBytes(left: String, right: String, areEqual: Bool) {
        #expect(ConstantTime.areEqual(left.utf8, right.utf8) == areEqual)
        #expect((Secret(left) == Secret(right)) == areEqual)
    }

    @Test func doesNotPrintItself() {
        let secret = Secret("canary")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
            #expect(!text.contains("canary"), "\(text)")
        }
        #expect(secret.revealed == "canary")
    }
}
