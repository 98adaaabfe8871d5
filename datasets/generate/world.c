#include "world.h"

#include "paperwork.h"

#include <math.h>
#include <omp.h>

enum { STREAM_WORLD = 1, STREAM_HABITS = 901 };
/* Rows of the greatest table in a block: small enough for a core's cache, large enough to hide the
 * block's cost. */
enum { BLOCK_ROWS = 4096 };
enum { ARCHIVE_DAYS = 1080, PROMISES_DAYS = 120, PRODUCT_BYTES = 16 };

const struct category_facts categories[CATEGORY_COUNT] = {
    [CATEGORY_FAUCET] = {"龙头", 0.8, -0.15, 24, 420, 'F', false},
    [CATEGORY_SHOWER] = {"花洒", 0.9, -0.1, 24, 680, 'S', false},
    [CATEGORY_TOILET] = {"坐便器", 0.7, 0.0, 36, 1380, 'T', false},
    [CATEGORY_SMART] = {"智能坐便器", 1.0, 0.9, 24, 4200, 'Z', true},
    [CATEGORY_CABINET] = {"浴室柜", 0.5, 0.2, 12, 2600, 'C', false},
    [CATEGORY_HEATER] = {"热水器", 0.9, 0.8, 36, 2300, 'H', true},
};

const struct path_facts paths[PATH_COUNT] = {
    [PATH_NO_PROBLEM] = {"no_problem", 0.46, 0.25},
    [PATH_NO_COMPLAINT] = {"problem_no_complaint", 0.34, 1.0},
    [PATH_UNSOLVED] = {"complained_unsolved", 0.11, 4.0},
    [PATH_SOLVED] = {"complained_solved", 0.41, 1.2},
    [PATH_SOLVED_FAST] = {"complained_solved_fast", 0.57, 0.5},
};

static void plan_rows(struct world *world)
{
    const struct options *options = world->options;
    int64_t greatest = 1;
    for (int t = 0; t < TABLE_COUNT; t++) {
        world->rows_wanted[t] = options->rows[t];
        if (options->rows[t] > greatest) greatest = options->rows[t];
    }
    int64_t people = options->rows[TABLE_PURCHASES];
    if (people < options->rows[TABLE_REPAIRS] / 2) people = options->rows[TABLE_REPAIRS] / 2;
    if (people < options->rows[TABLE_SURVEYS] / 4) people = options->rows[TABLE_SURVEYS] / 4;
    if (people < 64) people = 64;
    world->people_wanted = people;
    world->block_count = (greatest + BLOCK_ROWS - 1) / BLOCK_ROWS;
}

static void plan_period(struct world *world)
{
    const struct options *options = world->options;
    world->first_month = options->first_month;
    world->month_count = options->month_count;
    world->first_day = month_first_day(world->first_month);
    world->last_day = month_last_day(world->first_month + world->month_count - 1);
    world->end_minute = (world->last_day + 1) * MINUTES_A_DAY - 1;
    world->archive_day = world->first_day - ARCHIVE_DAYS;
}

/* Winter freezes pipes, high summer loads everything that is used more. */
static void plan_clock(struct world *world)
{
    static const double season[12] = {1.25, 1.04, 0.95, 0.90, 0.95, 1.00,
                                      1.10, 1.12, 1.00, 0.92, 0.95, 1.20};
    static const double hour[24] = {.2, .1, .1, .1, .1, .3, 1,   3,   7,   10, 10,  8,
                                    5,  6,  8,  8,  7,  6,  5.5, 5.5, 4.5, 3,  1.5, .6};
    double weights[240];
    for (int32_t m = 0; m < world->month_count; m++) {
        const int32_t month = world->first_month + m;
        const int32_t days = month_last_day(month) - month_first_day(month) + 1;
        weights[m] = season[month % 12] * days * (1 + 0.004 * m);
    }
    wheel_init(&world->month_wheel, weights, (size_t)world->month_count);
    wheel_init(&world->hour_wheel, hour, 24);
}

static enum rc make_products(struct world *world, struct draw *draw, struct err *err)
{
    const int32_t count = world->options->product_count;
    const size_t product_count = (size_t)count;
    struct word *names = arena_take_array(&world->arena, product_count, sizeof *names);
    double *weights = arena_take_array(&world->arena, product_count, sizeof *weights);
    world->products = arena_take_array(&world->arena, product_count, sizeof *world->products);
    if (names == NULL || weights == NULL || world->products == NULL)
        return err_memory(err, product_count * sizeof *world->products);
    for (int32_t p = 0; p < count; p++) {
        struct product *product = &world->products[p];
        product->category = (enum category)(p % CATEGORY_COUNT);
        const struct category_facts *facts = &categories[product->category];
        product->share = exp(0.5 * draw_normal(draw));
        product->price_fen = draw_lognormal(draw, facts->price_yuan / 10.0, 0.35) * 1000 - 100;
        product->cost_fen = product->price_fen / 100 * draw_between(draw, 52, 68);
        char *name = arena_take(&world->arena, PRODUCT_BYTES);
        if (name == NULL) return err_memory(err, PRODUCT_BYTES);
        snprintf(name, PRODUCT_BYTES, "%c%03d", facts->letter, 101 + p / CATEGORY_COUNT);
        names[p].code = name;
        weights[p] = product->share;
    }
    world->rising_product = count > CATEGORY_COUNT ? CATEGORY_COUNT : CATEGORY_FAUCET;
    world->products[world->rising_product].share = weights[world->rising_product] = 1;
    wheel_init(&world->market_wheel, weights, product_count);
    /* The mixed dealer sells mostly what takes long to repair. */
    for (size_t p = 0; p < product_count; p++)
        if (categories[world->products[p].category].is_hard) weights[p] *= 12;
    wheel_init(&world->mixed_wheel, weights, product_count);
    return word_list_init(&world->lists[LIST_PRODUCT], names, count, &world->arena, err);
}

#define USUAL_KEPT_SHARE 0.01
#define USUAL_LATE_SHARE 0.07

static void give_role(struct dealer *dealer, enum role role)
{
    static const struct {
        double leg, repeat_factor, score, coverage;
    } effects[] = {[ROLE_USUAL] = {0, 1, 0, 1},
                   [ROLE_BETTER] = {-0.35, 0.55, 0.40, 1},
                   [ROLE_WORSE] = {0.40, 1.9, -0.45, 1},
                   [ROLE_MIXED] = {-0.42, 1, 0, 1},
                   [ROLE_INFLATING] = {0.10, 2.6, 0, 0.25},
                   [ROLE_CURT] = {-0.35, 1, -0.5, 1}};
    dealer->role = role;
    dealer->leg_effect = effects[role].leg;
    dealer->repeat_factor = effects[role].repeat_factor;
    dealer->score_effect = effects[role].score;
    dealer->coverage = effects[role].coverage;
}

/* Roles go to dealers picked without replacement; none to the region that slows down, so that
 * truths stay apart. */
static void give_roles(struct world *world, struct draw *draw)
{
    const int32_t count = world->options->dealer_count;
    const int32_t several = count < 30 ? 1 : count / 15 > ROLE_MAX ? ROLE_MAX : count / 15;
    const struct {
        enum role role;
        int32_t wanted;
    } wanted[] = {{ROLE_BETTER, several},
                  {ROLE_WORSE, several},
                  {ROLE_MIXED, 1},
                  {ROLE_INFLATING, 1},
                  {ROLE_CURT, 1}};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        for (int32_t given = 0; given < wanted[i].wanted;) {
            struct dealer *dealer = &world->dealers[draw_below(draw, count)];
            if (dealer->role != ROLE_USUAL || dealer->region == world->slow_region) continue;
            give_role(dealer, wanted[i].role);
            if (wanted[i].role == ROLE_MIXED) dealer->products = &world->mixed_wheel;
            /* Enough rows for their truth to show in every product. */
            if (wanted[i].wanted == 1 && dealer->volume < 2) dealer->volume = 2;
            given++;
        }
    }
}

/* Dealers who keep parts, hand in late, or have fallen silent, each picked by itself: habits at the
 * office have nothing to do with the service. */
static void give_habits(struct world *world)
{
    const int32_t count = world->options->dealer_count, several = count < 40 ? 1 : count / 20;
    struct draw draw = draw_start(&world->normal, world->options->seed, STREAM_HABITS, 0);
    for (int32_t given = 0; given < several;) {
        struct dealer *dealer = &world->dealers[draw_below(&draw, count)];
        if (dealer->kept_share > USUAL_KEPT_SHARE) continue;
        dealer->kept_share = 0.3;
        given++;
    }
    for (int32_t given = 0; given < 2 * several; given++) {
        struct dealer *dealer;
        do {
            dealer = &world->dealers[draw_below(&draw, count)];
        } while (dealer->late_share > USUAL_LATE_SHARE || dealer->silent_month != MONTH_NEVER);
        if (given < several)
            dealer->late_share = 0.6;
        else
            dealer->silent_month = world->first_month + world->month_count - 7;
    }
}

/* The largest dealer in whom nothing else is planted; -1: there is none. */
static int32_t phrase_dealer_of(const struct world *world)
{
    int32_t largest = -1;
    for (int32_t d = 0; d < world->options->dealer_count; d++) {
        const struct dealer *dealer = &world->dealers[d];
        if (dealer->role == ROLE_USUAL && dealer->region != world->slow_region &&
            (largest < 0 || dealer->volume > world->dealers[largest].volume))
            largest = d;
    }
    return largest;
}

static enum rc make_dealers(struct world *world, struct draw *draw, struct err *err)
{
    const size_t count = (size_t)world->options->dealer_count;
    double *weights = arena_take_array(&world->arena, count, sizeof *weights);
    world->dealers = arena_take_array(&world->arena, count, sizeof *world->dealers);
    if (weights == NULL || world->dealers == NULL)
        return err_memory(err, count * sizeof *world->dealers);
    for (size_t d = 0; d < count; d++) {
        struct dealer *dealer = &world->dealers[d];
        give_role(dealer, ROLE_USUAL);
        dealer->region = (int32_t)(d % REGION_COUNT);
        dealer->technicians = draw_between(draw, 3, 8);
        dealer->volume = exp(0.4 * draw_normal(draw));
        dealer->products = &world->market_wheel;
        dealer->kept_share = USUAL_KEPT_SHARE;
        dealer->late_share = USUAL_LATE_SHARE;
        dealer->silent_month = MONTH_NEVER;
    }
    if (!world->options->is_plain) give_roles(world, draw);
    if (!world->options->is_plain) give_habits(world);
    world->phrase_dealer = phrase_dealer_of(world);
    for (size_t d = 0; d < count; d++) weights[d] = world->dealers[d].volume;
    wheel_init(&world->dealer_wheel, weights, count);
    return RC_OK;
}

/* The largest usual dealer outside of the region that slows down, so that his truth can show. */
static int32_t largest_usual_dealer(const struct world *world)
{
    int32_t found = -1;
    for (int32_t d = 0; d < world->options->dealer_count; d++) {
        const struct dealer *dealer = &world->dealers[d];
        if (dealer->role != ROLE_USUAL || dealer->region == world->slow_region) continue;
        if (found < 0 || dealer->volume > world->dealers[found].volume) found = d;
    }
    return found;
}

static void plan_customers(struct world *world)
{
    world->customers = (struct customer_truth){.neglecting_dealer = -1};
    if (world->options->is_plain) return;
    world->customers = (struct customer_truth){.right_effect = 0.12,
                                               .store_effect = -0.8,
                                               .doubt_effect = -0.3,
                                               .trust_effect = 1.0,
                                               .neglecting_dealer = largest_usual_dealer(world),
                                               .neglect_effect = 2.2,
                                               .neglected_fen = 420000};
}

static void plan_chains(struct world *world)
{
    double weights[64];
    for (int c = 0; c < CATEGORY_COUNT; c++) {
        for (int32_t i = 0; i < chain_count; i++)
            weights[i] = (chains[i].categories & 1U << c) != 0 ? chains[i].weight : 0;
        wheel_init(&world->chain_wheel[c], weights, (size_t)chain_count);
    }
}

static void plan_truths(struct world *world)
{
    static const double region_effects[REGION_COUNT] = {-0.04, 0.02, 0.0, 0.03, 0.05, -0.01};
    const int32_t end = world->first_month + world->month_count;
    world->rising_month = end - 3;
    world->rising_batch_day = month_first_day(world->rising_month) - 45;
    world->slow_region = 4;
    world->slow_month = end - 4;
    world->handling = (struct handling){.slow_department = DEPARTMENT_DESIGN,
                                        .falling_department = DEPARTMENT_MAKING,
                                        .solution_factor = 1,
                                        .falling_month = end - 1};
    world->count_day = month_first_day(end - 1) + 19;
    world->break_off_usual = world->break_off_sore = 0.04;
    world->topic_month = end - 3;
    if (world->options->is_plain) return;
    world->break_off_sore = 0.35;
    world->handling.solution_factor = 3;
    world->handling.dropped_share = 0.4;
    world->handling.chance_again = 0.4;
    world->handling.chance_else = 0.08;
    world->handling.falling_effect = -0.6;
    memcpy(world->region_leg_effect, region_effects, sizeof region_effects);
    world->rising_share = 0.02;
    world->slow_visit_effect = 0.45;
    world->slow_score_effect = -0.55;
    world->phrase_share = 0.2;
    world->topic_share = 0.06;
}

enum rc world_init(struct world *world, const struct options *options, struct err *err)
{
    memset(world, 0, sizeof *world);
    world->options = options;
    world->thread_count = options->thread_count > 0 ? options->thread_count : omp_get_max_threads();
    arena_init(&world->arena);
    normal_table_init(&world->normal);
    struct draw draw = draw_start(&world->normal, options->seed, STREAM_WORLD, 0);
    plan_rows(world);
    plan_period(world);
    plan_clock(world);
    plan_chains(world);
    plan_truths(world);
    enum rc rc = words_init(world->lists, &world->arena, err);
    if (rc == RC_OK)
        rc = calendar_init(&world->calendar, world->archive_day, world->last_day + PROMISES_DAYS,
                           &world->arena, err);
    if (rc == RC_OK) rc = make_products(world, &draw, err);
    if (rc == RC_OK) rc = make_dealers(world, &draw, err);
    if (rc == RC_OK) paperwork_plan(world);
    if (rc == RC_OK) plan_customers(world);
    if (rc == RC_OK) rc = efforts_plan(world, err);
    return rc;
}

void world_release(struct world *world)
{
    arena_release(&world->arena);
}
