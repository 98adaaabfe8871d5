#include "reports/model/reject_sum.h"

#include "reports/model/tree.h"

#include <stdlib.h>
#include <string.h>

static const struct tree_field fields[] = {
    {"kind", TREE_TEXT, offsetof(struct reject_sum, kind)},
    {"rule", TREE_TEXT, offsetof(struct reject_sum, rule)},
    {"table", TREE_TEXT, offsetof(struct reject_sum, table)},
    {"column", TREE_TEXT, offsetof(struct reject_sum, column)},
    {"explanation", TREE_CHILD, offsetof(struct reject_sum, explanation)},
    {"count", TREE_COUNT, offsetof(struct reject_sum, count)}};

/* By what they are, not by how many. */
static int compare_reasons(const struct reject_sum *a, const struct reject_sum *b)
{
    const int kind = -strcmp(a->kind, b->kind), table = strcmp(a->table, b->table);
    const int rule = strcmp(a->rule, b->rule);
    return kind != 0 ? kind : table != 0 ? table : rule != 0 ? rule : strcmp(a->column, b->column);
}

size_t reject_sums_add(struct reject_sum *sums, size_t count, const cJSON *reject)
{
    struct reject_sum one = {"", "", "", "", NULL, 0};
    tree_read(reject, fields, sizeof fields / sizeof *fields, &one);
    size_t at = 0;
    while (at < count && compare_reasons(&sums[at], &one) != 0) at++;
    if (at < count)
        sums[at].count += one.count;
    else
        sums[count++] = one;
    return count;
}

static int compare_sums(const void *left, const void *right)
{
    const struct reject_sum *a = left, *b = right;
    if (a->count != b->count) return a->count < b->count ? 1 : -1;
    return compare_reasons(a, b);
}

void reject_sums_sort(struct reject_sum *sums, size_t count)
{
    qsort(sums, count, sizeof *sums, compare_sums);
}
