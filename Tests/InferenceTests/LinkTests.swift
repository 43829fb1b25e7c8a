import Testing

@testable import Inference

@Suite struct LinkTests {
    @Test(
        arguments: [
            (.identity, [1.5, -2], [1.5, -2]), (.sigmoid(scale: 1), [0], [0.5]),
            (.sigmoid(scale: 2), [1], [0.880_797_077_977_882_4]), (.sigmoid(scale: 1), [-1000, 1000], [0, 1]),
            (.softmax, [0, 0], [0.5, 0.5]), (.softmax, [1000, 0], [1, 0]), (.argmax, [1, 3, 3], [1]),
            (.exponential, [0, 1], [1, 2.718_281_828_459_045]), (.step, [-1, 0, 1e-9], [0, 0, 1]),
            (.signedSquare, [-3, 0, 2], [-9, 0, 4]), (.log1pExp, [0], [0.693_147_180_559_945_3]),
        ] as [(Link, [Double], [Double])])
    func answersInDouble(_ link: Link, _ margins: [Double], _ expected: [Double]) {
        for (value, wanted) in zip(WalkProbe.values(link, margins, precision: .float64), expected) {
            #expect(abs(value - wanted) <= 1e-15 * max(1, abs(wanted)))
        }
    }

    @Test(
        arguments: [
            (.identity, [1.5], [1.5]), (.sigmoid(scale: 1), [0], [0.5]), (.sigmoid(scale: 1), [1], [0.731_058_6]),
            (.sigmoid(scale: 1), [200], [1]), (.softmax, [0, 0], [0.5, 0.5]), (.argmax, [-1, -2], [0]),
            (.exponential, [1], [2.718_281_7]), (.step, [0, 1], [0, 1]),
        ] as [(Link, [Double], [Float])])
    func answersInFloat(_ link: Link, _ margins: [Double], _ expected: [Float]) {
        for (value, wanted) in zip(WalkProbe.values(link, margins, precision: .float32), expected) {
            #expect(Double(Float(value)) == value, "the answer is a Float")
            #expect(abs(Float(value) - wanted) <= wanted.ulp)
        }
    }

    /// XGBoost bounds the exponent: the answer stays a normal number above zero.
    @Test func sigmoidInFloatNeverReachesZero() {
        let value = WalkProbe.values(.sigmoid(scale: 1), [-500], precision: .float32)[0]
        #expect(value > 0 && value < 1e-38)
    }

    @Test func oneMarginMakesTwoProbabilities() {
        #expect(WalkProbe.probabilities(.sigmoid(scale: 1), [0], precision: .float64) == [0.5, 0.5])
        let values = WalkProbe.probabilities(.sigmoid(scale: 1), [1], precision: .float32)
        #expect(values[0] == Double(1 - Float(values[1])))
        #expect(WalkProbe.probabilities(.softmax, [0, 0], precision: .float64) == [0.5, 0.5])
    }

    @Test func theDivisorComesBeforeTheLink() {
        #expect(WalkProbe.values(.signedSquare, [6], precision: .float64, divisor: 3) == [4])
        #expect(WalkProbe.values(.softmax, [6, 6], precision: .float64, divisor: 3) == [0.5, 0.5])
    }
}
