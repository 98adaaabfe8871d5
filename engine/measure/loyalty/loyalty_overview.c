/* What is known of whole tables before any customer is looked at. */
#include "base/day.h"
#include "ingest/later.h"
#include "measure/loyalty/loyalty.h"

#include <stdlib.h>

enum { YEAR_OF_MONTH_0 = 1970, MONTHS_A_YEAR = 12 };

/* The column of the table, or NULL where it has no values. */
static const struct column *column_of(const struct table *table, const char *name)
{
    const struct column *column = table ? table_column(table, name) : NULL;
    return column && column->is_present ? column : NULL;
}

static int32_t first_month_day(const struct table *departures)
{
    const struct column *column = column_of(departures, "left_on");
    int32_t first = DAY_MISSING;
    for (size_t s = 0; column && s < departures->segment_count; s++) {
        const struct segment_column *left =
            &departures->segments[s].columns[table_column_index(departures, column)];
        if (left->minimum > left->maximum) continue;
        if (first == DAY_MISSING || left->minimum < first) first = left->minimum;
    }
    return first == DAY_MISSING ? first : month_first_day(month_of_day(first));
}

/* Adds the purchases of one segment, counted by its own numbers first. */
static enum rc count_products(const struct segment *segment, size_t product, uint64_t *counts,
                              struct err *err)
{
    const struct segment_column *column = &segment->columns[product];
    const enum rc rc = segment_fetch(segment, product, err);
    const struct code_list *list = column->codes;
    if (rc != RC_OK || !column->values || !list) return rc;
    uint64_t *own = calloc((size_t)list->name_count + 1, sizeof *own);
    if (!own) return err_memory(err, ((size_t)list->name_count + 1) * sizeof *own);
    for (uint32_t row = 0; row < segment->row_count; row++) own[segment_code(column, row)]++;
    for (uint32_t number = 0; number <= list->name_count; number++)
        counts[list->domain_codes[number]] += own[number];
    free(own);
    return RC_OK;
}

static void choose_products(struct loyalty_overview *overview, uint64_t *counts,
                            uint8_t *product_of)
{
    for (; overview->product_count < PRODUCTS_APART; overview->product_count++) {
        uint32_t best = 0;
        for (uint32_t code = 1; code < overview->code_count; code++)
            if (counts[code] > (best > 0 ? counts[best] : 0)) best = code;
        if (best == 0) break;
        counts[best] = 0;
        overview->products[overview->product_count] = best;
    }
    for (uint32_t code = 0; code < overview->code_count; code++)
        product_of[code] = (uint8_t)overview->product_count;
    for (uint32_t i = 0; i < overview->product_count; i++)
        product_of[overview->products[i]] = (uint8_t)i;
    overview->product_of = product_of;
}

static void fill_years(struct loyalty_overview *overview)
{
    for (int year = 0; year < 1 << KEY_YEAR_BITS; year++)
        overview->years[year] =
            month_first_day((YEAR_BEFORE + year - YEAR_OF_MONTH_0) * MONTHS_A_YEAR);
}

enum rc loyalty_overview_make(const struct linked *linked, struct arena *arena,
                              const struct loyalty_overview **out, struct err *err)
{
    const struct table *purchases = linked_table(linked, "purchases");
    const struct column *product = column_of(purchases, "product");
    const struct dictionary *products = product ? linked_dictionary(linked, "product") : NULL;
    const struct dictionary *dealers =
        column_of(purchases, "dealer_id") ? linked_dictionary(linked, "dealer") : NULL;
    struct loyalty_overview *overview = arena_take(arena, sizeof *overview);
    const uint32_t code_count = products ? products->code_count : 0;
    uint64_t *counts = arena_take_array(arena, code_count + 1, sizeof *counts);
    uint8_t *product_of = arena_take_array(arena, code_count + 1, 1);
    if (!overview || !counts || !product_of)
        return err_memory(err, sizeof *overview + code_count * sizeof *counts);
    fill_years(overview);
    overview->recorded_from_day = first_month_day(linked_table(linked, "departures"));
    overview->has_dealers = dealers && dealers->code_count > DEALERS_LEAST &&
                            dealers->code_count <= DEALERS_MOST + 1 &&
                            purchases->row_count <= DEALERS_PURCHASES_MOST;
    overview->code_count = code_count;
    enum rc rc = RC_OK;
    for (size_t s = 0; rc == RC_OK && products && s < purchases->segment_count; s++)
        rc = count_products(&purchases->segments[s], table_column_index(purchases, product), counts,
                            err);
    choose_products(overview, counts, product_of);
    *out = overview;
    return rc;
}
