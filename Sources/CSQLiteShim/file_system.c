#include "sqlite_shim.h"

#ifdef __linux__
#include <sys/vfs.h>

long long geoclimate_file_system_magic(const char *path) {
    struct statfs found;
    // Through 32 bits: some systems declare the field signed, and two of the numbers have the highest bit set.
    return statfs(path, &found) == 0 ? (long long)(unsigned int)found.f_type : -1;
}
#else
long long geoclimate_file_system_magic(const char *path) {
    (void)path;
    return 0;
}
#endif
