import Testing

@testable import ObjectStore

@Suite struct XMLReaderTests {
    private func read(_ text: String) throws -> XMLElement { try XMLReader.read(Array(text.utf8)) }

    @Test func readsElementsAndTexts() throws {
        let root = try read(
            """
            \u{FEFF}<?xml version="1.0" encoding="UTF-8"?>
            <!-- a list --> <s3:List xmlns:s3="http://example.org/?a=1&amp;b" empty=''>
              <Key>a&amp;b &lt;&#x41;&#66;&gt; ü</Key><Size>3</Size><Nothing/><Key>second</Key>
            </s3:List>

            """)
        #expect(root.name == "List")
        #expect(root["Key"] == "a&b <AB> ü")
        #expect(root.all("Key").map(\.text) == ["a&b <AB> ü", "second"])
        #expect(root["Nothing"] == "")
        #expect(root["Size"] == "3")
        #expect(root["Missing"] == nil)
    }

    @Test(arguments: [
        "", " ", "text", "<a>", "<a></b>", "<a></a><b/>", "<a></a>text", "</a>", "<a", "<a b></a>", "<a b=c/>",
        "<a b=\"c/>", "<a b=\"<\"/>", "<a>&unknown;</a>", "<a>&amp</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#;</a>",
        "<a>\u{1}</a>", "<1>", "<a><![CDATA[x]]></a>", "<a><?php ?></a>", "<!-- never closed", "<?xml never closed",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<a>&#x110000;</a>", "<>", "< a/>", "<a>&#-1;</a>",
    ])
    func refusesWhatIsNotPlainXML(_ text: String) {
        #expect(throws: XMLReader.Failure.self) { try read(text) }
    }

    /// Entities that grow when they are replaced, as in the "billion laughs".
    @Test func knowsNoEntitiesThatGrow() {
        var text = "<!DOCTYPE lolz [<!ENTITY lol \"lol\">"
        for level in 1..<10 { text += "<!ENTITY lol\(level) \"&lol\(level - 1);&lol\(level - 1);\">" }
        #expect(throws: XMLReader.Failure.self) { try read(text + "]><lolz>&lol9;</lolz>") }
    }

    @Test func refusesTextThatIsNotUTF8() {
        #expect(throws: XMLReader.Failure.self) { try XMLReader.read(Array("<a>".utf8) + [0xFF] + Array("</a>".utf8)) }
    }

    @Test func boundsDepth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        _ = try read(nested(Limits.xmlDepth))
        #expect(throws: XMLReader.Failure.self) { try read(nested(Limits.xmlDepth + 1)) }
        #expect(throws: XMLReader.Failure.self) { try read(String(repeating: "<a>", count: 1_000_000)) }
    }

    @Test func boundsNames() throws {
        let name = String(repeating: "n", count: Limits.xmlNameBytes)
        #expect(try read("<\(name)/>").name == name)
        #expect(throws: XMLReader.Failure.self) { try read("<\(name)n/>") }
    }

    @Test func boundsElements() throws {
        _ = try read("<a>" + String(repeating: "<b/>", count: Limits.xmlNodes - 1) + "</a>")
        #expect(throws: XMLReader.Failure.self) {
            try read("<a>" + String(repeating: "<b/>", count: Limits.xmlNodes) + "</a>")
        }
        #expect(throws: XMLReader.Failure.self) {
            try read("<a" + (0..<Limits.xmlNodes).map { " b\($0)=''" }.joined() + "/>")
        }
    }

    /// Every beginning of a document, and every document with one byte changed, is read or refused, never a crash.
    @Test func bearsDamage() {
        let bytes = Array("<?xml version='1.0'?><L a=\"b\"><K>x&amp;&#65;</K><S>1</S><!-- c --></L>".utf8)
        for end in bytes.indices { _ = try? XMLReader.read(Array(bytes[..<end])) }
        for index in bytes.indices {
            for byte in [UInt8(0), 0x26, 0x3C, 0x3E, 0x2F, 0x3A, 0x22, 0xFF, 0x80] {
                var damaged = bytes
                damaged[index] = byte
                _ = try? XMLReader.read(damaged)
            }
        }
    }

    @Test func escapesWhatWouldBeMarkup() throws {
        let text = "a<b>&\"c\""
        #expect(try read("<a>\(XMLElement.escaped(text))</a>").text == text)
    }
}
