// What Patterns needs of RE2, as C: a compiled expression, a search, and what it captured.
#ifndef GEOCLIMATE_CRE2_H
#define GEOCLIMATE_CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct geoclimate_re2 geoclimate_re2;

// One group of a match: offsets into the text, or -1 and -1 where the group took no part.
typedef struct {
    ptrdiff_t begin;
    ptrdiff_t end;
} geoclimate_re2_group;

// Compiles an expression; NULL where there is no memory. `max_bytes` bounds the program and its caches.
geoclimate_re2 *geoclimate_re2_new(const char *pattern, size_t length, bool dot_matches_newline, int64_t max_bytes);
void geoclimate_re2_free(geoclimate_re2 *expression);

// Why it does not compile; NULL where it does. Lives as long as the expression.
const char *geoclimate_re2_error(const geoclimate_re2 *expression);

// How many groups there are besides the whole match.
int geoclimate_re2_groups(const geoclimate_re2 *expression);

// The name of a group from 1; NULL where it has none. Lives as long as the expression.
const char *geoclimate_re2_group_name(const geoclimate_re2 *expression, int group);

// Whether the text from `from` matches: anywhere, or as a whole. Fills `count` groups, the whole match first.
bool geoclimate_re2_match(
    const geoclimate_re2 *expression, const char *text, size_t length, size_t from, bool whole,
    geoclimate_re2_group *groups, int count);

#ifdef __cplusplus
}
#endif

#endif
