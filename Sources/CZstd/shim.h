#include <zdict.h>
#include <zstd.h>

/* POSIX.1-2024; glibc declares it only with extensions that Swift's module of the C library does not ask for. */
void *memmem(const void *text, size_t text_bytes, const void *needle, size_t needle_bytes);
