#include "cpu_features.h"

#if defined(__x86_64__)
#include <cpuid.h>

// What the operating system saves on a context switch (XCR0): without it, wide registers trap.
static unsigned long long enabled_state(void) {
    unsigned int low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return ((unsigned long long)high << 32) | low;
}

int geoclimate_x86_64_level(void) {
    unsigned int a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d)) return 1;
    const unsigned int fma = 1u << 12, movbe = 1u << 22, osxsave = 1u << 27, avx = 1u << 28, f16c = 1u << 29;
    const unsigned int level3 = fma | movbe | osxsave | avx | f16c;
    if ((c & level3) != level3) return 1;
    const unsigned long long state = enabled_state();
    if ((state & 0x6) != 0x6) return 1;
    const unsigned int lzcnt = 1u << 5;
    if (!__get_cpuid(0x80000001, &a, &b, &c, &d) || !(c & lzcnt)) return 1;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 1;
    const unsigned int bmi1 = 1u << 3, avx2 = 1u << 5, bmi2 = 1u << 8;
    if ((b & (bmi1 | avx2 | bmi2)) != (bmi1 | avx2 | bmi2)) return 1;
    const unsigned int f = 1u << 16, dq = 1u << 17, cd = 1u << 28, bw = 1u << 30, vl = 1u << 31;
    const unsigned int level4 = f | dq | cd | bw | vl;
    const unsigned int vbmi = 1u << 1;
    if ((b & level4) != level4 || !(c & vbmi) || (state & 0xe6) != 0xe6) return 3;
    return 4;
}
#else
int geoclimate_x86_64_level(void) { return 0; }
#endif
