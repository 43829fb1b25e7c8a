#if KERNEL_AVX512
    import InferenceTables
    import _Builtin_intrinsics.intel

    // A tree's leaves fit in a few registers, and a permutation looks sixteen or eight of them up at once. The order of additions is
    // the trees', as everywhere.

    extension Float {
        @inline(__always)
        static func lookUpFour(
            _ leaves: Table<Float>, _ stride: Int, _ numbers: Table<Int8>, _ sums: MutableTable<Float>
        ) -> Bool {
            guard stride <= 64 else { return false }
            for row in Swift.stride(from: 0, to: BlockTables.rowsPerBlock, by: 16) {
                var sum = sums.vector(SIMD16<Float>.self, at: row)
                for tree in 0..<4 {
                    let bytes = numbers.vector(SIMD16<UInt8>.self, at: tree &* BlockTables.rowsPerBlock &+ row)
                    sum = _mm512_add_ps(
                        sum, lookUp(leaves.from(tree &* stride), isWide: stride > 32, widened(bytes)))
                }
                sums.store(sum, at: row)
            }
            return true
        }

        /// Sixteen of 32 leaves, or of 64 by the sixth bit of their numbers.
        @inline(__always)
        private static func lookUp(_ leaves: Table<Float>, isWide: Bool, _ numbers: __m512i) -> SIMD16<Float> {
            let low = _mm512_permutex2var_ps(
                leaves.vector(SIMD16<Float>.self, at: 0), numbers, leaves.vector(SIMD16<Float>.self, at: 16))
            guard isWide else { return low }
            let high = _mm512_permutex2var_ps(
                leaves.vector(SIMD16<Float>.self, at: 32), numbers, leaves.vector(SIMD16<Float>.self, at: 48))
            return _mm512_mask_blend_ps(_mm512_movepi32_mask(_mm512_slli_epi32(numbers, 26)), low, high)
        }
    }

    extension Double {
        @inline(__always)
        static func lookUpFour(
            _ leaves: Table<Double>, _ stride: Int, _ numbers: Table<Int8>, _ sums: MutableTable<Double>
        ) -> Bool {
            guard stride <= 64 else { return false }
            for row in Swift.stride(from: 0, to: BlockTables.rowsPerBlock, by: 8) {
                var sum = sums.vector(SIMD8<Double>.self, at: row)
                for tree in 0..<4 {
                    let bytes = numbers.vector(Int64.self, at: tree &* BlockTables.rowsPerBlock &+ row)
                    let leaves = lookUp(
                        leaves.from(tree &* stride), isWide: stride > 32, _mm512_cvtepu8_epi64(SIMD2(bytes, 0)))
                    sum = _mm512_add_pd(sum, leaves)
                }
                sums.store(sum, at: row)
            }
            return true
        }

        /// Eight of 32 leaves, or of 64 by the sixth bit of their numbers.
        @inline(__always)
        private static func lookUp(_ leaves: Table<Double>, isWide: Bool, _ numbers: __m512i) -> SIMD8<Double> {
            let low = lookUp32(leaves, numbers)
            guard isWide else { return low }
            let isHigh = _mm512_movepi64_mask(_mm512_slli_epi64(numbers, 58))
            return _mm512_mask_blend_pd(isHigh, low, lookUp32(leaves.from(32), numbers))
        }

        @inline(__always)
        private static func lookUp32(_ leaves: Table<Double>, _ numbers: __m512i) -> SIMD8<Double> {
            let low = _mm512_permutex2var_pd(
                leaves.vector(SIMD8<Double>.self, at: 0), numbers, leaves.vector(SIMD8<Double>.self, at: 8))
            let high = _mm512_permutex2var_pd(
                leaves.vector(SIMD8<Double>.self, at: 16), numbers, leaves.vector(SIMD8<Double>.self, at: 24))
            return _mm512_mask_blend_pd(_mm512_movepi64_mask(_mm512_slli_epi64(numbers, 59)), low, high)
        }
    }
#endif
