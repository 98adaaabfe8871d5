/* Who stays, and what goes with leaving (D18): the days from the first purchase to the departure,
 * by what happened to the customer until then. */
#include "measure/loyalty/loyalty.h"

#include "base/day.h"

enum { SEEN_PURCHASES, SEEN_REPAIRS, SEEN_COMPLAINTS, SEEN_DEPARTURES };
enum { PURCHASE_DAY, PURCHASE_PRODUCT, PURCHASE_DEALER };
enum { COMPLAINT_OPENED, COMPLAINT_RESOLVED };
enum { DEPARTURE_DAY, DEPARTURE_REASON };
enum { KEY_BUFFER = 256 };

static int32_t at_least(int32_t x, int32_t least)
{
    return x < least ? least : x;
}

static uint32_t at_most(uint32_t x, uint32_t most)
{
    return x > most ? most : x;
}

static uint32_t code_in(const struct entity *entity, int table, int column, uint32_t row)
{
    const uint32_t *codes = entity->columns[table][column];
    return codes ? codes[row] : 0;
}

/* Year since YEAR_BEFORE of a day, faster than by the calendar. */
static uint32_t year_of(const struct loyalty_overview *overview, int32_t day)
{
    enum { CYCLE_YEARS = 400, CYCLE_DAYS = 146097 };
    int32_t year = (day - overview->years[0]) * CYCLE_YEARS / CYCLE_DAYS; /* at most one off */
    while (year > 0 && overview->years[year] > day) year--;
    while (overview->years[year + 1] <= day) year++;
    return (uint32_t)year;
}

static int32_t pack_traits(const struct entity *entity, uint32_t row, int32_t origin)
{
    const struct loyalty_overview *overview = entity->begun;
    const uint32_t code = code_in(entity, SEEN_PURCHASES, PURCHASE_PRODUCT, row);
    const uint32_t product =
        code < overview->code_count ? overview->product_of[code] : overview->product_count;
    const uint32_t dealer =
        overview->has_dealers ? code_in(entity, SEEN_PURCHASES, PURCHASE_DEALER, row) : 0;
    const uint32_t year = year_of(overview, origin);
    return (int32_t)(product << (KEY_YEAR_BITS + KEY_DEALER_BITS) | year << KEY_DEALER_BITS |
                     dealer);
}

/* The first row of a table by its clock; false: there is none. */
static bool first_row(const struct entity *entity, int table, uint32_t *row)
{
    if (entity->row_counts[table] == 0) return false;
    *row = entity->rows[table][0];
    return true;
}

static int32_t since_of(int32_t minute, int32_t origin)
{
    return at_least(day_of_minute(minute) - origin, -1) + 2;
}

/* When which state was entered. Of several complaints the first counts, as in retention. */
static void derive_since(const struct entity *entity, int32_t origin, int32_t since[SINCE_COUNT])
{
    uint32_t row;
    if (first_row(entity, SEEN_REPAIRS, &row)) {
        const int32_t *reported = entity->columns[SEEN_REPAIRS][0];
        since[SINCE_PROBLEM] = since_of(reported[row], origin);
    }
    if (!first_row(entity, SEEN_COMPLAINTS, &row)) return;
    const int32_t *opened = entity->columns[SEEN_COMPLAINTS][COMPLAINT_OPENED];
    const int32_t *resolved = entity->columns[SEEN_COMPLAINTS][COMPLAINT_RESOLVED];
    since[SINCE_COMPLAINT] = since_of(opened[row], origin);
    if (!resolved || resolved[row] == MINUTE_MISSING) return;
    const bool is_fast = resolved[row] - opened[row] <= MINUTES_A_DAY;
    since[SINCE_SOLVED] = 2 * since_of(resolved[row], origin) + is_fast;
}

/* The first departure not before the first purchase. */
static int32_t derive_parting(const struct entity *entity, int32_t origin, int32_t *day)
{
    const uint32_t count = entity->row_counts[SEEN_DEPARTURES];
    const int32_t *left = entity->columns[SEEN_DEPARTURES][DEPARTURE_DAY];
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t row = entity->rows[SEEN_DEPARTURES][i];
        if (left[row] < origin) continue; /* so is a day that is missing */
        *day = left[row];
        return PARTING_REASON +
               (int32_t)at_most(code_in(entity, SEEN_DEPARTURES, DEPARTURE_REASON, row),
                                PARTING_REASON_LIMIT);
    }
    *day = entity->context->horizon_day;
    return count > 0 ? PARTING_BEFORE_PURCHASE : PARTING_NONE;
}

static enum rc begin(const struct linked *linked, struct arena *arena, const void **begun,
                     struct err *err)
{
    const struct loyalty_overview *overview = NULL;
    const enum rc rc = loyalty_overview_make(linked, arena, &overview, err);
    *begun = overview;
    return rc;
}

static void derive(const struct entity *entity, void *const *out)
{
    uint32_t row;
    int32_t *parting = (int32_t *)out[LOYALTY_PARTING] + entity->number;
    if (!first_row(entity, SEEN_PURCHASES, &row)) {
        *parting = entity->row_counts[SEEN_DEPARTURES] > 0 ? PARTING_REASON : PARTING_NONE;
        return;
    }
    const int32_t origin = ((const int32_t *)entity->columns[SEEN_PURCHASES][PURCHASE_DAY])[row];
    const struct loyalty_overview *overview = entity->begun;
    const int32_t from = overview->recorded_from_day;
    int32_t end, since[SINCE_COUNT] = {0};
    *parting = derive_parting(entity, origin, &end);
    derive_since(entity, origin, since);
    ((int32_t *)out[LOYALTY_TRAITS])[entity->number] = pack_traits(entity, row, origin);
    ((int32_t *)out[LOYALTY_DAYS])[entity->number] = at_least(end - origin, 0);
    if (from != DAY_MISSING)
        ((int32_t *)out[LOYALTY_UNWATCHED])[entity->number] = at_least(from - origin, 0);
    for (int i = 0; i < SINCE_COUNT; i++)
        ((int32_t *)out[LOYALTY_SINCE + i])[entity->number] = since[i];
}

/* What `update` needs of one customer; days of states as they are counted. */
struct customer {
    int64_t traits;
    int32_t end, from; /* watched after day `from`, up to and with day `end` */
    int32_t parting;
    int32_t since[SINCE_COUNT];
    enum loyalty_state solved;
};

static struct customer customer_of(const struct rows *rows, uint32_t row)
{
    const int32_t *const *column = (const int32_t *const *)rows->column;
    struct customer c = {.traits = column[LOYALTY_TRAITS][row],
                         .end = at_least(column[LOYALTY_DAYS][row], 0),
                         .from = at_least(column[LOYALTY_UNWATCHED][row], 0) - 1,
                         .parting = at_least(column[LOYALTY_PARTING][row], 0)};
    int32_t solved = column[LOYALTY_SINCE + SINCE_SOLVED][row];
    c.solved = solved % 2 != 0 ? STATE_SOLVED_FAST : STATE_SOLVED_LATER;
    solved /= 2;
    const int32_t since[SINCE_COUNT] = {column[LOYALTY_SINCE + SINCE_PROBLEM][row],
                                        column[LOYALTY_SINCE + SINCE_COMPLAINT][row], solved};
    for (int i = 0; i < SINCE_COUNT; i++) c.since[i] = since[i] > 0 ? since[i] - 2 : NEVER;
    return c;
}

static int64_t key_of(int32_t day, int64_t traits, int state, int32_t parting)
{
    enum { TRAIT_BITS = KEY_PRODUCT_BITS + KEY_YEAR_BITS + KEY_DEALER_BITS };
    const int64_t above = (int64_t)day << TRAIT_BITS | traits;
    return (above << KEY_STATE_BITS | state) << KEY_PARTING_BITS | parting;
}

static int64_t stayed_key_of(int32_t day, int64_t traits, int state)
{
    const int64_t dealer = traits & ((1 << KEY_DEALER_BITS) - 1);
    const int64_t product = traits >> (KEY_YEAR_BITS + KEY_DEALER_BITS);
    return ((dealer << KEY_DAY_BITS | day) << KEY_PRODUCT_BITS | product) << KEY_STATE_BITS | state;
}

/* The lowest bits, which are taken away. */
static uint32_t take(uint64_t *bits, int count)
{
    const uint32_t taken = (uint32_t)(*bits & ((1U << count) - 1));
    *bits >>= count;
    return taken;
}

struct loyalty_key loyalty_key_open(int64_t key)
{
    struct loyalty_key open;
    uint64_t bits = (uint64_t)key;
    open.parting = take(&bits, KEY_PARTING_BITS);
    open.state = take(&bits, KEY_STATE_BITS);
    open.dealer = take(&bits, KEY_DEALER_BITS);
    open.year = take(&bits, KEY_YEAR_BITS);
    open.product = take(&bits, KEY_PRODUCT_BITS);
    open.day = take(&bits, KEY_DAY_BITS);
    return open;
}

struct loyalty_key loyalty_key_open_stayed(int64_t key)
{
    struct loyalty_key open = {.parting = PARTING_NONE};
    uint64_t bits = (uint64_t)key;
    open.state = take(&bits, KEY_STATE_BITS);
    open.product = take(&bits, KEY_PRODUCT_BITS);
    open.day = take(&bits, KEY_DAY_BITS);
    open.dealer = take(&bits, KEY_DEALER_BITS);
    return open;
}

/* Keys on their way into a tally. */
struct key_buffer {
    struct tally *tally;
    int64_t wide[KEY_BUFFER];
    int32_t narrow[KEY_BUFFER];
    uint32_t wide_count, narrow_count;
};

static void flush_keys(struct key_buffer *buffer)
{
    tally_add_wide_keys(buffer->tally, buffer->wide, buffer->wide_count);
    tally_add_keys(buffer->tally, buffer->narrow, buffer->narrow_count);
    buffer->wide_count = buffer->narrow_count = 0;
}

static void put_key(struct key_buffer *buffer, int64_t key)
{
    if (buffer->wide_count == KEY_BUFFER || buffer->narrow_count == KEY_BUFFER) flush_keys(buffer);
    if (key == (int32_t)key)
        buffer->narrow[buffer->narrow_count++] = (int32_t)key;
    else
        buffer->wide[buffer->wide_count++] = key;
}

/* From state to state, up to the last one, which is returned. A state that a later one overtakes on
 * the same day, or before it, is never seen. */
static int count_moves(struct key_buffer *moves, const struct customer *c)
{
    static const int states[SINCE_COUNT] = {STATE_PROBLEM, STATE_COMPLAINT_OPEN, 0};
    const int32_t overtaken[SINCE_COUNT] = {c->since[SINCE_COMPLAINT] < c->since[SINCE_SOLVED]
                                                ? c->since[SINCE_COMPLAINT]
                                                : c->since[SINCE_SOLVED],
                                            c->since[SINCE_SOLVED], NEVER};
    int state = STATE_NONE, shown = c->from < 0 ? STATE_NONE : STATE_UNWATCHED;
    for (int i = 0; i < SINCE_COUNT; i++) {
        const int32_t day = c->since[i];
        const int next = i == SINCE_SOLVED ? (int)c->solved : states[i];
        if (day >= overtaken[i] || day >= c->end) continue;
        if (day <= c->from) {
            state = next; /* before anybody was watching, or before the first purchase */
            continue;
        }
        if (shown == STATE_UNWATCHED)
            put_key(moves, key_of(c->from, c->traits, STATE_UNWATCHED, state));
        put_key(moves, key_of(day, c->traits, state, next));
        shown = state = next;
    }
    if (shown == STATE_UNWATCHED && c->from < c->end)
        put_key(moves, key_of(c->from, c->traits, STATE_UNWATCHED, state));
    return state;
}

static bool is_on_day_of_change(const struct customer *c)
{
    bool is_same = false;
    for (int i = 0; i < SINCE_COUNT; i++) is_same |= c->since[i] == c->end;
    return is_same && c->parting > PARTING_NONE;
}

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct loyalty_cell *cell = cell_bytes;
    const int32_t *traits = rows->column[LOYALTY_TRAITS], *parting = rows->column[LOYALTY_PARTING];
    struct key_buffer stayed = {.tally = &tallies[TALLY_STAYED]};
    struct key_buffer moves = {.tally = &tallies[TALLY_MOVES]};
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
        if (traits[row] <= 0) {
            cell->left_without_purchase += parting[row] > PARTING_NONE;
            continue;
        }
        const struct customer c = customer_of(rows, row);
        const int state = count_moves(&moves, &c);
        cell->customers++;
        cell->left_before_purchase += parting[row] == PARTING_BEFORE_PURCHASE;
        cell->left_on_day_of_change += is_on_day_of_change(&c);
        if (c.parting == PARTING_NONE)
            put_key(&stayed, stayed_key_of(c.end, c.traits, state));
        else
            tally_add(&tallies[TALLY_LEFT], key_of(c.end, c.traits, state, c.parting), 1);
    }
    flush_keys(&stayed);
    flush_keys(&moves);
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    struct arena arena = ARENA_INIT;
    struct loyalty_pieces pieces;
    enum rc rc = loyalty_pieces_read(&pieces, measured, &arena, err);
    if (rc == RC_OK) rc = loyalty_ratios(measured, &pieces, result, err);
    if (rc == RC_OK) rc = loyalty_curves(measured, &pieces, result, err);
    arena_release(&arena);
    return rc;
}

static const struct need columns[] = {
    [LOYALTY_TRAITS] = {"customer_traits", COLUMN_INT, false},
    [LOYALTY_DAYS] = {"customer_days", COLUMN_INT, false},
    [LOYALTY_UNWATCHED] = {"unwatched_days", COLUMN_INT, false},
    [LOYALTY_PARTING] = {"parting", COLUMN_INT, false},
    [LOYALTY_SINCE + SINCE_PROBLEM] = {"problem_since", COLUMN_INT, false},
    [LOYALTY_SINCE + SINCE_COMPLAINT] = {"complaint_since", COLUMN_INT, false},
    [LOYALTY_SINCE + SINCE_SOLVED] = {"solved_since", COLUMN_INT, false},
    [LOYALTY_COLUMN_COUNT] = {0}};

const struct family family_loyalty = {
    .name = "loyalty",
    .title = {"客户去留", "Who stays"},
    .question = {"客户能留多久？经历了什么的客户更容易离开？",
                 "How long do customers stay, and after what do they leave sooner?"},
    .version = 1,
    .table = "customers",
    .clock = NULL,
    .needs = columns,
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct loyalty_cell, customers, "count"),
                                     FIELD_U64(struct loyalty_cell, left_without_purchase, "count"),
                                     FIELD_U64(struct loyalty_cell, left_before_purchase, "count"),
                                     FIELD_U64(struct loyalty_cell, left_on_day_of_change, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct loyalty_cell),
    .tally_count = TALLY_COUNT,
    .metrics = loyalty_metrics,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_CUSTOMER,
            .tables =
                (const struct derived_table[]){
                    {"purchases", (const struct need[]){{"purchased_on", COLUMN_DATE, false},
                                                        {"product", COLUMN_CODE, true},
                                                        {"dealer_id", COLUMN_CODE, true},
                                                        {0}}},
                    {"repairs", (const struct need[]){{"reported_at", COLUMN_TIME, false}, {0}}},
                    {"complaints", (const struct need[]){{"opened_at", COLUMN_TIME, false},
                                                         {"resolved_at", COLUMN_TIME, true},
                                                         {0}}},
                    {"departures", (const struct need[]){{"left_on", COLUMN_DATE, false},
                                                         {"reason", COLUMN_CODE, true},
                                                         {0}}},
                    {0}},
            .columns = columns,
            .code_names = (const char *const *const[LOYALTY_COLUMN_COUNT]){NULL},
            .begin = begin,
            .derive = derive,
        },
    .update = update,
    .extend = extend,
};
