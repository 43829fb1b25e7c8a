#include "sqlite_shim.h"
#include <sqlite3.h>

int geoclimate_sqlite_defensive(struct sqlite3 *connection) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

struct log_observation {
    geoclimate_log_observer observer;
    void *context;
};

static unsigned int big_endian(const unsigned char *bytes) {
    return (unsigned int)bytes[0] << 24 | (unsigned int)bytes[1] << 16 | (unsigned int)bytes[2] << 8 | bytes[3];
}

static int committed(void *argument, sqlite3 *connection, const char *name, int frames) {
    struct log_observation *observation = argument;
    unsigned char header[32] = {0};
    sqlite3_file *log = 0;
    // The count alone does not tell that the log was begun anew; the salts in its header do.
    int code = sqlite3_file_control(connection, name, SQLITE_FCNTL_JOURNAL_POINTER, &log);
    int known = code == SQLITE_OK && log && log->pMethods
        && log->pMethods->xRead(log, header, sizeof header, 0) == SQLITE_OK;
    observation->observer(
        observation->context, known ? big_endian(header + 16) : 0, known ? big_endian(header + 20) : 0,
        frames < 0 ? 0 : (unsigned int)frames);
    return SQLITE_OK;
}

int geoclimate_sqlite_observe_log(sqlite3 *connection, geoclimate_log_observer observer, void *context) {
    struct log_observation *observation = 0;
    if (observer) {
        observation = sqlite3_malloc(sizeof *observation);
        if (!observation) return SQLITE_NOMEM;
        observation->observer = observer;
        observation->context = context;
    }
    // Automatic checkpoints are a hook of SQLite's own, whose argument is the number of pages and not a pointer: this
    // takes it away, so that what the next call answers is ours.
    int code = sqlite3_wal_autocheckpoint(connection, 0);
    if (code != SQLITE_OK) {
        sqlite3_free(observation);
        return code;
    }
    sqlite3_wal_hook(connection, observation ? committed : 0, observation);
    return SQLITE_OK;
}

int geoclimate_sqlite_keep_log(sqlite3 *connection) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

int geoclimate_sqlite_read_file(sqlite3 *connection, void *bytes, int count, long long offset) {
    sqlite3_file *file = 0;
    int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code != SQLITE_OK) return code;
    if (!file || !file->pMethods) return SQLITE_CANTOPEN;
    code = file->pMethods->xRead(file, bytes, count, offset);
    return code == SQLITE_IOERR_SHORT_READ ? SQLITE_OK : code;
}
