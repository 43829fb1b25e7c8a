import Testing

@testable import Appliance

@Suite struct CSVTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("two\nlines", "\"two\nlines\""),
        ("a\r\nb", "\"a\r\nb\""), ("", ""), ("ä;b", "ä;b"),
    ])
    func fieldsAreQuotedWhereTheyMust(field: String, written: String) {
        var csv = CSVText(columns: ["x", "y"])
        csv.append([field, "1"])
        #expect(csv.text == "x,y\n\(written),1\n")
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n", "＝1", "＋1", "－1", "＠x", "\u{A0}=1"])
    func formulasAreText(text: String) { #expect(CSVText.withoutFormula(text) == "'" + text) }

    @Test(arguments: ["", "ada", "a=b", "1-2", "/predict", "'=1", " ada"])
    func otherTextsStay(text: String) { #expect(CSVText.withoutFormula(text) == text) }
}
