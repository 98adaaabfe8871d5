/* Tallies to pieces of customers, and levels of the terms, counted. */
#include "base/day.h"
#include "measure/loyalty/loyalty.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { WORDS_BYTES = 256, YEARS_APART = LEVEL_LIMIT - 1 };

static struct loyalty_piece piece_of(const struct loyalty_key *key)
{
    return (struct loyalty_piece){.day = key->day,
                                  .product = (uint8_t)key->product,
                                  .year = (uint16_t)key->year,
                                  .dealer = (uint8_t)key->dealer,
                                  .state = (uint8_t)key->state};
}

/* One more piece of the day; `at` counts up where the next one of each day goes. NULL while they
 * are only counted. */
static void put_piece(struct loyalty_pieces *pieces, size_t *at, const struct loyalty_piece *piece)
{
    if (pieces->pieces) pieces->pieces[at[piece->day]] = *piece;
    at[piece->day]++;
}

static void put_end(struct loyalty_pieces *pieces, size_t *at, const struct loyalty_key *key,
                    uint64_t count)
{
    struct loyalty_piece piece = piece_of(key);
    piece.parting = (uint8_t)key->parting;
    piece.is_end = true;
    if (key->parting != PARTING_NONE)
        piece.left = count;
    else
        piece.cut = count;
    put_piece(pieces, at, &piece);
}

static void put_move(struct loyalty_pieces *pieces, size_t *at, const struct loyalty_key *key,
                     uint64_t count)
{
    struct loyalty_piece piece = piece_of(key);
    piece.cut = count;
    if (key->state != STATE_UNWATCHED) put_piece(pieces, at, &piece);
    piece.cut = 0;
    piece.came = count;
    piece.state = (uint8_t)key->parting; /* the state after */
    put_piece(pieces, at, &piece);
}

/* Years since YEAR_BEFORE of first purchases so many days before the horizon. */
static uint32_t year_before(const struct measured *measured, uint32_t day)
{
    return (uint32_t)(day_to_civil(measured->context->horizon_day - (int32_t)day).year -
                      YEAR_BEFORE);
}

/* The tallies in order of their keys, so that sums over pieces are made in one order always. */
struct entries {
    struct tally_entry *of[TALLY_COUNT];
    size_t counts[TALLY_COUNT];
};

static bool entries_sort(struct entries *entries, const struct tally *tallies, struct arena *arena)
{
    bool fits = true;
    for (int t = 0; fits && t < TALLY_COUNT; t++) {
        entries->of[t] =
            arena_take_array(arena, tally_entry_limit(&tallies[t]) + 1, sizeof *entries->of[t]);
        fits = entries->of[t] != NULL;
        entries->counts[t] = fits ? tally_sorted(&tallies[t], entries->of[t]) : 0;
    }
    return fits;
}

static void put_all(struct loyalty_pieces *pieces, size_t *at, const struct measured *measured,
                    const struct entries *entries)
{
    for (size_t i = 0; i < entries->counts[TALLY_STAYED]; i++) {
        const struct tally_entry *entry = &entries->of[TALLY_STAYED][i];
        struct loyalty_key key = loyalty_key_open_stayed(entry->key);
        key.year = year_before(measured, key.day);
        put_end(pieces, at, &key, entry->count);
    }
    for (size_t i = 0; i < entries->counts[TALLY_LEFT]; i++) {
        const struct loyalty_key key = loyalty_key_open(entries->of[TALLY_LEFT][i].key);
        put_end(pieces, at, &key, entries->of[TALLY_LEFT][i].count);
    }
    for (size_t i = 0; i < entries->counts[TALLY_MOVES]; i++) {
        const struct loyalty_key key = loyalty_key_open(entries->of[TALLY_MOVES][i].key);
        put_move(pieces, at, &key, entries->of[TALLY_MOVES][i].count);
    }
}

enum rc loyalty_pieces_read(struct loyalty_pieces *pieces, const struct measured *measured,
                            struct arena *arena, struct err *err)
{
    *pieces = (struct loyalty_pieces){.count = 0};
    const struct tally *tallies;
    const struct loyalty_cell *cell = measured_cell(measured, AXIS_NETWORK, 0, 0, &tallies);
    if (!cell) return RC_OK;
    pieces->cell = *cell;
    const size_t day_limit = 1U << KEY_DAY_BITS;
    size_t *at = arena_take_array(arena, day_limit, sizeof *at);
    struct entries entries;
    if (!at || !entries_sort(&entries, tallies, arena))
        return err_memory(err, day_limit * sizeof *at);
    put_all(pieces, at, measured, &entries);
    for (size_t day = 0; day < day_limit; day++) {
        const size_t of_day = at[day];
        at[day] = pieces->count;
        pieces->count += of_day;
        if (of_day > 0) pieces->day_limit = (uint32_t)day + 1;
    }
    pieces->pieces = arena_take_array(arena, pieces->count + 1, sizeof *pieces->pieces);
    if (!pieces->pieces) return err_memory(err, pieces->count * sizeof *pieces->pieces);
    put_all(pieces, at, measured, &entries);
    return RC_OK;
}

static bool has_rows(const struct measured *measured, const char *name)
{
    const struct table *table = linked_table(measured->linked, name);
    return table && table->row_count > 0;
}

const char *loyalty_refusal(const struct measured *measured, const struct loyalty_pieces *pieces)
{
    if (!has_rows(measured, "departures"))
        return "no_table: departures are not in the input; who left, and when, is needed";
    if (!has_rows(measured, "purchases"))
        return "no_table: purchases are not in the input; time runs from the first of them";
    if (pieces->cell.customers == 0) return "no_rows: no purchase names its customer";
    return NULL;
}

static const char *words(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static const char *words(struct arena *arena, const char *format, ...)
{
    char told[WORDS_BYTES];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(told, sizeof told, format, arguments);
    va_end(arguments);
    const size_t bytes = length < 0 ? 0 : (size_t)length;
    return arena_copy_text(arena, told, bytes < sizeof told ? bytes : sizeof told - 1);
}

static struct loyalty_level *add_level(struct loyalty_term *term, const char *name,
                                       struct arena *arena, bool *fits)
{
    struct loyalty_level *level = &term->levels[term->level_count++];
    *level = (struct loyalty_level){.covariate = NO_COVARIATE,
                                    .key = words(arena, "%s=%s", term->name, name)};
    *fits = *fits && level->key && name;
    return level;
}

static void name_states(struct loyalty_term *term, struct arena *arena, bool *fits)
{
    static const char *const names[STATE_COUNT] = {[STATE_NONE] = "no_problem",
                                                   [STATE_PROBLEM] = "problem",
                                                   [STATE_COMPLAINT_OPEN] = "complaint_open",
                                                   [STATE_SOLVED_FAST] = "complaint_solved_fast",
                                                   [STATE_SOLVED_LATER] = "complaint_solved_later"};
    for (int state = 0; state < STATE_COUNT; state++) add_level(term, names[state], arena, fits);
}

static void name_products(struct loyalty_term *term, const struct measured *measured,
                          const struct loyalty_overview *overview, struct arena *arena, bool *fits)
{
    const struct dictionary *dictionary = linked_dictionary(measured->linked, "product");
    for (uint32_t i = 0; i < overview->product_count; i++)
        add_level(term, dictionary->names[overview->products[i]], arena, fits);
    add_level(term, "other", arena, fits);
}

/* The latest years, and all before them. */
static void name_years(struct loyalty_design *design, const uint64_t *customers,
                       struct arena *arena, bool *fits)
{
    struct loyalty_term *term = &design->terms[TERM_YEAR];
    const uint32_t limit = 1U << KEY_YEAR_BITS;
    uint32_t first = limit, apart = 0;
    for (uint32_t year = limit; year-- > 0 && apart < YEARS_APART;) {
        if (customers[year] == 0) continue;
        first = year;
        apart++;
    }
    for (uint32_t year = 0; year < limit; year++) design->level_of_year[year] = 0;
    if (apart == YEARS_APART) /* up to, and with, the year before */
        add_level(term, words(arena, "\xE2\x89\xA4%u", first + YEAR_BEFORE - 1), arena, fits);
    for (uint32_t year = first; year < limit; year++) {
        if (customers[year] == 0) continue;
        design->level_of_year[year] = (uint8_t)term->level_count;
        add_level(term, words(arena, "%u", year + YEAR_BEFORE), arena, fits);
    }
}

uint32_t loyalty_level_of(const struct loyalty_design *design, enum loyalty_term_number term,
                          const struct loyalty_piece *piece)
{
    if (term == TERM_STATE) return piece->state;
    return term == TERM_PRODUCT ? piece->product : design->level_of_year[piece->year];
}

/* Customers of a level of a trait: each ends once. Of a state: all who were ever in it, which is
 * all who end in it or move on. Days: up to the last less up to the first. */
static void count_levels(struct loyalty_design *design, const struct loyalty_pieces *pieces)
{
    for (size_t i = 0; i < pieces->count; i++) {
        const struct loyalty_piece *piece = &pieces->pieces[i];
        for (int t = 0; t < TERM_COUNT; t++) {
            const enum loyalty_term_number number = (enum loyalty_term_number)t;
            struct loyalty_level *level =
                &design->terms[t].levels[loyalty_level_of(design, number, piece)];
            if (piece->is_end || t == TERM_STATE) level->customers += piece->left + piece->cut;
            level->events += piece->left;
            /* watched on day 0, too, unless they came later */
            level->days += (piece->left + piece->cut) * (piece->day + 1ULL);
            level->days -= piece->came * (piece->day + 1ULL);
        }
        design->events += piece->left;
    }
}

static void count_clusters(struct loyalty_design *design, const struct loyalty_pieces *pieces)
{
    bool is_seen[1 << KEY_DEALER_BITS] = {false};
    for (size_t i = 0; i < pieces->count; i++) {
        bool *seen = &is_seen[pieces->pieces[i].dealer];
        design->cluster_count += !*seen;
        *seen = true;
    }
    design->dealer_count = 1 << KEY_DEALER_BITS;
    if (design->cluster_count >= DEALERS_LEAST) return;
    design->cluster_count = 0;
    design->dealer_count = 1;
}

/* A level without a customer makes nothing; one that nobody left would have a ratio of 0 without
 * bounds: the rest is estimated as if its customers were not there, which is the limit. */
static void judge_levels(struct loyalty_term *term, struct arena *arena)
{
    term->reference = LEVEL_LIMIT;
    for (uint32_t i = 0; i < term->level_count; i++) {
        struct loyalty_level *level = &term->levels[i];
        if (level->customers == 0 || level->events > 0) continue;
        level->is_left_out = true;
        level->refusal = words(arena,
                               "no_departure: none of its %" PRIu64
                               " customers left; the ratio is near 0, and needs one departure, "
                               "better %d, for an estimate",
                               level->customers, EVENTS_OF_LEVEL);
    }
}

static void choose_reference(struct loyalty_term *term, bool is_first)
{
    for (uint32_t i = 0; i < term->level_count; i++) {
        const struct loyalty_level *level = &term->levels[i];
        if (level->events == 0 || (is_first && i > 0)) continue;
        if (term->reference == LEVEL_LIMIT ||
            level->customers > term->levels[term->reference].customers)
            term->reference = i;
    }
}

static size_t usable_count(const struct loyalty_term *term)
{
    size_t count = 0;
    for (uint32_t i = 0; i < term->level_count; i++) count += term->levels[i].events > 0;
    return count;
}

/* Lets the term into the model if there are departures enough for it and all terms before it, which
 * ask for so many coefficients; else says why not. Returns how many are asked for now. */
static size_t admit(const struct loyalty_design *design, struct loyalty_term *term, size_t asked,
                    struct arena *arena)
{
    const size_t usable = usable_count(term);
    if (term->reference == LEVEL_LIMIT) {
        term->refusal =
            "no_departure: nobody left from the level that others are held against; one "
            "departure from there is needed";
        return asked;
    }
    if (usable < 2) {
        term->refusal = "one_level: customers left from one level alone; a second one with "
                        "departures is needed";
        return asked;
    }
    asked += usable - 1;
    term->is_in_model = design->events >= EVENTS_PER_COEFFICIENT * asked;
    if (!term->is_in_model)
        term->refusal = words(arena,
                              "few_events: %" PRIu64
                              " departures, %zu are needed: 10 for each of %zu coefficients",
                              design->events, EVENTS_PER_COEFFICIENT * asked, asked);
    return asked;
}

enum rc loyalty_design_make(struct loyalty_design *design, const struct measured *measured,
                            const struct loyalty_pieces *pieces, struct arena *arena,
                            struct err *err)
{
    static const char *const names[TERM_COUNT] = {"state", "product", "first_year"};
    *design = (struct loyalty_design){.dealer_count = 1};
    for (int t = 0; t < TERM_COUNT; t++) design->terms[t].name = names[t];
    const struct loyalty_overview *overview = NULL;
    const enum rc rc = loyalty_overview_make(measured->linked, arena, &overview, err);
    if (rc != RC_OK) return rc;
    uint64_t *years = arena_take_array(arena, 1 << KEY_YEAR_BITS, sizeof *years);
    if (!years) return err_memory(err, (1 << KEY_YEAR_BITS) * sizeof *years);
    for (size_t i = 0; i < pieces->count; i++) {
        const struct loyalty_piece *piece = &pieces->pieces[i];
        years[piece->year] += piece->is_end ? piece->left + piece->cut : 0;
    }
    bool fits = true;
    name_states(&design->terms[TERM_STATE], arena, &fits);
    name_products(&design->terms[TERM_PRODUCT], measured, overview, arena, &fits);
    name_years(design, years, arena, &fits);
    if (!fits) return err_memory(err, WORDS_BYTES);
    count_levels(design, pieces);
    count_clusters(design, pieces);
    size_t asked = 0;
    for (int t = 0; t < TERM_COUNT; t++) {
        struct loyalty_term *term = &design->terms[t];
        judge_levels(term, arena);
        choose_reference(term, t == TERM_STATE);
        asked = admit(design, term, asked, arena);
    }
    return RC_OK;
}
