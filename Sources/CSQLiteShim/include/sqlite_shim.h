#ifndef GEOCLIMATE_SQLITE_SHIM_H
#define GEOCLIMATE_SQLITE_SHIM_H

struct sqlite3;

/// Turns on SQLITE_DBCONFIG_DEFENSIVE, which refuses SQL that could corrupt the file
/// (writable_schema, shadow tables, a direct journal_mode=OFF). Variadic C cannot be called from Swift.
/// Returns SQLite's result code.
int geoclimate_sqlite_defensive(struct sqlite3 *connection);

/// The magic number of the file system that a path is on, as statfs(2) lists them: SQLite's locks and shared memory
/// do not work on network file systems. Swift's module of the C library leaves statfs out.
/// Returns -1 and sets errno when the path cannot be looked at, and 0 where systems have no such numbers.
long long geoclimate_file_system_magic(const char *path);

#endif
