#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Powers, which the standard library leaves to the C library.
enum Power {
    static func value(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
