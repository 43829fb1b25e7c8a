internal import CCPUFeatures
internal import InferenceKernel
internal import InferenceTables

#if arch(x86_64)
    internal import InferenceKernelAVX2
    internal import InferenceKernelAVX512
#endif

/// The instruction level that the kernel was compiled for.
///
/// One source, one answer, different speed.
public enum KernelLevel: String, Sendable, CaseIterable {
    /// What every processor of the architecture has.
    case baseline
    /// x86-64 with AVX2, BMI and FMA (level 3 of the psABI).
    case avx2
    /// x86-64 with AVX-512 F, BW, CD, DQ, VL (level 4 of the psABI) and VBMI: Ice Lake, Zen 4 and later.
    case avx512

    /// The levels that this processor and this operating system run, lowest first.
    public static var supported: [KernelLevel] {
        switch geoclimate_x86_64_level() {
        case 4...: [.baseline, .avx2, .avx512]
        case 3: [.baseline, .avx2]
        default: [.baseline]
        }
    }

    /// The highest supported level.
    public static var best: KernelLevel { supported.last ?? .baseline }

    func heap(_ quantiser: QuantiserTables, _ tables: HeapTables, _ sums: SumTables) -> any RowKernel {
        #if arch(x86_64)
            switch self {
            case .avx512:
                if tables.depth <= WideHeapKernel.maxDepth, quantiser.columnCount <= WideHeapKernel.maxColumns {
                    return WideHeapKernel(quantiser, tables, sums)
                }
                return InferenceKernelAVX512.HeapKernel(quantiser, tables, sums)
            case .avx2: return InferenceKernelAVX2.HeapKernel(quantiser, tables, sums)
            case .baseline: break
            }
        #endif
        return InferenceKernel.HeapKernel(quantiser, tables, sums)
    }

    func checkpoint(_ quantiser: QuantiserTables, _ tables: CheckpointTables, _ sums: SumTables) -> any RowKernel {
        #if arch(x86_64)
            switch self {
            case .avx512: return InferenceKernelAVX512.CheckpointKernel(quantiser, tables, sums)
            case .avx2: return InferenceKernelAVX2.CheckpointKernel(quantiser, tables, sums)
            case .baseline: break
            }
        #endif
        return InferenceKernel.CheckpointKernel(quantiser, tables, sums)
    }

    func block(_ quantiser: QuantiserTables, _ tables: BlockTables, _ sums: SumTables) -> any BatchKernel {
        #if arch(x86_64)
            switch self {
            case .avx512: return InferenceKernelAVX512.BlockKernel(quantiser, tables, sums)
            case .avx2: return InferenceKernelAVX2.BlockKernel(quantiser, tables, sums)
            case .baseline: break
            }
        #endif
        return InferenceKernel.BlockKernel(quantiser, tables, sums)
    }

    func walk(_ tables: WalkTables, _ sums: SumTables) -> any LeafKernel & BatchKernel {
        #if arch(x86_64)
            switch self {
            case .avx512: return InferenceKernelAVX512.WalkKernel(tables, sums)
            case .avx2: return InferenceKernelAVX2.WalkKernel(tables, sums)
            case .baseline: break
            }
        #endif
        return InferenceKernel.WalkKernel(tables, sums)
    }
}
