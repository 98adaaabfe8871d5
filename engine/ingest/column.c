#include "ingest/column.h"

#include <string.h>

const struct column *table_column(const struct table *table, const char *name)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].name, name) == 0)
            return table->columns[i].is_present ? &table->columns[i] : NULL;
    return NULL;
}
