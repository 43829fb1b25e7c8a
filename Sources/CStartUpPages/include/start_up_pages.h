#ifndef GEOCLIMATE_START_UP_PAGES_H
#define GEOCLIMATE_START_UP_PAGES_H

#include <stddef.h>

/// Unmaps the pages of the program's own code and constants; returns how many bytes of address space that covered, 0 where
/// there is nothing to do or the kernel refused. They are mapped again when they are touched.
size_t geoclimate_unmap_start_up_pages(void);

#endif
