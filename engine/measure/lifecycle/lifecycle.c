/* The months after a purchase (D27): doubt, learning, appreciation, re-evaluation. */
#include "measure/lifecycle/lifecycle.h"

#include "measure/month_days.h"

const char *const life_stage_names[STAGE_COUNT] = {"doubt", "learning", "appreciation",
                                                   "reevaluation"};

enum { SEEN_PURCHASES, SEEN_COMPLAINTS, SEEN_DEPARTURES, SEEN_SURVEYS };
enum { PURCHASE_DAY, PURCHASE_PRODUCT, PURCHASE_DEALER, PURCHASE_AMOUNT };
enum { SURVEY_AT, SURVEY_OVERALL };

/* Since when complaints and departures are recorded: before, nobody is followed. */
struct lifecycle_begun {
    const struct month_days *months;
    int32_t recorded_from_day;
};

static enum rc begin(const struct linked *linked, struct arena *arena, const void **begun,
                     struct err *err)
{
    struct lifecycle_begun *made = arena_take(arena, sizeof *made);
    const struct month_days *months = month_days_make(arena);
    if (!made || !months) return err_memory(err, sizeof *months);
    const int32_t complaints = month_days_recorded_from(linked, "complaints", "opened_at");
    const int32_t departures = month_days_recorded_from(linked, "departures", "left_on");
    *made = (struct lifecycle_begun){months, complaints > departures ? complaints : departures};
    *begun = made;
    return RC_OK;
}

/* The days that are looked at; first > last: none. */
struct window {
    int32_t first, last;
};

static struct window window_of(const struct entity *entity)
{
    const struct lifecycle_begun *begun = entity->begun;
    const int32_t month = entity->context->report_month;
    const int32_t first = month_days_first(begun->months, month + 1 - LIFECYCLE_MONTHS);
    const int32_t last = month_days_first(begun->months, month + 1) - 1;
    const int32_t horizon = entity->context->horizon_day;
    return (struct window){first > begun->recorded_from_day ? first : begun->recorded_from_day,
                           last < horizon ? last : horizon};
}

/* What a customer's purchases say. Days are DAY_MISSING where there is none. */
struct bought {
    int32_t day;       /* that he is followed from */
    uint32_t row;      /* the first of that day */
    int32_t next_day;  /* the next one */
    int32_t last_day;  /* the last one within the window or before it */
    uint32_t last_row; /* the first of that day */
};

static struct bought see_purchases(const struct entity *entity, struct window window)
{
    const int32_t *days = entity->columns[SEEN_PURCHASES][PURCHASE_DAY];
    const int64_t *amounts = entity->columns[SEEN_PURCHASES][PURCHASE_AMOUNT];
    struct bought bought = {DAY_MISSING, 0, DAY_MISSING, DAY_MISSING, 0};
    for (uint32_t i = 0; i < entity->row_counts[SEEN_PURCHASES]; i++) {
        const uint32_t row = entity->rows[SEEN_PURCHASES][i];
        const bool is_return = amounts && amounts[row] != MONEY_MISSING && amounts[row] < 0;
        if (is_return || days[row] == bought.last_day) continue;
        if (days[row] > window.last) break;
        bought.last_day = days[row];
        bought.last_row = row;
        if (days[row] <= window.first || bought.day == DAY_MISSING) {
            bought.day = days[row];
            bought.row = row;
        } else if (bought.next_day == DAY_MISSING) {
            bought.next_day = days[row];
        }
    }
    return bought;
}

/* The first departure on that day or later; DAY_MISSING: none. */
static int32_t left_from(const struct entity *entity, int32_t day)
{
    const int32_t *left = entity->columns[SEEN_DEPARTURES][0];
    for (uint32_t i = 0; i < entity->row_counts[SEEN_DEPARTURES]; i++) {
        const int32_t gone = left[entity->rows[SEEN_DEPARTURES][i]];
        if (gone >= day) return gone;
    }
    return DAY_MISSING;
}

/* Days from `first` to the first complaint up to `last`, plus 1; 0: none. */
static int32_t first_complaint(const struct entity *entity, int32_t first, int32_t last)
{
    const int32_t *opened = entity->columns[SEEN_COMPLAINTS][0];
    for (uint32_t i = 0; i < entity->row_counts[SEEN_COMPLAINTS]; i++) {
        const int32_t day = day_of_minute(opened[entity->rows[SEEN_COMPLAINTS][i]]);
        if (day >= first) return day <= last ? day - first + 1 : 0;
    }
    return 0;
}

/* Of the last scored callback: days from `first` to it, plus 1, and its score; 0: none. */
static int32_t last_score(const struct entity *entity, int32_t first, int32_t last)
{
    const int32_t *at = entity->columns[SEEN_SURVEYS][SURVEY_AT];
    const int8_t *overall = entity->columns[SEEN_SURVEYS][SURVEY_OVERALL];
    for (uint32_t i = overall && at ? entity->row_counts[SEEN_SURVEYS] : 0; i > 0; i--) {
        const uint32_t row = entity->rows[SEEN_SURVEYS][i - 1];
        const int32_t day = day_of_minute(at[row]);
        if (day < first) return 0;
        if (day > last || overall[row] == SCORE_MISSING) continue;
        return (day - first + 1) | (overall[row] + SCORE_OFFSET) << DAY_BITS;
    }
    return 0;
}

static int32_t short_age(int32_t age)
{
    return age < AGE_MOST ? age : AGE_MOST;
}

static uint32_t short_code(const void *codes, uint32_t row)
{
    const uint32_t code = codes ? ((const uint32_t *)codes)[row] : 0;
    return code < PRODUCT_CODES ? code : 0;
}

static void follow(const struct entity *entity, const struct bought *bought, struct window window,
                   void *const *out)
{
    const int32_t first = bought->day > window.first ? bought->day : window.first;
    const int32_t left = left_from(entity, bought->day);
    if (left != DAY_MISSING && left < first) return;
    int32_t last = window.last;
    enum life_end end = END_CENSORED;
    if (bought->next_day != DAY_MISSING) {
        last = bought->next_day - 1;
        end = END_BOUGHT;
    }
    if (left != DAY_MISSING && left <= last) {
        last = left;
        end = END_LEFT;
    }
    const uint32_t span = (uint32_t)short_age(first - bought->day) << (DAY_BITS + 2) |
                          (uint32_t)(last - first + 1) << 2 | end;
    ((int32_t *)out[LIFE_SPAN])[entity->number] = (int32_t)span;
    ((int32_t *)out[LIFE_EVENTS])[entity->number] =
        first_complaint(entity, first, last) | last_score(entity, first, last) << DAY_BITS;
}

static void derive(const struct entity *entity, void *const *out)
{
    const void *products = entity->columns[SEEN_PURCHASES][PURCHASE_PRODUCT];
    const void *dealers = entity->columns[SEEN_PURCHASES][PURCHASE_DEALER];
    if (entity->row_counts[SEEN_PURCHASES] == 0) return;
    const struct window window = window_of(entity);
    const struct bought bought = see_purchases(entity, window);
    if (bought.day == DAY_MISSING || window.first > window.last) return;
    ((int32_t *)out[LIFE_PRODUCTS])[entity->number] =
        (int32_t)(short_code(products, bought.row) | short_code(products, bought.last_row)
                                                         << CODE_BITS);
    follow(entity, &bought, window, out);
    const int32_t left = left_from(entity, bought.last_day);
    if (left != DAY_MISSING && left <= window.last) return;
    const uint32_t age = (uint32_t)short_age(window.last - bought.last_day) + 1;
    ((int32_t *)out[LIFE_DUE])[entity->number] =
        (int32_t)(short_code(dealers, bought.last_row) | age << CODE_BITS);
}

static void update(void *into, struct tally *tallies, const struct rows *rows)
{
    struct lifecycle_cell *cell = into;
    const int32_t *spans = rows->column[LIFE_SPAN];
    (void)tallies;
    for (uint32_t i = 0; i < rows->row_count; i++) cell->followed += spans[rows->row[i]] != 0;
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    const struct table *purchases = linked_table(measured->linked, "purchases");
    if (!purchases || purchases->row_count == 0)
        return extend_refuse_all(measured, result, "poisson_exact",
                                 "no_table: purchases with their customers are needed", err);
    struct arena scratch;
    struct interval return_rate = INTERVAL_UNDEFINED;
    arena_init(&scratch);
    struct product_lives *lives = arena_take(&scratch, sizeof *lives);
    enum rc rc =
        lives ? product_lives_make(lives, measured, &scratch, err) : err_memory(err, sizeof *lives);
    if (rc == RC_OK) rc = product_lives_tell(lives, measured, result, err);
    if (rc == RC_OK) rc = life_stages_tell(lives, measured, &return_rate, result, err);
    if (rc == RC_OK) rc = life_due_tell(lives, measured, return_rate, result, err);
    arena_release(&scratch);
    return rc;
}

static const struct need columns[] = {[LIFE_PRODUCTS] = {"life_products", COLUMN_INT, false},
                                      [LIFE_SPAN] = {"life_span", COLUMN_INT, false},
                                      [LIFE_EVENTS] = {"life_events", COLUMN_INT, false},
                                      [LIFE_DUE] = {"life_due", COLUMN_INT, false},
                                      [LIFE_COLUMN_COUNT] = {0}};

const struct family family_lifecycle = {
    .name = "lifecycle",
    .title = {"购后阶段", "Stages after the purchase"},
    .question =
        {"购买以后哪个阶段最不满意、最容易投诉和流失？谁到了再购的时候？",
         "In which stage after a purchase are customers least satisfied, and most likely to "
         "complain or leave? Who is due to buy again?"},
    .version = 1,
    .table = "customers",
    .tells_persons = true,
    .clock = NULL,
    .needs = columns,
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct lifecycle_cell, followed, "people"), {0}},
    .cell_bytes = sizeof(struct lifecycle_cell),
    .metrics = lifecycle_metrics,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_CUSTOMER,
            .is_read_by_extend = true,
            .tables =
                (const struct derived_table[]){
                    {"purchases", (const struct need[]){{"purchased_on", COLUMN_DATE, false},
                                                        {"product", COLUMN_CODE, true},
                                                        {"dealer_id", COLUMN_CODE, true},
                                                        {"amount", COLUMN_MONEY, true},
                                                        {0}}},
                    {"complaints", (const struct need[]){{"opened_at", COLUMN_TIME, false}, {0}}},
                    {"departures", (const struct need[]){{"left_on", COLUMN_DATE, false}, {0}}},
                    {"surveys", (const struct need[]){{"surveyed_at", COLUMN_TIME, false},
                                                      {"overall", COLUMN_SCORE, true},
                                                      {0}}},
                    {0}},
            .columns = columns,
            .code_names = (const char *const *const[LIFE_COLUMN_COUNT]){NULL},
            .begin = begin,
            .derive = derive,
        },
    .update = update,
    .extend = extend,
};
