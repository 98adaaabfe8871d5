/* Callbacks: most ask about a repair that was closed some days ago, the rest about other contacts.
 */
#include "scores.h"

#include <math.h>

enum dimension { RELIABILITY, ASSURANCE, TANGIBLES, EMPATHY, RESPONSIVENESS };
enum { STREAM_WIDE = 5, STREAM_TOLD = 25, STREAM_BREAK_OFF = 32, STREAM_RETURNING = 43 };
enum { TOP_TWO = 6 };
enum { CALL_OPENS = 9, CALL_ENDS = 20, CALL_HOURS = CALL_ENDS - CALL_OPENS };

static void add_callback(struct block *block, struct callback callback)
{
    if (callback.minute > block->world->end_minute) return;
    block->callbacks[block->callback_count++] = callback;
}

static int32_t calling_minute(struct draw *draw, int32_t day)
{
    return day * MINUTES_A_DAY + CALL_OPENS * 60 + draw_below(draw, CALL_HOURS * 60);
}

static void call_back_repairs(struct block *block)
{
    const struct world *world = block->world;
    struct draw *draw = &block->draw;
    const int64_t quota = block->quota[TABLE_SURVEYS];
    int64_t closed = 0;
    for (int32_t i = 0; i < block->repair_count; i++)
        closed += block->repairs[i].closed != MINUTE_MISSING;
    double share = closed == 0 ? 0 : 0.62 * (double)quota / (double)closed;
    if (share > 0.8) share = 0.8;
    for (int32_t i = 0; i < block->repair_count && block->callback_count < quota; i++) {
        const struct repair *repair = &block->repairs[block->by_time[i]];
        if (repair->closed == MINUTE_MISSING) continue;
        if (!draw_chance(draw, share * world->dealers[repair->dealer].coverage)) continue;
        const int32_t day =
            day_of_minute(repair->closed) + 1 + draw_below(draw, 3) + draw_below(draw, 5);
        add_callback(block, (struct callback){.person = repair->person,
                                              .repair = block->by_time[i],
                                              .minute = calling_minute(draw, day),
                                              .touchpoint = TOUCH_REPAIR});
    }
}

static void call_other_contacts(struct block *block)
{
    struct draw *draw = &block->draw;
    const struct world *world = block->world;
    while (block->callback_count < block->quota[TABLE_SURVEYS]) {
        const int32_t index = draw_below(draw, block->person_count);
        const struct person *person = &block->persons[index];
        int32_t first = person->first_day > world->first_day ? person->first_day : world->first_day;
        int32_t touchpoint = TOUCH_INSTALL + draw_below(draw, TOUCH_COMPLAINT - TOUCH_INSTALL);
        if (person->first_complaint >= 0 && draw_chance(draw, 0.5)) {
            touchpoint = TOUCH_COMPLAINT;
            first = day_of_minute(block->complaints[person->first_complaint].opened);
        }
        const int32_t day = draw_between(draw, first, world->last_day);
        add_callback(block, (struct callback){.person = index,
                                              .repair = -1,
                                              .minute = calling_minute(draw, day),
                                              .touchpoint = touchpoint});
    }
}

/* The day of the person's last purchase up to then. */
static int32_t bought_before(const struct person *person, int32_t day)
{
    const bool has_returned = person->bought_day != DAY_MISSING && person->bought_day <= day;
    return has_returned ? person->bought_day : person->first_day;
}

/* What is planted about customers, on all dimensions alike. */
static double customer_effect(const struct world *world, const struct person *person,
                              const struct callback *callback)
{
    const int32_t day = day_of_minute(callback->minute);
    double effect = 0;
    if (callback->touchpoint == TOUCH_STORE) effect += world->customers.store_effect;
    if (day - bought_before(person, day) <= DOUBT_DAYS) effect += world->customers.doubt_effect;
    return effect;
}

static void add_effort(const struct effort *effort, const struct callback *callback, double *effect)
{
    if (day_of_minute(callback->minute) < effort->from_day) return;
    for (int d = 0; d < DIMENSION_COUNT; d++) effect[d] += effort->score_effect;
    effect[ASSURANCE] += effort->skill_effect;
    effect[EMPATHY] += effort->skill_effect;
}

static struct experience experience_of(const struct block *block, const struct callback *callback)
{
    const struct world *world = block->world;
    const struct person *person = &block->persons[callback->person];
    struct experience experience = {{0}};
    double *effect = experience.effect;
    if (world->dealers[person->dealer].region == world->slow_region &&
        month_of_minute(callback->minute) >= world->slow_month)
        effect[RESPONSIVENESS] += world->slow_score_effect;
    const double common = customer_effect(world, person, callback);
    for (int d = 0; d < DIMENSION_COUNT; d++) effect[d] += common;
    add_effort(&world->dealers[person->dealer].action, callback, effect);
    add_effort(&world->dealers[person->dealer].training, callback, effect);
    if (callback->repair < 0) return experience;
    const struct repair *repair = &block->repairs[callback->repair];
    const struct handling *handling = &world->handling;
    if (chains[repair->chain].department == handling->falling_department &&
        month_of_minute(callback->minute) >= handling->falling_month)
        for (int d = 0; d < DIMENSION_COUNT; d++) effect[d] += handling->falling_effect;
    const double speed = -0.28 * log((repair->closed - repair->reported) / 900.0);
    const double felt = speed < -1 ? -1 : speed > 0.6 ? 0.6 : speed;
    effect[RESPONSIVENESS] += felt;
    effect[RELIABILITY] += 0.3 * felt - 0.9 * repair->is_repeat - 1.0 * !repair->is_solved;
    effect[ASSURANCE] -= 0.6 * !repair->is_solved + 0.3 * repair->is_repeat;
    effect[EMPATHY] += 0.3 * felt - 0.5 * !repair->is_solved - 0.35 * repair->is_charged;
    effect[TANGIBLES] += 0.1 * felt;
    return experience;
}

static void write_contact(struct block *block, const struct callback *callback, int64_t *row)
{
    static const uint8_t channel_of[20] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                           0, 0, 1, 1, 2, 2, 2, 2, 3, 4};
    static const int64_t phase_of[TOUCH_COUNT] = {
        [TOUCH_REPAIR] = PHASE_AFTER,    [TOUCH_INSTALL] = PHASE_DURING,
        [TOUCH_PURCHASE] = PHASE_DURING, [TOUCH_ENQUIRY] = PHASE_BEFORE,
        [TOUCH_STORE] = PHASE_BEFORE,    [TOUCH_COMPLAINT] = PHASE_AFTER};
    const struct world *world = block->world;
    struct draw *draw = &block->draw;
    const struct person *person = &block->persons[callback->person];
    row[SURVEY_ID] = block->first_row[TABLE_SURVEYS] + block->rows[TABLE_SURVEYS].count;
    row[SURVEY_AT] = callback->minute;
    row[SURVEY_CHANNEL] = channel_of[draw_below(draw, 20)];
    row[SURVEY_CUSTOMER] = block_person_number(block, callback->person);
    row[SURVEY_DEALER] = person->dealer + 1;
    row[SURVEY_REGION] = world->dealers[person->dealer].region;
    row[SURVEY_TOUCHPOINT] = callback->touchpoint;
    row[SURVEY_PHASE] = phase_of[callback->touchpoint];
    if (callback->repair >= 0) {
        const struct repair *repair = &block->repairs[callback->repair];
        row[SURVEY_REPAIR] = repair->number;
        row[SURVEY_TECHNICIAN] = repair->technician;
        row[SURVEY_PRODUCT] = block->units[repair->unit].product;
    } else if (callback->touchpoint == TOUCH_INSTALL) {
        row[SURVEY_TECHNICIAN] = (person->dealer + 1) * 10 + 1 +
                                 draw_below(draw, world->dealers[person->dealer].technicians);
    }
}

/* Whether there was trouble, whether the customer spoke up, and how it ended. */
static enum outcome write_trouble(struct block *block, const struct callback *callback,
                                  int64_t *row)
{
    struct draw *draw = &block->draw;
    const struct person *person = &block->persons[callback->person];
    const struct complaint *first =
        person->first_complaint >= 0 ? &block->complaints[person->first_complaint] : NULL;
    const bool complained = first != NULL && first->opened <= callback->minute;
    bool had_problem = complained || draw_chance(draw, 0.06);
    enum outcome outcome = OUTCOME_SOLVED;
    if (callback->repair >= 0) {
        const struct repair *repair = &block->repairs[callback->repair];
        had_problem |= repair->is_repeat || !repair->is_solved || draw_chance(draw, 0.2);
        const bool is_fast = repair->closed - repair->reported <= MINUTES_A_DAY;
        outcome = !repair->is_solved ? OUTCOME_UNSOLVED
                  : is_fast          ? OUTCOME_SOLVED_FAST
                                     : OUTCOME_SOLVED;
    }
    if (complained) {
        const bool is_resolved =
            first->resolved != MINUTE_MISSING && first->resolved <= callback->minute;
        outcome = !is_resolved                      ? OUTCOME_UNSOLVED
                  : first->path == PATH_SOLVED_FAST ? OUTCOME_SOLVED_FAST
                                                    : OUTCOME_SOLVED;
    }
    if (!had_problem) outcome = OUTCOME_NONE;
    row[SURVEY_HAD_PROBLEM] = had_problem;
    row[SURVEY_COMPLAINED] = complained;
    row[SURVEY_OUTCOME] = outcome;
    return outcome;
}

static enum mood mood_of(struct draw *draw, const struct experience *experience, int64_t overall)
{
    if (overall >= 6) return draw_chance(draw, 0.8) ? MOOD_PRAISE : MOOD_NEUTRAL;
    if (experience->effect[RELIABILITY] < -0.6) return MOOD_REPEAT;
    if (experience->effect[RESPONSIVENESS] < -0.3) return MOOD_SLOW;
    if (overall == 5 && draw_chance(draw, 0.7)) return MOOD_NEUTRAL;
    return experience->effect[EMPATHY] < -0.3 ? MOOD_COST : MOOD_MANNER;
}

static void write_words(struct block *block, const struct experience *experience,
                        enum outcome outcome, int64_t *row)
{
    static const int32_t told_most[] = {[OUTCOME_NONE] = 3,
                                        [OUTCOME_UNSOLVED] = 17,
                                        [OUTCOME_SOLVED] = 9,
                                        [OUTCOME_SOLVED_FAST] = 7};
    struct draw *draw = &block->draw;
    if (draw_chance(draw, 0.9)) row[SURVEY_TOLD] = draw_below(draw, told_most[outcome]);
    if (!draw_chance(draw, 0.22)) return;
    const struct span span = comment_span(mood_of(draw, experience, row[SURVEY_OVERALL]));
    row[SURVEY_COMMENT] = span.first + draw_below(draw, span.count);
}

/* What is planted takes the place of what would have been written: at one dealer phrases that
 * nobody should use, everywhere parts that are missing. What else is blamed is left to chance, but
 * for the slow region: told by what a callback is about, topics would rise and fall with who is
 * called back. */
static void plant_words(const struct world *world, const struct callback *callback, int32_t dealer,
                        int64_t *row)
{
    static const enum mood blames[] = {MOOD_SLOW, MOOD_REPEAT, MOOD_REPEAT, MOOD_COST, MOOD_MANNER};
    enum { BLAME_COUNT = sizeof blames / sizeof blames[0] };
    struct draw draw =
        draw_start(&world->normal, world->options->seed, STREAM_TOLD, (uint64_t)row[SURVEY_ID]);
    const int32_t month = month_of_minute(callback->minute);
    const bool is_slow = world->slow_score_effect < 0 && month >= world->slow_month &&
                         world->dealers[dealer].region == world->slow_region;
    const bool is_told = draw_chance(&draw, world->phrase_share);
    const bool is_missing = draw_chance(&draw, world->topic_share);
    const bool is_of_region = draw_chance(&draw, 0.5);
    enum mood mood = blames[draw_below(&draw, BLAME_COUNT)];
    if (row[SURVEY_COMMENT] == MISSING) return;
    bool is_drawn = row[SURVEY_COMMENT] >= comment_span(MOOD_SLOW).first;
    if (is_slow && is_of_region) mood = MOOD_SLOW;
    if (is_missing && month >= world->topic_month) mood = MOOD_PARTS, is_drawn = true;
    if (is_told && dealer == world->phrase_dealer) mood = MOOD_PHRASE, is_drawn = true;
    const struct span span = comment_span(mood);
    if (is_drawn) row[SURVEY_COMMENT] = span.first + draw_below(&draw, span.count);
}

/* Of the department that falls: answers of its last month before, and since. */
static void count_falling(struct block *block, const struct callback *callback, const int64_t *row)
{
    const struct handling *handling = &block->world->handling;
    const int32_t month = month_of_minute(callback->minute);
    if (callback->repair < 0 || month < handling->falling_month - 1) return;
    const struct repair *repair = &block->repairs[callback->repair];
    if (chains[repair->chain].department != handling->falling_department) return;
    int64_t *falling = block->tally.falling[month >= handling->falling_month];
    falling[SHARE_BASE]++;
    falling[SHARE_MET] += row[SURVEY_OVERALL];
}

static void count_answers(struct block *block, const struct callback *callback, const int64_t *row)
{
    const struct world *world = block->world;
    const int32_t dealer = block->persons[callback->person].dealer;
    int64_t *counts = block->tally.dealer[dealer];
    counts[COUNT_ANSWERED]++;
    if (row[SURVEY_OVERALL] != MISSING) {
        counts[COUNT_OVERALL]++;
        counts[COUNT_OVERALL_SUM] += row[SURVEY_OVERALL];
        count_falling(block, callback, row);
    }
    for (int i = 0; i < ITEM_COUNT; i++) {
        counts[COUNT_ITEMS] += row[SURVEY_ITEM + i] != MISSING;
        counts[COUNT_SEVENS] += row[SURVEY_ITEM + i] == 7;
    }
    const int32_t month = month_of_minute(callback->minute) - world->first_month;
    int64_t *region =
        block->tally.region[world->dealers[dealer].region * world->month_count + month];
    for (int i = ITEM_COUNT - 4; i < ITEM_COUNT; i++) {
        if (row[SURVEY_ITEM + i] == MISSING) continue;
        region[COUNT_RESPONSIVENESS_ITEMS]++;
        region[COUNT_RESPONSIVENESS_SUM] += row[SURVEY_ITEM + i];
    }
}

/* Whether the person buys again within a year of that day. Beyond the end of the period nobody
 * knows: as many are taken to as before it. */
static bool returns_within(const struct block *block, const struct person *person, int32_t day,
                           int64_t survey)
{
    enum { RETURN_DAYS = 365 };
    static const double usual_share = 0.22;
    const struct world *world = block->world;
    if (person->bought_day != DAY_MISSING && person->bought_day > day)
        return person->bought_day - day <= RETURN_DAYS;
    const int32_t unseen = day + RETURN_DAYS - world->last_day;
    struct draw draw =
        draw_start(&world->normal, world->options->seed, STREAM_RETURNING, (uint64_t)survey);
    return draw_chance(&draw, unseen > 0 ? usual_share * unseen / RETURN_DAYS : 0);
}

static void write_wide(const struct block *block, const struct callback *callback,
                       struct answer answer, int64_t *row)
{
    const struct world *world = block->world;
    const struct person *person = &block->persons[callback->person];
    const int32_t day = day_of_minute(callback->minute);
    struct draw draw =
        draw_start(&world->normal, world->options->seed, STREAM_WIDE, (uint64_t)row[SURVEY_ID]);
    answer.returns = returns_within(block, person, day, row[SURVEY_ID]);
    scores_wide(&draw, answer, world, row);
}

/* Customers who are still waiting, in a manner of speaking, break off before they are asked how
 * satisfied they are; by a draw of its own, so that nothing else moves. */
static void break_off(const struct block *block, const struct callback *callback, int64_t *row)
{
    const struct world *world = block->world;
    if (callback->repair < 0) return;
    const struct repair *repair = &block->repairs[callback->repair];
    const bool is_sore =
        !repair->is_solved || repair->closed - repair->reported > 2 * MINUTES_A_DAY;
    const int32_t month = month_of_minute(repair->reported) - world->first_month;
    int64_t *asked = block->tally.asked[month];
    asked[SHARE_BASE]++;
    asked[SHARE_MET] += row[SURVEY_OVERALL] >= TOP_TWO;
    struct draw draw = draw_start(&world->normal, world->options->seed, STREAM_BREAK_OFF,
                                  (uint64_t)row[SURVEY_ID]);
    if (draw_chance(&draw, is_sore ? world->break_off_sore : world->break_off_usual))
        row[SURVEY_OVERALL] = MISSING;
}

static void write_survey(struct block *block, const struct callback *callback)
{
    struct draw *draw = &block->draw;
    const struct world *world = block->world;
    int64_t *row = block_row(block, TABLE_SURVEYS);
    if (row == NULL) return;
    write_contact(block, callback, row);
    const struct dealer *dealer = &world->dealers[block->persons[callback->person].dealer];
    const bool is_weekend = day_weekday(day_of_minute(callback->minute)) >= 5;
    if (callback->repair >= 0)
        block->tally.dealer[block->persons[callback->person].dealer][COUNT_CALLED_BACK]++;
    const bool is_answered = draw_chance(draw, is_weekend ? 0.88 : 0.77);
    row[SURVEY_ANSWERED] = is_answered;
    if (!is_answered) return;
    const struct experience experience = experience_of(block, callback);
    const struct answer answer = scores_items(draw, dealer, &experience, row);
    scores_follow(draw, answer, row);
    const enum outcome outcome = write_trouble(block, callback, row);
    write_words(block, &experience, outcome, row);
    break_off(block, callback, row);
    plant_words(world, callback, block->persons[callback->person].dealer, row);
    count_answers(block, callback, row);
    if (world->options->is_wide) write_wide(block, callback, answer, row);
}

void surveys_make(struct block *block)
{
    block->callback_count = 0;
    call_back_repairs(block);
    call_other_contacts(block);
    for (int32_t i = 0; i < block->callback_count; i++)
        block->keys[i] = (uint64_t)(uint32_t)block->callbacks[i].minute << 32 | (uint32_t)i;
    block_sort_keys(block, block->callback_count);
    for (int32_t i = 0; i < block->callback_count; i++)
        write_survey(block, &block->callbacks[block->keys[i] & UINT32_MAX]);
}
