// The widest vector of bytes that the instruction level compares and blends in one instruction.
#if KERNEL_AVX512
    typealias ByteVector = SIMD64<Int8>
#elseif KERNEL_AVX2
    typealias ByteVector = SIMD32<Int8>
#else
    typealias ByteVector = SIMD16<Int8>
#endif

/// Sixteen 32-bit lanes: one register, or what the compiler makes of it at lower levels.
typealias LaneVector = SIMD16<Int32>
