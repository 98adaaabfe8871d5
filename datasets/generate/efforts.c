/* What was done to get better: actions and trainings, with what each of them does. Some work, and
 * some do nothing: whoever looks must tell them apart. */
#include "world.h"

enum { STREAM_EFFORTS = 20, FILTER_BYTES = 24, MODE_COUNT = 3 };
enum { METRIC_CLOSE = 0, METRIC_OVERALL = 3 }; /* in LIST_METRIC */
/* Months before the end of the period. */
enum { ACTED_FIRST = 6, ACTED_LAST = 5, TRAINED_FIRST = 9, TRAINED_LAST = 4 };
static const double trained_share = 0.55;

static const struct word fixed_filters[FILTER_DEALERS] = {{"", NULL},
                                                          {"region=华北", NULL},
                                                          {"region=华南", NULL},
                                                          {"region=西南", NULL},
                                                          {"region=东北", NULL}};

static enum rc list_filters(struct world *world, struct err *err)
{
    const int32_t dealers = world->options->dealer_count, count = FILTER_DEALERS + dealers;
    struct word *words = arena_take_array(&world->arena, (size_t)count, sizeof *words);
    if (words == NULL) return err_memory(err, (size_t)count * sizeof *words);
    memcpy(words, fixed_filters, sizeof fixed_filters);
    for (int32_t d = 0; d < dealers; d++) {
        char *text = arena_take(&world->arena, FILTER_BYTES);
        if (text == NULL) return err_memory(err, FILTER_BYTES);
        snprintf(text, FILTER_BYTES, "dealer=D%03d", d + 1);
        words[FILTER_DEALERS + d].code = text;
    }
    return word_list_init(&world->lists[LIST_FILTER], words, count, &world->arena, err);
}

static bool is_free(const struct world *world, int32_t number)
{
    const struct dealer *dealer = &world->dealers[number];
    for (int habit = 0; habit < HABIT_COUNT; habit++)
        if (world->habit_dealer[habit] == number) return false;
    return dealer->role == ROLE_USUAL && dealer->region != world->slow_region &&
           dealer->action.from_day == INT32_MAX && world->customers.neglecting_dealer != number;
}

/* The greatest dealer about whom nothing else is planted: what works must show. */
static int32_t pick_dealer(const struct world *world)
{
    int32_t picked = -1;
    for (int32_t d = 0; d < world->options->dealer_count; d++)
        if (is_free(world, d) &&
            (picked < 0 || world->dealers[d].volume > world->dealers[picked].volume))
            picked = d;
    return picked < 0 ? 0 : picked;
}

/* Two that work, one that makes it worse, three that do nothing. */
static void plan_actions(struct world *world, struct draw *draw)
{
    static const struct {
        int32_t metric;
        double leg, score;
    } plans[PLANNED_ACTIONS] = {{METRIC_CLOSE, -0.8, 0},  {METRIC_CLOSE, 0, 0},
                                {METRIC_OVERALL, 0, 0.5}, {METRIC_OVERALL, 0, 0},
                                {METRIC_CLOSE, 0.8, 0},   {METRIC_CLOSE, 0, 0}};
    const int32_t end = world->first_month + world->month_count;
    for (int i = 0; i < PLANNED_ACTIONS; i++) {
        const int32_t month = end - draw_between(draw, ACTED_LAST, ACTED_FIRST);
        struct planned_action *planned = &world->actions[i];
        *planned = (struct planned_action){.metric = plans[i].metric,
                                           .dealer = pick_dealer(world),
                                           .effective = month_first_day(month)};
        struct effort *effort = &world->dealers[planned->dealer].action;
        effort->from_day = planned->effective;
        if (world->options->is_plain) continue;
        effort->leg_effect = plans[i].leg;
        effort->score_effect = plans[i].score;
        planned->works = plans[i].leg < 0 || plans[i].score > 0;
        planned->worsens = plans[i].leg > 0;
    }
}

/* Half of the dealers, once, each in one of three ways; visits alone teach anything. */
static enum rc plan_trainings(struct world *world, struct draw *draw, struct err *err)
{
    const int32_t end = world->first_month + world->month_count;
    const size_t limit = (size_t)world->options->dealer_count;
    world->trainings = arena_take_array(&world->arena, limit, sizeof *world->trainings);
    if (world->trainings == NULL) return err_memory(err, limit * sizeof *world->trainings);
    for (int32_t d = 0; d < world->options->dealer_count; d++) {
        struct dealer *dealer = &world->dealers[d];
        const bool is_trained = draw_chance(draw, trained_share);
        const int32_t month = end - draw_between(draw, TRAINED_LAST, TRAINED_FIRST);
        const struct planned_training planned = {
            .dealer = d,
            .day = draw_between(draw, month_first_day(month), month_last_day(month)),
            .mode = draw_below(draw, MODE_COUNT),
            .topic = draw_below(draw, world->lists[LIST_TOPIC].count)};
        if (!is_trained || dealer->action.from_day != INT32_MAX || dealer->role == ROLE_INFLATING ||
            planned.day < world->first_day)
            continue;
        world->trainings[world->training_count++] = planned;
        if (planned.mode != TRAINING_VISIT || world->options->is_plain) continue;
        dealer->training =
            (struct effort){.from_day = planned.day, .skill_effect = world->visit_effect};
    }
    return RC_OK;
}

enum rc efforts_plan(struct world *world, struct err *err)
{
    struct draw draw = draw_start(&world->normal, world->options->seed, STREAM_EFFORTS, 0);
    for (int32_t d = 0; d < world->options->dealer_count; d++) {
        world->dealers[d].action.from_day = INT32_MAX;
        world->dealers[d].training.from_day = INT32_MAX;
    }
    world->visit_effect = world->options->is_plain ? 0 : 0.4;
    enum rc rc = list_filters(world, err);
    plan_actions(world, &draw);
    return rc == RC_OK ? plan_trainings(world, &draw, err) : rc;
}
