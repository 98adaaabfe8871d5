/* Codes of domains with few values: numbers 1… in byte order of the texts, the same for every
 * table. */
#include "link/names.h"
#include "link/stages.h"

#include <stdlib.h>
#include <string.h>

static bool is_code(enum column_type type)
{
    return type == COLUMN_CODE || type == COLUMN_PATH;
}

/* The lists of the domain's columns that are present; each gets room for its domain codes. */
static enum rc gather_lists(struct linked *linked, const struct ingested *ingested,
                            const char *domain, struct code_list **lists, size_t *list_count,
                            struct err *err)
{
    *list_count = 0;
    for (size_t i = 0; i < ingested->code_list_count; i++) {
        struct code_list *list = ingested->code_lists[i];
        const struct column *column = &linked->tables[list->table].columns[list->column];
        if (!column->is_present || strcmp(column->domain, domain) != 0) continue;
        list->domain_codes = store_take_array(&linked->store, (size_t)list->name_count + 1,
                                              sizeof *list->domain_codes);
        if (!list->domain_codes)
            return err_memory(err, ((size_t)list->name_count + 1) * sizeof *list->domain_codes);
        lists[(*list_count)++] = list;
    }
    return RC_OK;
}

static enum rc add_domain(struct linked *linked, const struct ingested *ingested,
                          const char *domain, struct code_list **lists, struct err *err)
{
    size_t list_count;
    struct names names = {.count = 0};
    enum rc rc = gather_lists(linked, ingested, domain, lists, &list_count, err);
    if (rc == RC_OK) rc = names_sort(&names, lists, list_count, &linked->arena, err);
    if (rc != RC_OK) return rc;
    return linked_add_dictionary(linked, domain, names.sorted, names.count, err);
}

enum rc link_dictionaries(struct linked *linked, struct ingested *ingested, struct err *err)
{
    struct code_list **lists = malloc((ingested->code_list_count + 1) * sizeof *lists);
    if (!lists) return err_memory(err, (ingested->code_list_count + 1) * sizeof *lists);
    enum rc rc = RC_OK;
    for (size_t t = 0; rc == RC_OK && t < linked->table_count; t++)
        for (size_t c = 0; rc == RC_OK && c < linked->tables[t].column_count; c++) {
            const struct column *column = &linked->tables[t].columns[c];
            if (!is_code(column->type) || !column->is_present) continue;
            if (!linked_dictionary(linked, column->domain))
                rc = add_domain(linked, ingested, column->domain, lists, err);
        }
    free(lists);
    return rc;
}
