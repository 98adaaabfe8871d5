/* Life of products (D04, D05): how soon units fail after the installation, and how often. The
 * installations say which units there are; without them units are known by their repairs alone, and
 * who never failed is not known at all. */
#include "measure/life/life.h"

#include "base/day.h"

const int32_t life_period_ends[LIFE_PERIOD_COUNT] = {
    7,   14,  30,  60,  90,  120,  150,  180,  210,  240,  270,  300,  330,  LIFE_YEAR_DAYS,
    456, 547, 638, 730, 912, 1095, 1278, 1461, 1826, 2191, 2557, 2922, 3287, LIFE_DAYS};

enum { SEEN_INSTALLS, SEEN_REPAIRS };
enum { SEEN_INSTALLED, SEEN_PURCHASED };

static uint32_t period_of(int32_t age)
{
    uint32_t period = 0;
    while (age > life_period_ends[period]) period++;
    return period;
}

/* What is found out about one unit. */
struct history {
    int32_t installed_day, purchased_day;
    int32_t first_age, repair_count;
    uint32_t listed_count;
    int64_t periods[2];
    bool is_before;
};

static void add_repair(struct history *history, int32_t day)
{
    history->repair_count++;
    if (history->installed_day == DAY_MISSING) return;
    if (day < history->installed_day) {
        history->is_before |=
            history->purchased_day != DAY_MISSING && day >= history->purchased_day;
        return;
    }
    if (day - history->installed_day >= LIFE_DAYS) return;
    const int32_t age = day - history->installed_day + 1;
    if (history->first_age == 0) history->first_age = age;
    const uint32_t number = history->listed_count++;
    if (number >= LIFE_REPAIR_LIMIT) return;
    history->periods[number / LIFE_REPAIRS_A_WORD] |=
        (int64_t)(period_of(age) + 1) << number % LIFE_REPAIRS_A_WORD * LIFE_PERIOD_BITS;
}

/* The unit's repairs come in order of their reports. */
static struct history history_of(const struct entity *entity, uint32_t row)
{
    const struct watch *watch = &entity->context->watch;
    const int32_t *installed = entity->columns[SEEN_INSTALLS][SEEN_INSTALLED];
    const int32_t *purchased = entity->columns[SEEN_INSTALLS][SEEN_PURCHASED];
    const int32_t *reported = entity->columns[SEEN_REPAIRS][0];
    struct history history = {.installed_day = installed ? installed[row] : DAY_MISSING,
                              .purchased_day = purchased ? purchased[row] : DAY_MISSING};
    for (uint32_t i = 0; reported && i < entity->row_counts[SEEN_REPAIRS]; i++) {
        const int32_t minute = reported[entity->rows[SEEN_REPAIRS][i]];
        const int32_t day = day_of_minute(minute);
        if (minute != MINUTE_MISSING && day >= watch->first_day && day <= watch->last_day)
            add_repair(&history, day);
    }
    if (history.listed_count > LIFE_REPAIR_LIMIT) history.periods[0] = LIFE_CROWDED;
    return history;
}

static void derive(const struct entity *entity, void *const *out)
{
    if (entity->row_counts[SEEN_REPAIRS] == 0) return;
    for (uint32_t i = 0; i < entity->row_counts[SEEN_INSTALLS]; i++) {
        const uint32_t row = entity->rows[SEEN_INSTALLS][i];
        const struct history history = history_of(entity, row);
        ((int32_t *)out[LIFE_FIRST_AGE])[row] = history.first_age;
        ((int32_t *)out[LIFE_REPAIR_COUNT])[row] = history.repair_count;
        ((int8_t *)out[LIFE_BEFORE])[row] = history.is_before ? 1 : 0;
        ((int64_t *)out[LIFE_PERIODS])[row] = history.periods[0];
        ((int64_t *)out[LIFE_PERIODS_AFTER])[row] = history.periods[1];
    }
}

enum { NEED_INSTALLED, NEED_PURCHASED, NEED_DERIVED };

/* A unit's repairs into the tallies; the periods rise. */
static void add_periods(struct tally *tallies, int32_t age_days, bool is_late,
                        const int64_t words[2])
{
    const int64_t late = is_late ? LIFE_LATE_PAIR : 0;
    const int64_t mask = (1 << LIFE_PERIOD_BITS) - 1;
    int64_t periods[LIFE_REPAIR_LIMIT];
    uint32_t count = 0;
    while (count < LIFE_REPAIR_LIMIT) {
        const uint32_t shift = count % LIFE_REPAIRS_A_WORD * LIFE_PERIOD_BITS;
        const int64_t held = words[count / LIFE_REPAIRS_A_WORD] >> shift & mask;
        if (held == 0) break;
        periods[count] = held - 1;
        tally_add(&tallies[LIFE_TALLY_REPAIRS],
                  (int64_t)age_days << LIFE_PERIOD_BITS | periods[count], 1);
        for (uint32_t before = 0; before < count; before++)
            tally_add(&tallies[LIFE_TALLY_PAIRS],
                      late | periods[before] << LIFE_PERIOD_BITS | periods[count], 1);
        count++;
    }
}

static void add_unit(struct life_cell *cell, struct tally *tallies, int32_t age_days,
                     int32_t first_age, int32_t watch_days)
{
    cell->units++;
    tally_add(&tallies[LIFE_TALLY_UNITS], age_days, 1);
    if (age_days > watch_days) {
        cell->late_units++;
    } else if (first_age > 0) {
        tally_add(&tallies[LIFE_TALLY_FAILED], first_age, 1);
        tally_add(&tallies[LIFE_TALLY_FAILED_AGES], age_days, 1);
    }
}

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct life_cell *cell = cell_bytes;
    const struct watch *watch = &rows->context->watch;
    const int32_t watch_days = life_watch_days(watch);
    const int32_t *installed = rows->column[NEED_INSTALLED];
    const int32_t *purchased = rows->column[NEED_PURCHASED];
    const int32_t *first_age = rows->column[NEED_DERIVED + LIFE_FIRST_AGE];
    const int32_t *repair_count = rows->column[NEED_DERIVED + LIFE_REPAIR_COUNT];
    const int8_t *before = rows->column[NEED_DERIVED + LIFE_BEFORE];
    const int64_t *const periods[2] = {rows->column[NEED_DERIVED + LIFE_PERIODS],
                                       rows->column[NEED_DERIVED + LIFE_PERIODS_AFTER]};
    for (uint32_t i = 0; watch_days > 0 && i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
        const int64_t words[2] = {periods[0][row], periods[1][row]};
        cell->repairs += repair_count[row] > 0 ? (uint64_t)repair_count[row] : 0;
        if (installed[row] == DAY_MISSING || installed[row] > watch->last_day) {
            cell->not_installed++;
            continue;
        }
        if (purchased[row] >= watch->first_day && purchased[row] <= installed[row])
            share_add(&cell->before_install, before[row] == 1);
        const int32_t age_days = watch->last_day - installed[row] + 1;
        if (age_days - watch_days >= LIFE_DAYS) {
            cell->old_units++;
        } else if (words[0] == LIFE_CROWDED) {
            cell->crowded_units++;
        } else {
            add_unit(cell, tallies, age_days, first_age[row], watch_days);
            if (words[0] != 0) add_periods(tallies, age_days, age_days > watch_days, words);
        }
    }
}

const struct family family_life = {
    .name = "life",
    .title = {"产品寿命", "Life of products"},
    .question = {"产品装好以后多久会坏、坏几次？哪些型号坏得早？",
                 "How soon after the installation do products fail, and how often? Which fail "
                 "early?"},
    .version = 1,
    .table = "installs",
    .clock = NULL,
    .needs = (const struct need[]){{"installed_on", COLUMN_DATE, false},
                                   {"purchased_on", COLUMN_DATE, false},
                                   {"life_first_age_days", COLUMN_INT, false},
                                   {"life_repair_count", COLUMN_INT, false},
                                   {"life_reported_before_install", COLUMN_BOOL, false},
                                   {"life_periods", COLUMN_MONEY, false},
                                   {"life_periods_after", COLUMN_MONEY, false},
                                   {0}},
    .axes = (const enum axis[]){AXIS_PRODUCT, AXIS_END},
    .fields = (const struct field[]){FIELDS_SHARE(struct life_cell, before_install, "count"),
                                     FIELD_U64(struct life_cell, units, "count"),
                                     FIELD_U64(struct life_cell, late_units, "count"),
                                     FIELD_U64(struct life_cell, not_installed, "count"),
                                     FIELD_U64(struct life_cell, old_units, "count"),
                                     FIELD_U64(struct life_cell, crowded_units, "count"),
                                     FIELD_U64(struct life_cell, repairs, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct life_cell),
    .tally_count = LIFE_TALLY_COUNT,
    .metrics = life_metrics,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_UNIT,
            .tables =
                (const struct derived_table[]){
                    {"installs", (const struct need[]){{"installed_on", COLUMN_DATE, true},
                                                       {"purchased_on", COLUMN_DATE, true},
                                                       {0}}},
                    {"repairs", (const struct need[]){{"reported_at", COLUMN_TIME, false}, {0}}},
                    {0}},
            .columns = (const struct need[]){{"life_first_age_days", COLUMN_INT, false},
                                             {"life_repair_count", COLUMN_INT, false},
                                             {"life_reported_before_install", COLUMN_BOOL, false},
                                             {"life_periods", COLUMN_MONEY, false},
                                             {"life_periods_after", COLUMN_MONEY, false},
                                             {0}},
            .code_names = (const char *const *const[]){NULL, NULL, NULL, NULL, NULL},
            .derive = derive,
        },
    .update = update,
    .extend = life_extend,
    .reads_segments = true,
};
