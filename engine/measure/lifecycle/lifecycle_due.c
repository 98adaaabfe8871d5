/* Who is due to buy again: customers in re-evaluation at the end of the report month, by product
 * and by dealer, and how many of them are expected to within the next 90 days. */
#include "measure/lifecycle/lifecycle.h"
#include "measure/stats/share.h"

#include <math.h>
#include <stdlib.h>

/* Customers who have not left, and those of them who are due. */
struct due {
    uint64_t customers, due;
};
struct dues {
    struct due all, products[PRODUCT_CODES], dealers[PRODUCT_CODES];
};

static void count(struct dues *dues, const struct product_lives *lives,
                  const struct measured *measured)
{
    struct life_reader reader;
    struct life_row row;
    life_reader_init(&reader, measured);
    while (life_reader_next(&reader, &row)) {
        const int32_t from = lives->from_days[row.due_product];
        if (row.due_age < 0 || from == INT32_MAX) continue;
        struct due *const counted[] = {&dues->all, &dues->products[row.due_product],
                                       &dues->dealers[row.dealer]};
        for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
            counted[i]->customers++;
            counted[i]->due += row.due_age >= from;
        }
    }
}

/* Of each customer who is due, whether he buys within so many days, at a constant rate a day. */
static double chance(double rate)
{
    return 1 - exp(-rate * LIFECYCLE_DUE_DAYS);
}

static void put_row(struct table_cell *cells, const char *axis, const char *key,
                    const struct due *due, const struct interval *rate)
{
    const double count_due = (double)due->due;
    cells[0] = cell_text(axis);
    cells[1] = cell_text(key);
    cells[2] = cell_whole((int64_t)due->customers);
    cells[3] = cell_whole((int64_t)due->due);
    cells[4] = cell_number(count_due * chance(rate->value));
    cells[5] = cell_number(count_due * chance(rate->lower));
    cells[6] = cell_number(count_due * chance(rate->upper));
}

static size_t count_rows(const struct due *dues, const struct dictionary *names)
{
    size_t row_count = 0;
    for (uint32_t code = 1; names && code < names->code_count && code < PRODUCT_CODES; code++)
        row_count += dues[code].due > 0;
    return row_count;
}

static size_t put_rows(struct result_table *table, size_t row, const char *axis,
                       const struct due *dues, const struct dictionary *names,
                       const struct interval *rate)
{
    for (uint32_t code = 1; names && code < names->code_count && code < PRODUCT_CODES; code++)
        if (dues[code].due > 0)
            put_row(result_cell(table, row++, 0), axis, names->names[code], &dues[code], rate);
    return row;
}

static enum rc add_table(const struct dues *dues, const struct measured *measured,
                         const struct interval *rate, struct result *result, struct err *err)
{
    static const struct table_column columns[] = {
        {"axis", "text"},           {"key", "text"},           {"customers", "count"},
        {"due_customers", "count"}, {"expected_90d", "count"}, {"expected_lower", "count"},
        {"expected_upper", "count"}};
    const struct dictionary *products = linked_dictionary(measured->linked, "product");
    const struct dictionary *dealers = linked_dictionary(measured->linked, "dealer");
    const size_t row_count =
        1 + count_rows(dues->products, products) + count_rows(dues->dealers, dealers);
    struct result_table *table = result_add_table(result, "lifecycle.due", columns,
                                                  sizeof columns / sizeof *columns, row_count);
    if (!table) return err_memory(err, row_count * sizeof columns);
    put_row(result_cell(table, 0, 0), "", "", &dues->all, rate);
    const size_t row = put_rows(table, 1, "product", dues->products, products, rate);
    (void)put_rows(table, row, "dealer", dues->dealers, dealers, rate);
    return RC_OK;
}

static enum rc tell(const struct dues *dues, const struct measured *measured,
                    const struct interval *return_rate, struct result *result, struct err *err)
{
    const struct extended told = {.metric = "lifecycle.due.share",
                                  .key = "",
                                  .period = measured->context->report_month,
                                  .n = dues->all.customers,
                                  .interval = stats_wilson(dues->all.due, dues->all.customers),
                                  .method = "wilson"};
    const enum rc rc = extend_estimate(measured, result, &told, err);
    if (rc != RC_OK || dues->all.due == 0 || !return_rate->defined || !return_rate->bounded)
        return rc;
    return add_table(dues, measured, return_rate, result, err);
}

enum rc life_due_tell(const struct product_lives *lives, const struct measured *measured,
                      struct interval return_rate, struct result *result, struct err *err)
{
    struct dues *dues = calloc(1, sizeof *dues);
    if (!dues) return err_memory(err, sizeof *dues);
    count(dues, lives, measured);
    const enum rc rc = tell(dues, measured, &return_rate, result, err);
    free(dues);
    return rc;
}
