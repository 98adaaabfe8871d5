/* The recovery paradox in what customers do (D16): who bought again within a year, of those whose
 * complaint was solved against those who never had a problem.
 *
 * Both must be followed from a comparable day. From the first purchase they must not: until their
 * complaint, customers with one would be sure to be still there (immortal time). And "never" must
 * not be told with hindsight: who stops using the product has no more problems either. So everyone
 * has one day, is what he is on that day by what is known then, and is followed for a year from it:
 * - solved: the day of the solution, if that came within 30 days
 * - unsolved: 30 days after the complaint, if there was none by then
 * - no problem: a day drawn for him among those on which he could have been looked at; he counts if
 *   until then he had neither a repair nor a complaint, whatever comes later
 * They are then made alike in product, time since the first purchase, and half-year of their day.
 * The drawing (Zhou et al. 2005) is a hash of the day of the first purchase: the same in every run,
 * and blind to all that came after. */
#include "base/day.h"
#include "base/hash.h"
#include "measure/paradox/paradox.h"

enum { FOLLOWED_DAYS = 365, SOLVED_WITHIN_DAYS = 30, LOOK_BACK_DAYS = 730, HALF_DAYS = 183 };
enum { HALF_COUNT = LOOK_BACK_DAYS / HALF_DAYS + 1 };
_Static_assert(HALF_COUNT == 4, "two bits");

/* Days since the first purchase, up to these: narrow where buying again changes fast. */
static const int32_t tenure_days[] = {30, 91, 182, 365, 730, 1461};
enum { TENURE_COUNT = sizeof tenure_days / sizeof *tenure_days + 1, TENURE_BITS = 3 };

/* What is known of a customer on his day; 0: nothing is. */
enum { BIT_BOUGHT = 1, HALF_SHIFT = 1, TENURE_SHIFT = 3, CLASS_SHIFT = TENURE_SHIFT + TENURE_BITS };
enum { LOOK_LIMIT = 1 << (CLASS_SHIFT + 2), BIT_PRESENT = LOOK_LIMIT, LOOK_MASK = LOOK_LIMIT - 1 };
/* Strata of one product. */
enum { MATCH_LIMIT = 1 << (CLASS_SHIFT - HALF_SHIFT) };

enum { SEEN_PURCHASES, SEEN_REPAIRS, SEEN_COMPLAINTS };
enum { PURCHASE_DAY, PURCHASE_PRODUCT };
enum { COMPLAINT_OPENED, COMPLAINT_RESOLVED };
/* In the column `problem_looks`: the look at a customer with a problem, and above it the look at
 * him without one yet. */
enum { OUT_LOOKS, OUT_PRODUCT, UNTROUBLED_SHIFT = CLASS_SHIFT + 3 };
_Static_assert(BIT_PRESENT == 1 << (UNTROUBLED_SHIFT - 1), "a look lies below the other");
/* Above both, what retention.repurchase_365d says of him: whether he counts, bought, and as what.
 */
enum { PATH_SHIFT = 2 * UNTROUBLED_SHIFT, PATH_PRESENT = 1, PATH_BOUGHT = 2, PATH_CLASS_SHIFT = 2 };

/* A customer's purchases: rows in order of their days. */
struct purchases {
    const int32_t *days;
    const uint32_t *rows;
    uint32_t row_count;
    int32_t first_day;
    int32_t last_look; /* the last day with a year behind it */
};

static bool bought_after(const struct purchases *purchases, int32_t day)
{
    for (uint32_t i = 1; i < purchases->row_count; i++) {
        const int32_t later = purchases->days[purchases->rows[i]];
        if (later > day) return later - day <= FOLLOWED_DAYS;
    }
    return false;
}

/* The customer as he is on that day; 0 when it lies outside of what can be looked at. */
static int32_t look(const struct purchases *purchases, int32_t day, enum paradox_class ending)
{
    const int32_t before = purchases->last_look - day, tenure = day - purchases->first_day;
    if (before < 0 || before >= LOOK_BACK_DAYS || tenure < 0) return 0;
    int32_t tenure_class = 0;
    for (int i = 0; i < TENURE_COUNT - 1; i++) tenure_class += tenure > tenure_days[i];
    return BIT_PRESENT | (int32_t)ending << CLASS_SHIFT | tenure_class << TENURE_SHIFT |
           before / HALF_DAYS << HALF_SHIFT | (bought_after(purchases, day) ? BIT_BOUGHT : 0);
}

/* By the first complaint. */
static int32_t look_troubled(const struct entity *entity, const struct purchases *purchases)
{
    if (entity->row_counts[SEEN_COMPLAINTS] == 0) return 0;
    const uint32_t row = entity->rows[SEEN_COMPLAINTS][0];
    const int32_t *opened = entity->columns[SEEN_COMPLAINTS][COMPLAINT_OPENED];
    const int32_t *resolved = entity->columns[SEEN_COMPLAINTS][COMPLAINT_RESOLVED];
    const int32_t opened_day = day_of_minute(opened[row]);
    if (opened_day < purchases->first_day) return 0;
    const int32_t minutes =
        resolved && resolved[row] != MINUTE_MISSING ? resolved[row] - opened[row] : INT32_MAX;
    if (minutes > SOLVED_WITHIN_DAYS * MINUTES_A_DAY)
        return look(purchases, opened_day + SOLVED_WITHIN_DAYS, CLASS_UNSOLVED);
    return look(purchases, day_of_minute(resolved[row]),
                minutes <= MINUTES_A_DAY ? CLASS_SOLVED_FAST : CLASS_SOLVED);
}

static int32_t look_untroubled(const struct entity *entity, const struct purchases *purchases)
{
    const int32_t earliest = purchases->last_look - LOOK_BACK_DAYS + 1;
    const int32_t from = purchases->first_day < earliest ? earliest : purchases->first_day;
    if (from > purchases->last_look) return 0;
    const uint64_t room = (uint64_t)(purchases->last_look - from) + 1;
    /* the upper half of a hash times the room, and of that the upper half: as even as a remainder
     */
    const uint64_t drawn = hash_u64((uint32_t)purchases->first_day) >> 32;
    const int32_t day = from + (int32_t)(drawn * room >> 32);
    if (entity->row_counts[SEEN_REPAIRS] > 0) {
        const int32_t *reported = entity->columns[SEEN_REPAIRS][0];
        if (day_of_minute(reported[entity->rows[SEEN_REPAIRS][0]]) <= day) return 0;
    }
    if (entity->row_counts[SEEN_COMPLAINTS] > 0) {
        const int32_t *opened = entity->columns[SEEN_COMPLAINTS][COMPLAINT_OPENED];
        if (day_of_minute(opened[entity->rows[SEEN_COMPLAINTS][0]]) <= day) return 0;
    }
    return look(purchases, day, CLASS_NEVER);
}

/* As the family retention has it: from the first complaint, or from the first purchase of those who
 * have neither a complaint nor a repair to this day. Both figures stand on one page. */
static int32_t path_of(const struct entity *entity, const struct purchases *purchases)
{
    int32_t day = purchases->first_day;
    enum paradox_class ending = CLASS_NEVER;
    if (entity->row_counts[SEEN_COMPLAINTS] > 0) {
        const uint32_t row = entity->rows[SEEN_COMPLAINTS][0];
        const int32_t *opened = entity->columns[SEEN_COMPLAINTS][COMPLAINT_OPENED];
        const int32_t *resolved = entity->columns[SEEN_COMPLAINTS][COMPLAINT_RESOLVED];
        day = day_of_minute(opened[row]);
        ending = !resolved || resolved[row] == MINUTE_MISSING   ? CLASS_UNSOLVED
                 : resolved[row] - opened[row] <= MINUTES_A_DAY ? CLASS_SOLVED_FAST
                                                                : CLASS_SOLVED;
    } else if (entity->row_counts[SEEN_REPAIRS] > 0) {
        return 0;
    }
    if (day > purchases->last_look) return 0;
    bool bought = false;
    for (uint32_t i = 0; !bought && i < purchases->row_count; i++) {
        const int32_t later = purchases->days[purchases->rows[i]];
        bought = later > day && later - day <= FOLLOWED_DAYS;
    }
    return PATH_PRESENT | (bought ? PATH_BOUGHT : 0) | (int32_t)ending << PATH_CLASS_SHIFT;
}

static void derive(const struct entity *entity, void *const *out)
{
    if (entity->row_counts[SEEN_PURCHASES] == 0) return;
    const uint32_t *rows = entity->rows[SEEN_PURCHASES];
    const int32_t *days = entity->columns[SEEN_PURCHASES][PURCHASE_DAY];
    const uint32_t *products = entity->columns[SEEN_PURCHASES][PURCHASE_PRODUCT];
    const struct purchases purchases = {days, rows, entity->row_counts[SEEN_PURCHASES],
                                        days[rows[0]],
                                        entity->context->horizon_day - FOLLOWED_DAYS};
    ((int32_t *)out[OUT_LOOKS])[entity->number] = look_troubled(entity, &purchases) |
                                                  look_untroubled(entity, &purchases)
                                                      << UNTROUBLED_SHIFT |
                                                  path_of(entity, &purchases) << PATH_SHIFT;
    ((int32_t *)out[OUT_PRODUCT])[entity->number] = products ? (int32_t)products[rows[0]] : 0;
}

struct cell {
    uint64_t troubled_count, untroubled_count;
    struct share paths[CLASS_COUNT];
};

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    const int32_t *looks = rows->column[OUT_LOOKS], *product = rows->column[OUT_PRODUCT];
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
        const int64_t base = (int64_t)product[row] * LOOK_LIMIT;
        const int32_t troubled = looks[row], untroubled = looks[row] >> UNTROUBLED_SHIFT;
        const int32_t path = looks[row] >> PATH_SHIFT;
        if (path & PATH_PRESENT)
            share_add(&cell->paths[path >> PATH_CLASS_SHIFT], path & PATH_BOUGHT);
        if (troubled & BIT_PRESENT) {
            cell->troubled_count++;
            tally_add(&tallies[0], base + (troubled & LOOK_MASK), 1);
        }
        if (untroubled & BIT_PRESENT) {
            cell->untroubled_count++;
            tally_add(&tallies[0], base + (untroubled & LOOK_MASK), 1);
        }
    }
}

/* A product stands in a key as a number that another run gives to another product; and customers
 * are put together anew in every run. */
// NOLINTNEXTLINE(readability-non-const-parameter): the type is the interface's
static bool recode(int64_t *key, size_t tally, const struct code_map *maps)
{
    (void)key;
    (void)tally;
    (void)maps;
    return false;
}

/* A key without ending and outcome is the number of its stratum. */
static bool collect(const struct measured *measured, struct arena *arena,
                    struct paradox_entries *entries)
{
    const struct tally *tallies;
    struct tally_cursor cursor = {0};
    struct tally_entry found;
    const bool is_empty = !measured_cell(measured, AXIS_NETWORK, 0, 0, &tallies);
    const size_t limit = is_empty ? 0 : tally_entry_limit(&tallies[0]);
    *entries = (struct paradox_entries){.count = 0};
    entries->rows = arena_take_array(arena, limit + 1, sizeof *entries->rows);
    while (entries->rows && !is_empty && tally_next(&tallies[0], &cursor, &found)) {
        const uint64_t key = (uint64_t)found.key, bits = key % LOOK_LIMIT;
        const uint64_t stratum =
            key / LOOK_LIMIT * MATCH_LIMIT + (bits >> HALF_SHIFT) % MATCH_LIMIT;
        entries->rows[entries->count++] =
            (struct paradox_entry){stratum, found.count, (int64_t)(bits & BIT_BOUGHT),
                                   (enum paradox_class)(bits >> CLASS_SHIFT)};
    }
    return entries->rows != NULL;
}

static bool has_rows(const struct measured *measured, const char *name)
{
    const struct table *table = linked_table(measured->linked, name);
    return table && table->row_count > 0;
}

static enum rc extend(const struct measured *measured, struct result *result, struct err *err)
{
    const struct table *purchases = linked_table(measured->linked, "purchases");
    const struct tally *tallies;
    const struct cell *cell = measured_cell(measured, AXIS_NETWORK, 0, 0, &tallies);
    struct paradox_clock clock = {.metric = "retention.repurchase_365d"};
    for (int ending = 0; cell && ending < CLASS_COUNT; ending++)
        clock.shares[ending] = cell->paths[ending];
    const struct paradox_test test = {
        .name = "behaviour",
        .metric = "paradox.behaviour",
        .literature = "literature_unsettled",
        .margin = PARADOX_SHARE_MARGIN,
        .period = PERIOD_ALL,
        .is_share = true,
        .clock = &clock,
        .refusal = !has_rows(measured, "repairs")
                       ? "no_table: repairs are needed to know who never had a problem"
                   : !has_rows(measured, "complaints")
                       ? "no_table: complaints are needed to know whose problem was solved"
                       : NULL,
        .partial = purchases && table_column(purchases, "product")
                       ? NULL
                       : "not_matched: the purchases do not name the product"};
    struct paradox_entries entries;
    struct paradox_counts counts;
    struct arena scratch;
    arena_init(&scratch);
    enum rc rc = RC_OK;
    if (!collect(measured, &scratch, &entries) ||
        !paradox_counts_init(&counts, &entries, 0, 2, &scratch))
        rc = err_memory(err, sizeof entries);
    if (rc == RC_OK)
        rc = paradox_add("paradox.behaviour", &test, &counts, 1, measured, result, err);
    arena_release(&scratch);
    return rc;
}

static const struct metric metrics[] = {
    {
        .id = "paradox.behaviour",
        .unit = UNIT_PERCENT_POINTS,
        .better = BETTER_HIGHER,
        .kind = STATISTIC_EXTENDED,
        .title = {"补救后与无问题之差：实际再购", "Recovered against never failed: buying again"},
        .definition =
            {"首次投诉在 30 天内解决的客户，自解决之日起 1–365 "
             "天内再购的比例，减去到可比之日从未报修"
             "、从未投诉的客户自该日起的再购比例；后者按产品、首次购买后的时间和所在半年标准化到前"
             "者的"
             "构成。投诉满 30 天仍未解决的（自第 30 "
             "天起）另列。只看最近两年内、能跟踪满一年的日子。",
             "Share of customers whose first complaint was solved within 30 days who bought again "
             "1 "
             "to 365 days after the solution, minus the share of customers who had neither a "
             "repair "
             "nor a complaint until a comparable day, from that day; given the same mix of "
             "products, "
             "times since the first purchase, and half-years; in percentage points. Complaints not "
             "solved in 30 days are told apart, from the 30th day. Of the last two years of days "
             "that can be followed for a year."},
        .formula =
            "100 x sum over strata of n_solved (share_solved - share_never) / sum of n_solved, "
            "strata of product x time since first purchase (30, 91, 182, 365, 730, 1461 days) "
            "x half-year; a customer without a problem has one day, drawn by a hash of his "
            "first purchase's day",
        .source = "TARP 1979/1986; de Matos et al. 2007 (no behaviour); Soares & Proenca 2015 "
                  "(behaviour); Zhou et al. 2005, Am J Epidemiol 162:1016 (immortal time)",
        .caveat =
            {"关联而非因果：投诉的客户可能本来就更在意、更常买；只匹配了产品和时间。记录开始之前的"
             "问题"
             "看不到；在起点之后才出问题的客户仍算作到那天为止无问题，否则就是事后挑选。与 "
             "retention.repurchase_365d 起点不同：那里无问题的客户从首次购买起算（刚买不久，本来就"
             "常再买），投诉的从投诉起算；这里双方都在首次购买后同样长的时间起算。两个数可以相差很"
             "大，甚至方向相反；相反时不下结论。",
             "An association: customers who complain may care more and buy more often anyway; they "
             "are matched by product and time only. Problems from before the records begin are not "
             "seen. Who fails after his day still counts as without a problem until then: leaving "
             "him out would be picking with hindsight. The clock is another than that of "
             "retention.repurchase_365d: there who has no problem is counted from his first "
             "purchase, when buying again is common anyway, and who complained from the "
             "complaint; here both from the same time since the first purchase. The two may lie "
             "far apart or even point opposite ways; then there is no verdict."},
        .interval =
            {"95 % t 区间：各层各用自己的方差，单人的层用其余各层合并的方差（Satterthwaite "
             "自由度）；"
             "构成视为给定。",
             "95 % t interval with each stratum's own variance, of a stratum of one customer that "
             "within the others together (Satterthwaite's degrees of freedom); the mix is taken as "
             "given."},
        .guard =
            {"没有维修表或投诉表、任一组少于最小基数、任一组再购或未再购的不足 5 "
             "人、一半以上的客户找"
             "不到可比的人，则拒绝；找不到的超过 5 % 时注明并不计入。结论用语同满意度，界限为 5 "
             "个百"
             "分点；组内任一种结局按 retention.repurchase_365d 方向相反时注明，结论为“不能说”。解"
             "决快慢和未解决另行列出。",
             "Refused without repairs or complaints, with fewer than the minimum base in either "
             "group, fewer than 5 who bought or who did not in either, or when more than half have "
             "nobody to be compared to; those are left out, and it is said when they are more than "
             "5 %. Words as for satisfaction, with a margin of 5 percentage points; cannot say, "
             "with the reason, where retention.repurchase_365d points the other way for an ending "
             "of the group. How the "
             "problem "
             "ended (fast, solved, unsolved) is told apart."},
    },
    {0},
};

const struct family family_paradox_behaviour = {
    .name = "paradox_behaviour",
    .title = {"补救悖论：做的", "Recovery paradox: what they do"},
    .question = {"问题得到解决的客户，真的比从没遇到问题的客户更常再买吗？",
                 "Do customers whose problem was solved really buy again more often than those who "
                 "never had one?"},
    .version = 2,
    .table = "customers",
    .clock = NULL,
    .needs = (const struct need[]){{"problem_looks", COLUMN_INT, false},
                                   {"first_product", COLUMN_INT, false},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, troubled_count, "count"),
                                     FIELD_U64(struct cell, untroubled_count, "count"),
                                     FIELD_U64(struct cell, paths, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct cell),
    .tally_count = 1,
    .metrics = metrics,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_CUSTOMER,
            .tables =
                (const struct derived_table[]){
                    {"purchases", (const struct need[]){{"purchased_on", COLUMN_DATE, false},
                                                        {"product", COLUMN_CODE, true},
                                                        {0}}},
                    {"repairs", (const struct need[]){{"reported_at", COLUMN_TIME, false}, {0}}},
                    {"complaints", (const struct need[]){{"opened_at", COLUMN_TIME, false},
                                                         {"resolved_at", COLUMN_TIME, true},
                                                         {0}}},
                    {0}},
            .columns = (const struct need[]){{"problem_looks", COLUMN_INT, false},
                                             {"first_product", COLUMN_INT, false},
                                             {0}},
            .code_names = (const char *const *const[]){NULL, NULL},
            .derive = derive,
        },
    .update = update,
    .recode = recode,
    .extend = extend,
};
