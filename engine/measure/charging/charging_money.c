/* What leaks and overcharges come to: a row a dealer, and what leaked without an amount. */
#include "measure/charging/charging.h"
#include "measure/extend.h"

enum { MONTHS = 12 };

/* The mean charge of repairs that were rightly charged, of one kind. */
struct usual_fee {
    double mean, variance; /* of single charges; NaN: too few */
    uint64_t n;
};

static void add_sums(struct sums *into, const struct sums *from)
{
    into->n += from->n;
    into->sum += from->sum;
    into->square_sum += from->square_sum;
}

/* The months up to the report month together. */
static struct charging_cell year_of(const struct measured *measured, enum axis axis, uint32_t key)
{
    struct charging_cell year = {.unpriced = {0}};
    for (uint32_t window = 0; window < MONTHS; window++) {
        const struct charging_cell *cell = measured_cell(measured, axis, key, window, NULL);
        if (!cell) continue;
        for (int s = 0; s < CHARGING_SHARE_COUNT; s++) {
            year.share[s].met += cell->share[s].met;
            year.share[s].n += cell->share[s].n;
        }
        add_sums(&year.overcharged_fen, &cell->overcharged_fen);
        add_sums(&year.leaked_fen, &cell->leaked_fen);
        for (int kind = 0; kind < PART_KINDS; kind++) {
            add_sums(&year.fee_fen[kind], &cell->fee_fen[kind]);
            year.unpriced[kind] += cell->unpriced[kind];
        }
    }
    return year;
}

static enum rc find_fees(const struct charging_cell *network, uint32_t minimum_base,
                         struct usual_fee fees[PART_KINDS], struct err *err)
{
    enum rc rc = RC_OK;
    for (int kind = 0; rc == RC_OK && kind < PART_KINDS; kind++) {
        const struct sums *sums = &network->fee_fen[kind];
        const struct moments moments = {sums->n, sums->sum, sums->square_sum, 1};
        fees[kind] = (struct usual_fee){NAN, NAN, sums->n};
        if (sums->n < minimum_base || sums->n < 2) continue;
        rc = stats_mean(&moments, &fees[kind].mean, err);
        if (rc == RC_OK) rc = stats_variance(&moments, &fees[kind].variance, err);
    }
    return rc;
}

/* What so many leaks would have come to. */
static struct interval predict(const uint64_t unpriced[PART_KINDS],
                               const struct usual_fee fees[PART_KINDS])
{
    double total = 0, variance = 0;
    for (int kind = 0; kind < PART_KINDS; kind++) {
        const double count = (double)unpriced[kind];
        if (unpriced[kind] == 0) continue;
        total += count * fees[kind].mean;
        variance += fees[kind].variance * (count + count * count / (double)fees[kind].n);
    }
    if (isnan(total)) return INTERVAL_UNDEFINED;
    const double reach = STATS_Z * sqrt(variance);
    return (struct interval){total, fmax(0, total - reach), total + reach, true, true};
}

static const struct table_column columns[] = {
    {"dealer", "text"},
    {"due_repairs", "count"},
    {"leaks", "count"},
    {"leaked_fen", "fen"},
    {"leaks_unpriced", "count"},
    {"unpriced_fen", "fen"},
    {"unpriced_fen_lower", "fen"},
    {"unpriced_fen_upper", "fen"},
    {"free_repairs", "count"},
    {"overcharges", "count"},
    {"unreasoned", "count"},
    {"overcharged_fen", "fen"},
    {"closed_repairs", "count"},
    {"unjudged", "count"},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static void put_row(struct table_cell *cells, const char *dealer, const struct charging_cell *year,
                    const struct usual_fee fees[PART_KINDS])
{
    const struct share *share = year->share;
    const uint64_t unpriced = year->unpriced[0] + year->unpriced[1];
    const struct interval predicted =
        unpriced == 0 ? INTERVAL_UNDEFINED : predict(year->unpriced, fees);
    const struct table_cell row[COLUMNS] = {
        cell_text(dealer),
        cell_whole((int64_t)share[CHARGING_LEAK].n),
        cell_whole((int64_t)share[CHARGING_LEAK].met),
        cell_whole(year->leaked_fen.sum),
        cell_whole((int64_t)unpriced),
        cell_number(predicted.value),
        cell_number(predicted.lower),
        cell_number(predicted.upper),
        cell_whole((int64_t)share[CHARGING_OVERCHARGE].n),
        cell_whole((int64_t)share[CHARGING_OVERCHARGE].met),
        cell_whole((int64_t)share[CHARGING_UNREASONED].met),
        cell_whole(year->overcharged_fen.sum),
        cell_whole((int64_t)share[CHARGING_UNKNOWN].n),
        cell_whole((int64_t)share[CHARGING_UNKNOWN].met),
    };
    for (size_t c = 0; c < COLUMNS; c++) cells[c] = row[c];
}

/* The network first, then the dealers in order of their names: this is no ranking. Who closed fewer
 * repairs than the minimum base is left to the network. */
static enum rc add_money(const struct measured *measured, struct result *result,
                         const struct charging_cell *network,
                         const struct usual_fee fees[PART_KINDS], struct err *err)
{
    const uint32_t minimum_base = measured->context->options->minimum_base;
    const uint32_t key_count = measured_key_count(measured, AXIS_DEALER);
    struct charging_cell *years =
        arena_take_array(&result->arena, (size_t)key_count + 1, sizeof *years);
    if (!years) return err_memory(err, key_count * sizeof *years);
    size_t row_count = 1;
    for (uint32_t key = 1; key < key_count; key++) {
        years[key] = year_of(measured, AXIS_DEALER, key);
        row_count += years[key].share[CHARGING_UNKNOWN].n >= minimum_base;
    }
    struct result_table *table =
        result_add_table(result, "charging.money", columns, COLUMNS, row_count);
    if (!table) return err_memory(err, row_count * sizeof columns);
    put_row(result_cell(table, 0, 0), "", network, fees);
    size_t row = 1;
    for (uint32_t key = 1; key < key_count; key++)
        if (years[key].share[CHARGING_UNKNOWN].n >= minimum_base)
            put_row(result_cell(table, row++, 0), measured_key_name(measured, AXIS_DEALER, key),
                    &years[key], fees);
    return RC_OK;
}

static enum rc tell_unpriced(const struct measured *measured, struct result *result,
                             const struct charging_cell *network,
                             const struct usual_fee fees[PART_KINDS], struct err *err)
{
    const struct interval predicted = predict(network->unpriced, fees);
    const struct extended extended = {
        .metric = "charging.unpriced.fen",
        .axis = AXIS_NETWORK,
        .key = "",
        .period = measured->context->report_month,
        .n = network->unpriced[0] + network->unpriced[1],
        .interval = predicted,
        .method = "predicted_total",
        .reason = predicted.defined ? NULL
                                    : "below_base: too few repairs of the kind were rightly "
                                      "charged to compare with"};
    return extend_estimate(measured, result, &extended, err);
}

enum rc charging_extend(const struct measured *measured, struct result *result, struct err *err)
{
    struct usual_fee fees[PART_KINDS];
    const struct charging_cell network = year_of(measured, AXIS_NETWORK, 0);
    enum rc rc = find_fees(&network, measured->context->options->minimum_base, fees, err);
    if (rc == RC_OK) rc = tell_unpriced(measured, result, &network, fees, err);
    const bool has_dates = measured->column[NEED_PURCHASED] && measured->column[NEED_WARRANTY];
    if (rc != RC_OK || !measured->column[NEED_CHARGED] || !has_dates) return rc;
    rc = add_money(measured, result, &network, fees, err);
    const double means[PART_KINDS] = {fees[0].mean, fees[1].mean};
    return rc == RC_OK ? charging_add_cases(measured, result, means, err) : rc;
}
