/* reports/tables/sqlite.h: the result as a SQLite file: a small star with views, for tools that ask
 * in SQL (Grafana, Metabase, Superset). Its fixed part is datasets/schema/result.sql, which this
 * program carries inside itself; a table is added for each table of the result. The same result
 * makes the same bytes. FORMATS.md section 9. */
#ifndef TABLES_SQLITE_H
#define TABLES_SQLITE_H
#include "reports/tables/sheets.h"

/* Write a new file at `path`, where none may stand. `model` is to be MODEL_WHOLE. RC_MEMORY;
 * RC_OUTPUT with what SQLite says. */
enum rc sqlite_write(const struct model *model, const char *path, struct err *err);

#endif
