import Testing

@testable import ObjectStore

@Suite struct CalendarTimeTests {
    @Test(arguments: [
        (0, "19700101T000000Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
        (1_369_353_600, "20130524T000000Z", "Fri, 24 May 2013 00:00:00 GMT"),
        (951_782_399, "20000228T235959Z", "Mon, 28 Feb 2000 23:59:59 GMT"),
        (951_782_400, "20000229T000000Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
        (4_107_542_400, "21000301T000000Z", "Mon, 01 Mar 2100 00:00:00 GMT"),
        (784_111_777, "19941106T084937Z", "Sun, 06 Nov 1994 08:49:37 GMT"),
        (1_798_761_599, "20261231T235959Z", "Thu, 31 Dec 2026 23:59:59 GMT"),
    ])
    func spellsTimes(_ seconds: Int, _ basic: String, _ date: String) {
        let time = CalendarTime(secondsSince1970: seconds)
        #expect(time.basicForm == basic)
        #expect(time.httpDate == date)
        #expect(CalendarTime(httpDate: date) == time)
    }

    @Test func readsWhatItWrites() {
        for day in stride(from: 0, to: 60_000, by: 17) {
            let time = CalendarTime(secondsSince1970: day * 86_400 + day % 86_400)
            #expect(CalendarTime(httpDate: time.httpDate) == time)
        }
    }

    @Test(arguments: [
        "", "now", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Noc 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1969 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
    ])
    func refusesOtherForms(_ text: String) {
        #expect(CalendarTime(httpDate: text) == nil)
    }

    @Test(arguments: [
        ("7", 7), ("0", 0), ("-5", 0), ("99999999", Limits.retryAfterSeconds), ("soon", nil), ("", nil),
        ("Fri, 24 May 2013 00:01:00 GMT", 60), ("Fri, 24 May 2012 00:01:00 GMT", 0),
    ])
    func readsHowLongToStayAway(_ header: String, _ seconds: Int?) {
        #expect(Refusal.seconds(header, from: CalendarTime(secondsSince1970: 1_369_353_600)) == seconds)
    }
}
