/* From sums by day to accounts: what was issued matched with what came back. */
#include "base/day.h"
#include "measure/materials/materials.h"

#include <stdlib.h>
#include <string.h>

enum { YEAR_MONTHS = 12 };
/* What a difference of a stock count can come to: a mistyped count makes no sum overflow. */
#define FEN_LIMIT INT64_C(1000000000000000)
const int32_t age_ends[AGE_COUNT] = {0, 30, 60, 90, 180, INT32_MAX};

enum material_class material_class_of(const char *kind)
{
    static const struct {
        const char *name;
        enum material_class is;
    } kinds[] = {{"issue", CLASS_ISSUE},     {"return", CLASS_RETURN}, {"charge", CLASS_CHARGE},
                 {"gift", CLASS_EXEMPT},     {"office", CLASS_EXEMPT}, {"brochure", CLASS_EXEMPT},
                 {"approved", CLASS_EXEMPT}, {"count", CLASS_COUNT}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kind, kinds[i].name) == 0) return kinds[i].is;
    return CLASS_UNKNOWN;
}

/* A lot: pieces issued to one account on one day. */
struct lot {
    int32_t day;
    int64_t pieces, fen; /* as issued */
    int64_t open;        /* pieces not settled yet */
    int64_t open_fen;
};

/* An account while its movements are walked. */
struct walk {
    const struct ledger *ledger;
    struct account *account;
    struct lot *lots; /* room for one a movement; those before `first` are settled */
    size_t first, lot_count;
    int64_t open;   /* pieces of the lots that are not settled */
    int64_t credit; /* pieces settled before they were issued; then no lot is open */
};

static int compare_movements(const void *a, const void *b)
{
    const int64_t one = ((const struct movement *)a)->key,
                  other = ((const struct movement *)b)->key;
    return (one > other) - (one < other);
}

static enum rc too_much(struct err *err)
{
    return err_set(err, RC_NUMERIC, "a sum of pieces or fen of the materials does not fit 63 bits");
}

static bool add(int64_t *sum, int64_t value)
{
    return exact_add_i64(*sum, value, sum);
}

/* The entries of one tally as movements behind those that are there, with classes for kinds. */
static bool read_tally(struct movement *movements, size_t *count, const struct tally *tally,
                       struct tally_entry *entries, enum material_tally which,
                       const struct dictionary *kinds)
{
    const size_t entry_count = tally_sorted(tally, entries);
    const int64_t sign = which == TALLY_PIECES || which == TALLY_FEN ? 1 : -1;
    for (size_t i = 0; i < entry_count; i++) {
        struct material_key key = material_key_of(entries[i].key);
        if (entries[i].count > INT64_MAX) return false;
        const int64_t value = sign * (int64_t)entries[i].count;
        key.kind = material_class_of(kinds->names[key.kind]);
        struct movement *movement = &movements[(*count)++];
        *movement = (struct movement){.key = material_key_pack(key)};
        if (which == TALLY_PIECES || which == TALLY_PIECES_BACK)
            movement->amount.pieces = value;
        else if (which != TALLY_NOTHING)
            movement->amount.fen = value;
    }
    return true;
}

/* Equal keys become one; how many are left. SIZE_MAX: a sum is too large. */
static size_t join(struct movement *movements, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || movements[kept - 1].key != movements[i].key) {
            movements[kept++] = movements[i];
            continue;
        }
        struct amount *sum = &movements[kept - 1].amount;
        if (!add(&sum->pieces, movements[i].amount.pieces) ||
            !add(&sum->fen, movements[i].amount.fen))
            return SIZE_MAX;
    }
    return kept;
}

static enum rc read_movements(struct ledger *ledger, const struct tally *tallies,
                              const struct dictionary *kinds, struct arena *arena, struct err *err)
{
    size_t limit = 0, longest = 0, count = 0;
    for (size_t t = 0; t < MATERIAL_TALLY_COUNT; t++) {
        const size_t entries = tally_entry_limit(&tallies[t]);
        limit += entries;
        if (entries > longest) longest = entries;
    }
    struct movement *movements = arena_take_array(arena, limit + 1, sizeof *movements);
    struct tally_entry *entries = calloc(longest + 1, sizeof *entries);
    if (!movements || !entries) {
        free(entries);
        return err_memory(err, (limit + 1) * sizeof *movements);
    }
    bool fits = true;
    for (size_t t = 0; fits && t < MATERIAL_TALLY_COUNT; t++)
        fits = read_tally(movements, &count, &tallies[t], entries, (enum material_tally)t, kinds);
    free(entries);
    qsort(movements, count, sizeof *movements, compare_movements);
    count = fits ? join(movements, count) : SIZE_MAX;
    if (count == SIZE_MAX) return too_much(err);
    ledger->movements = movements;
    ledger->movement_count = count;
    return RC_OK;
}

/* Of so many of a lot's pieces what they were issued at: rounded towards zero of what is left, so
 * that parts add up to the whole. */
static int64_t fen_of(const struct lot *lot, int64_t pieces)
{
    return (int64_t)((i128)lot->fen * pieces / lot->pieces);
}

/* Pieces that fell due up to the ledger's last day, and of them those settled in time. */
static void count_due(const struct walk *walk, const struct lot *lot, int64_t pieces, int32_t day)
{
    const int32_t due = lot->day + walk->ledger->limit_days;
    if (due > walk->ledger->end_day) return;
    const uint64_t count = (uint64_t)pieces;
    walk->account->kept.n += count;
    if (day == DAY_MISSING) walk->account->kept.met += count;
    if (due < walk->ledger->year_day) return;
    walk->account->in_time.n += count;
    if (day != DAY_MISSING && day <= due) walk->account->in_time.met += count;
}

/* Take up to so many pieces from the oldest open lots; how many were open. */
static int64_t settle_open(struct walk *walk, int64_t pieces, int32_t day)
{
    int64_t settled = 0;
    while (settled < pieces && walk->first < walk->lot_count) {
        struct lot *lot = &walk->lots[walk->first];
        const int64_t taken = lot->open < pieces - settled ? lot->open : pieces - settled;
        lot->open -= taken;
        walk->open -= taken;
        const int64_t left_fen = fen_of(lot, lot->open);
        walk->account->settled_fen += lot->open_fen - left_fen;
        lot->open_fen = left_fen;
        count_due(walk, lot, taken, day);
        settled += taken;
        if (lot->open == 0) walk->first++;
    }
    return settled;
}

static void open_lot(struct walk *walk, int64_t pieces, int64_t fen, int32_t day)
{
    const int64_t credit = walk->credit < pieces ? walk->credit : pieces;
    walk->lots[walk->lot_count++] =
        (struct lot){.day = day, .pieces = pieces, .fen = fen, .open = pieces, .open_fen = fen};
    walk->open += pieces;
    walk->credit -= credit;
    (void)settle_open(walk, credit, day);
}

/* What was counted in the evening of the day against what the ledger has then. The latest count
 * stays. */
static void take_count(struct walk *walk, int64_t pieces, int32_t day)
{
    struct account *account = walk->account;
    account->counted_day = day;
    account->counted = pieces;
    account->book = walk->open - walk->credit;
    account->difference_fen = 0;
    if (walk->lot_count == 0) return;
    const struct lot *last = &walk->lots[walk->lot_count - 1];
    const i128 fen = (i128)last->fen * (pieces - account->book) / last->pieces;
    account->difference_fen = fen > FEN_LIMIT    ? FEN_LIMIT
                              : fen < -FEN_LIMIT ? -FEN_LIMIT
                                                 : (int64_t)fen;
}

/* What settles, and corrections, which have the sign turned: a negative issue takes away, a
 * negative return opens a lot again. Their fen are among the settled ones, so that the ledger
 * balances. */
static void take_movement(struct walk *walk, enum material_class class, struct amount amount,
                          int32_t day)
{
    struct account *account = walk->account;
    const bool is_issue = class == CLASS_ISSUE;
    account->of[class].pieces += amount.pieces;
    account->of[class].fen += amount.fen;
    if (is_issue && amount.pieces > 0) {
        open_lot(walk, amount.pieces, amount.fen, day);
        return;
    }
    if (is_issue || amount.pieces < 0) account->settled_fen += amount.fen;
    if (!is_issue && amount.pieces < 0) {
        open_lot(walk, -amount.pieces, -amount.fen, day);
        return;
    }
    const int64_t pieces = is_issue ? -amount.pieces : amount.pieces;
    walk->credit += pieces - settle_open(walk, pieces, day);
}

/* What is exempt releases what is on loan; what goes beyond was never on loan. */
static void take_exempt(struct walk *walk, struct amount amount, int32_t day)
{
    const int64_t settled = amount.pieces > 0 ? settle_open(walk, amount.pieces, day) : 0;
    walk->account->of[CLASS_EXEMPT].pieces += settled;
    walk->account->of[CLASS_EXEMPT].fen += amount.fen;
    walk->account->given_pieces += amount.pieces - settled;
}

static void take(struct walk *walk, const struct movement *movement)
{
    const struct material_key key = material_key_of(movement->key);
    const enum material_class class = (enum material_class)key.kind;
    if (class == CLASS_UNKNOWN || key.day > walk->ledger->end_day) return;
    if (class == CLASS_COUNT)
        take_count(walk, movement->amount.pieces, key.day);
    else if (class == CLASS_EXEMPT)
        take_exempt(walk, movement->amount, key.day);
    else
        take_movement(walk, class, movement->amount, key.day);
}

/* Ages of what is still open. */
static void close_lot(struct walk *walk, struct ledger *ledger, const struct lot *lot, bool *seen)
{
    struct account *account = walk->account;
    const int32_t late_days = ledger->end_day - lot->day - ledger->limit_days;
    size_t age = 0;
    while (late_days > age_ends[age]) age++;
    ledger->ages[age].accounts += !seen[age];
    seen[age] = true;
    ledger->ages[age].amount.pieces += lot->open;
    ledger->ages[age].amount.fen += lot->open_fen;
    account->outstanding.pieces += lot->open;
    account->outstanding.fen += lot->open_fen;
    count_due(walk, lot, lot->open, DAY_MISSING);
    if (late_days <= 0) return;
    if (account->oldest_day == DAY_MISSING) account->oldest_day = lot->day;
    account->overdue.pieces += lot->open;
    account->overdue.fen += lot->open_fen;
}

static void close_account(struct walk *walk, struct ledger *ledger)
{
    bool seen[AGE_COUNT] = {false};
    for (size_t i = walk->first; i < walk->lot_count; i++)
        close_lot(walk, ledger, &walk->lots[i], seen);
    walk->account->outstanding.pieces -= walk->credit;
}

static bool same_account(int64_t one, int64_t other)
{
    return one >> (KEY_DAY_BITS + KEY_KIND_BITS) == other >> (KEY_DAY_BITS + KEY_KIND_BITS);
}

/* The movements from `first` on that are one account's; how many there are. */
static size_t walk_account(struct ledger *ledger, size_t first, struct lot *lots)
{
    const struct movement *movements = ledger->movements;
    const struct material_key key = material_key_of(movements[first].key);
    struct account *account = &ledger->accounts[ledger->account_count++];
    *account = (struct account){.dealer = key.dealer,
                                .part = key.part,
                                .oldest_day = DAY_MISSING,
                                .counted_day = DAY_MISSING};
    struct walk walk = {.ledger = ledger, .account = account, .lots = lots};
    size_t i = first;
    for (; i < ledger->movement_count && same_account(movements[i].key, movements[first].key); i++)
        take(&walk, &movements[i]);
    close_account(&walk, ledger);
    return i - first;
}

/* Whether sums of magnitudes stay in 63 bits, so that no sum of parts can leave them. */
static bool sums_fit(const struct ledger *ledger)
{
    int64_t pieces = 0, fen = 0;
    for (size_t i = 0; i < ledger->movement_count; i++)
        if (!add(&pieces, llabs(ledger->movements[i].amount.pieces)) ||
            !add(&fen, llabs(ledger->movements[i].amount.fen)))
            return false;
    return true;
}

enum rc ledger_make(struct ledger *ledger, const struct measured *measured,
                    const struct tally *tallies, struct arena *arena, struct err *err)
{
    const struct measure_context *context = measured->context;
    *ledger = (struct ledger){
        .end_day = month_last_day(context->report_month),
        .year_day = month_first_day(context->report_month + 1 - YEAR_MONTHS),
        .limit_days = context->options->material_days,
    };
    for (size_t i = 0; i < AGE_COUNT; i++) {
        ledger->ages[i].from_days = i == 0 ? INT32_MIN : age_ends[i - 1] + 1;
        ledger->ages[i].to_days = age_ends[i];
    }
    enum rc rc = read_movements(ledger, tallies, measured->dictionary[NEED_KIND], arena, err);
    if (rc != RC_OK) return rc;
    if (!sums_fit(ledger)) return too_much(err);
    ledger->accounts =
        arena_take_array(arena, ledger->movement_count + 1, sizeof *ledger->accounts);
    struct lot *lots = calloc(ledger->movement_count + 1, sizeof *lots);
    if (!ledger->accounts || !lots) rc = err_memory(err, ledger->movement_count * sizeof *lots);
    for (size_t i = 0; rc == RC_OK && i < ledger->movement_count;)
        i += walk_account(ledger, i, lots);
    free(lots);
    return rc;
}
