#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Functions from one value to another.
enum ValueFunctions {
    /// The function of a name; nil where it is of another kind.
    static func named(_ name: String) -> ((Double) -> Double)? {
        switch name {
        case "abs": { $0.magnitude }
        case "ceil": { $0.rounded(.up) }
        case "floor": { $0.rounded(.down) }
        case "sqrt": { $0.squareRoot() }
        case "exp": { exp($0) }
        case "ln": { log($0) }
        case "log2": { log2($0) }
        case "log10": { log10($0) }
        case "sgn": { $0 < 0 ? -1 : ($0 > 0 ? 1 : $0) }
        case "deg": { $0 * 180 / .pi }
        case "rad": { $0 * .pi / 180 }
        default: trigonometric(name)
        }
    }

    private static func trigonometric(_ name: String) -> ((Double) -> Double)? {
        switch name {
        case "sin": { sin($0) }
        case "cos": { cos($0) }
        case "tan": { tan($0) }
        case "asin": { asin($0) }
        case "acos": { acos($0) }
        case "atan": { atan($0) }
        case "sinh": { sinh($0) }
        case "cosh": { cosh($0) }
        case "tanh": { tanh($0) }
        case "asinh": { asinh($0) }
        case "acosh": { acosh($0) }
        case "atanh": { atanh($0) }
        default: nil
        }
    }

    /// The larger one; NaN where either is, as Go's `math.Max`.
    static func maximum(_ left: Double, _ right: Double) -> Double {
        left.isInfinite && left > 0 || right.isInfinite && right > 0
            ? .infinity : (left.isNaN || right.isNaN ? .nan : Double.maximum(left, right))
    }

    /// The smaller one; NaN where either is, as Go's `math.Min`.
    static func minimum(_ left: Double, _ right: Double) -> Double {
        -maximum(-left, -right)
    }

    static func power(_ base: Double, _ exponent: Double) -> Double {
        pow(base, exponent)
    }

    static func remainder(_ left: Double, _ right: Double) -> Double {
        fmod(left, right)
    }

    static func arcTangent(_ y: Double, _ x: Double) -> Double {
        atan2(y, x)
    }
}
