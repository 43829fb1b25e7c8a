#ifndef GEOCLIMATE_CHILD_FILES_H
#define GEOCLIMATE_CHILD_FILES_H

/// Opens a pipe whose ends other programs do not inherit by themselves; 0, or -1 and `errno`.
///
/// On Linux there is no moment in which they would: another thread may start a program at any time.
int geoclimate_pipe(int ends[2]);

/// Has a program that is started with these actions, a `posix_spawn_file_actions_t`, inherit no file from `first` on.
///
/// Returns 0, or the number of the error. It does nothing where the C library has no such action: in musl, in glibc before
/// 2.34, and on Darwin, which has a flag instead. With the former two a program inherits what was opened without `O_CLOEXEC`.
int geoclimate_close_from(void *actions, int first);

#endif
