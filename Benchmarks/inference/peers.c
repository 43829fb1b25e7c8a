// Loops over one row at a time inside compiled code, so that no peer pays for its caller's language.
// Everything is passed as pointers to the peers' own functions.
#include <stdint.h>
#include <stddef.h>

typedef int (*fast_predict)(void *, const double *, int64_t *, double *);
void loop_lightgbm(fast_predict f, void *config, const double *rows, int width, int first, int count, double *out) {
    int64_t length;
    for (int i = first; i < first + count; i++) f(config, rows + (size_t)i * width, &length, out);
}

typedef void (*lleaves_predict)(const double *, double *, int, int);
void loop_lleaves(lleaves_predict f, const double *rows, int width, int first, int count, double *out) {
    for (int i = first; i < first + count; i++) f(rows + (size_t)i * width, out, 0, 1);
}

typedef int (*dense_predict)(void *, const char *, const char *, void *, const uint64_t **, uint64_t *, const float **);
void loop_xgboost(dense_predict f, void *booster, const char **arrays, const char *config, int count) {
    const uint64_t *shape;
    uint64_t dimensions;
    const float *result;
    for (int i = 0; i < count; i++) f(booster, arrays[i], config, NULL, &shape, &dimensions, &result);
}

union entry { int missing; float fvalue; int qvalue; };
typedef void (*treelite_predict)(union entry *, int, float *);
void loop_tl2cgen(treelite_predict f, const union entry *entries, int width, int first, int count, float *out) {
    union entry row[256];
    for (int i = first; i < first + count; i++) {
        // The compiled code writes its quantised values into the row.
        for (int j = 0; j < width; j++) row[j] = entries[(size_t)i * width + j];
        f(row, 1, out);
    }
}
