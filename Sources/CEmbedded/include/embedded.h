#ifndef GEOCLIMATE_EMBEDDED_H
#define GEOCLIMATE_EMBEDDED_H

#include <stddef.h>

/// A file compiled into the program. The bytes are constant, valid for as long as the process runs, and not terminated
/// by a zero byte.
typedef struct {
    /// The file's name below Files, in ASCII, terminated by a zero byte. Null only in the answer for a bad index.
    const char *name;
    const unsigned char *bytes;
    size_t size;
} geoclimate_embedded_file;

/// How many files there are.
size_t geoclimate_embedded_count(void);

/// The file at this index, sorted by name; an index out of range answers a null name, null bytes and size 0.
geoclimate_embedded_file geoclimate_embedded_at(size_t index);

#endif
