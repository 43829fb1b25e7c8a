#ifndef GEOCLIMATE_SQLITE_SHIM_H
#define GEOCLIMATE_SQLITE_SHIM_H

struct sqlite3;

/// Turns on SQLITE_DBCONFIG_DEFENSIVE, which refuses SQL that could corrupt the file
/// (writable_schema, shadow tables, a direct journal_mode=OFF). Variadic C cannot be called from Swift.
/// Returns SQLite's result code.
int geoclimate_sqlite_defensive(struct sqlite3 *connection);

#endif
