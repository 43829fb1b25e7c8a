#ifndef GEOCLIMATE_CPU_FEATURES_H
#define GEOCLIMATE_CPU_FEATURES_H

/// The highest x86-64 microarchitecture level whose vector instructions both this processor and this
/// operating system support: 4 (AVX-512 F, BW, CD, DQ, VL, and VBMI besides), 3 (AVX2, BMI, FMA), or 1. Other processors answer 0.
/// The levels are those of the x86-64 psABI.
int geoclimate_x86_64_level(void);

#endif
