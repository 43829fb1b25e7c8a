/// How a double comes from a whole number: the same operation gives the same bits.
///
/// 11,655,348 thousandths are three different doubles, by which way they were reckoned. What exporters write was mostly
/// reckoned in one of these ways from a counter in whole units.
struct DecimalScale: Equatable {
    /// The operation; the numbers are part of the format.
    enum Form: UInt8, CaseIterable {
        /// Divided by the power of ten: what a decimal text is read as.
        case quotient = 0
        /// Multiplied with the inverse of the power of ten: milliseconds of the kernel as seconds.
        case product = 1
        /// Divided by a thousand twice: microseconds of the kernel as seconds.
        case thousandths = 2
    }

    let form: Form
    /// Digits behind the point.
    let digits: Int
    private let power: Double
    /// What ``value(_:)`` reckons with.
    private let factor: Double

    static let mostDigits = 12
    static let powers: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12]
    private static let inverses: [Double] = [
        1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12,
    ]
    private static let digitsOfThousandths = 6
    /// Whole numbers up to here are exact as doubles.
    private static let largestMantissa = 0x1p53

    /// Nil where the form has no such digits.
    init?(_ form: Form, digits: Int) {
        guard digits >= 0, digits <= Self.mostDigits, form != .thousandths || digits == Self.digitsOfThousandths
        else { return nil }
        self.form = form
        self.digits = digits
        power = Self.powers[digits]
        factor = form == .product ? Self.inverses[digits] : power
    }

    /// The scale that a byte of the format stands for: the form above, the digits below.
    init?(byte: UInt8) {
        guard let form = Form(rawValue: byte >> 4) else { return nil }
        self.init(form, digits: Int(byte & 15))
    }

    var byte: UInt8 { form.rawValue << 4 | UInt8(digits) }

    @inline(__always)
    func value(_ mantissa: Int64) -> Double {
        switch form {
        case .quotient: Double(mantissa) / factor
        case .product: Double(mantissa) * factor
        case .thousandths: Double(mantissa) / 1_000 / 1_000
        }
    }

    /// The whole number that a value comes from; nil where there is none.
    func mantissa(of value: Double) -> Int64? {
        let scaled = (value * power).rounded(.toNearestOrEven)
        // Also false for NaN.
        guard scaled.magnitude <= Self.largestMantissa else { return nil }
        let mantissa = Int64(scaled)
        // Through the mantissa, which has no negative zero.
        return self.value(mantissa).bitPattern == value.bitPattern ? mantissa : nil
    }

    /// The scales of a form, by their digits.
    static func all(_ form: Form) -> [DecimalScale] { byForm[Int(form.rawValue)] }
    /// Made once: every column that is written asks for them.
    private static let byForm: [[DecimalScale]] = Form.allCases.map { form in
        (0...mostDigits).compactMap { DecimalScale(form, digits: $0) }
    }
}
