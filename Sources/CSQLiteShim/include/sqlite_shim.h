#ifndef GEOCLIMATE_SQLITE_SHIM_H
#define GEOCLIMATE_SQLITE_SHIM_H

struct sqlite3;

/// Turns on SQLITE_DBCONFIG_DEFENSIVE, which refuses SQL that could corrupt the file
/// (writable_schema, shadow tables, a direct journal_mode=OFF). Variadic C cannot be called from Swift.
/// Returns SQLite's result code.
int geoclimate_sqlite_defensive(struct sqlite3 *connection);

/// Told of every commit of a connection: the salts of its write-ahead log, and the committed frames in it.
/// Both salts are 0 when the header of the log could not be read.
typedef void (*geoclimate_log_observer)(
    void *context, unsigned int first_salt, unsigned int second_salt, unsigned int frames);

/// Tells `observer` of every commit of a connection from now on, and never checkpoints by itself any more: SQLite has one
/// hook for both, and whichever is set later wins. Without an observer, the connection has neither.
/// Returns SQLite's result code.
int geoclimate_sqlite_observe_log(struct sqlite3 *connection, geoclimate_log_observer observer, void *context);

/// Turns on SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE: closing the last connection leaves the write-ahead log as it is.
/// Returns SQLite's result code.
int geoclimate_sqlite_keep_log(struct sqlite3 *connection);

/// Reads bytes of the database file through the connection's own open file, because opening and closing it another time
/// would drop the locks that SQLite holds on it in this process. What lies behind the end of the file reads as zeros.
/// Returns SQLite's result code.
int geoclimate_sqlite_read_file(struct sqlite3 *connection, void *bytes, int count, long long offset);

/// The magic number of the file system that a path is on, as statfs(2) lists them: SQLite's locks and shared memory
/// do not work on network file systems. Swift's module of the C library leaves statfs out.
/// Returns -1 and sets errno when the path cannot be looked at, and 0 where systems have no such numbers.
long long geoclimate_file_system_magic(const char *path);

#endif
