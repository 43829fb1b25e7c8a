#include "sqlite_shim.h"
#include <sqlite3.h>

int geoclimate_sqlite_defensive(struct sqlite3 *connection) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}
