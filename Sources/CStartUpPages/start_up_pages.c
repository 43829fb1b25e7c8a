#define _GNU_SOURCE
#include "start_up_pages.h"

#ifdef __linux__

#include <link.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

// Only segments that nobody may write are named: MADV_DONTNEED would undo what was written to others. Breakpoints that a
// debugger set in the code are lost with it.
static int unmap_program(struct dl_phdr_info *program, size_t size, void *context) {
    (void)size;
    size_t *covered = context;
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int index = 0; index < program->dlpi_phnum; index++) {
        const ElfW(Phdr) *header = &program->dlpi_phdr[index];
        if (header->p_type != PT_LOAD || (header->p_flags & PF_W) != 0) continue;
        const uintptr_t begin = (uintptr_t)(program->dlpi_addr + header->p_vaddr);
        const uintptr_t first = (begin + page - 1) / page * page;
        const uintptr_t end = (begin + header->p_memsz) / page * page;
        if (first < end && madvise((void *)first, end - first, MADV_DONTNEED) == 0) *covered += end - first;
    }
    return 1; // The first object is the program itself; its libraries are shared with other programs.
}

size_t geoclimate_unmap_start_up_pages(void) {
    size_t covered = 0;
    dl_iterate_phdr(unmap_program, &covered);
    return covered;
}

#else

size_t geoclimate_unmap_start_up_pages(void) { return 0; }

#endif
