/* truth.json: every planted truth with its parameters, and beside it what the rows really show. */
#include "output.h"
#include "paperwork.h"
#include "truth_json.h"

static void put_dealer_id(struct json *json, int32_t dealer)
{
    char text[16];
    snprintf(text, sizeof text, "D%03d", dealer + 1);
    json_string(json, "dealer", text);
}

static void put_region(struct json *json, const struct world *world, int32_t region)
{
    json_string(json, "region", world->lists[LIST_REGION].code[region].bytes);
}

static void put_product(struct json *json, const struct world *world, int32_t product)
{
    json_string(json, "product", world->lists[LIST_PRODUCT].code[product].bytes);
}

static void put_counts(struct json *json, const int64_t *counts)
{
    json_count(json, "repairs", counts[COUNT_REPAIRS]);
    json_share(json, "close_24h", counts[COUNT_CLOSE_MATURED], counts[COUNT_CLOSE_MET]);
    json_share(json, "repeat_30d", counts[COUNT_REPEAT_MATURED], counts[COUNT_REPEATS]);
    json_share(json, "called_back", counts[COUNT_CLOSED], counts[COUNT_CALLED_BACK]);
    json_share(json, "overall_mean", counts[COUNT_OVERALL], counts[COUNT_OVERALL_SUM]);
    json_share(json, "items_at_7", counts[COUNT_ITEMS], counts[COUNT_SEVENS]);
}

static const char *const role_names[] = {
    [ROLE_USUAL] = "usual",   [ROLE_BETTER] = "better",       [ROLE_WORSE] = "worse",
    [ROLE_MIXED] = "simpson", [ROLE_INFLATING] = "inflating", [ROLE_CURT] = "curt"};

static void put_dealer(struct json *json, const struct world *world, const struct tally *tally,
                       int32_t index)
{
    const struct dealer *dealer = &world->dealers[index];
    json_begin(json, "\n{");
    put_dealer_id(json, index);
    json_string(json, "role", role_names[dealer->role]);
    put_region(json, world, dealer->region);
    json_number(json, "log_minutes_effect", dealer->leg_effect);
    json_number(json, "repeat_factor", dealer->repeat_factor);
    json_number(json, "score_effect", dealer->score_effect);
    json_number(json, "callback_coverage_factor", dealer->coverage);
    json_name(json, "realised");
    json_begin(json, "{");
    put_counts(json, tally->dealer[index]);
    json_end(json, "}");
    json_end(json, "}");
}

static void put_roles(struct json *json, const struct world *world, const struct tally *tally,
                      const char *name, enum role role)
{
    json_name(json, name);
    json_begin(json, "[");
    for (int32_t d = 0; d < world->options->dealer_count; d++)
        if (world->dealers[d].role == role) put_dealer(json, world, tally, d);
    json_end(json, "]");
}

static void put_network(struct json *json, const struct world *world, const struct tally *tally)
{
    int64_t sums[DEALER_COUNT_COUNT] = {0};
    for (int32_t d = 0; d < world->options->dealer_count; d++)
        for (int i = 0; i < DEALER_COUNT_COUNT; i++) sums[i] += tally->dealer[d][i];
    json_name(json, "network");
    json_begin(json, "{");
    put_counts(json, sums);
    json_name(json, "region_log_minutes_effect");
    json_begin(json, "{");
    for (int r = 0; r < REGION_COUNT; r++)
        json_number(json, world->lists[LIST_REGION].code[r].bytes, world->region_leg_effect[r]);
    json_end(json, "}");
    json_end(json, "}");
}

static void put_rising(struct json *json, const struct world *world, const struct tally *tally)
{
    json_name(json, "rising_fault");
    json_begin(json, "{");
    put_product(json, world, world->rising_product);
    json_string(json, "fault", chains[CHAIN_PLANTED].fault);
    json_string(json, "cause", chains[CHAIN_PLANTED].cause);
    json_month(json, "from", world->rising_month);
    char day[DAY_TEXT_BYTES];
    day_text(world->rising_batch_day, day);
    json_string(json, "batch_purchased_from", day);
    json_number(json, "added_share_of_all_repairs", world->rising_share);
    json_number(json, "out_of_box_share_of_added", 0.5);
    json_name(json, "months");
    json_begin(json, "[");
    for (int32_t m = 0; m < world->month_count; m++) {
        json_begin(json, "\n{");
        json_month(json, "month", world->first_month + m);
        json_count(json, "product_repairs", tally->rising[m][COUNT_PRODUCT_REPAIRS]);
        json_count(json, "fault", tally->rising[m][COUNT_PLANTED_FAULT]);
        json_count(json, "out_of_box", tally->rising[m][COUNT_PRODUCT_OUT_OF_BOX]);
        json_end(json, "}");
    }
    json_end(json, "]");
    json_end(json, "}");
}

static void put_recovery(struct json *json, const struct world *world, const struct tally *tally)
{
    json_name(json, "recovery");
    json_begin(json, "{");
    json_count(json, "window_days", 365);
    /* With fewer purchases asked for than the population has units, some of them are not written.
     */
    const bool is_whole = world->rows_wanted[TABLE_PURCHASES] >= world->people_wanted;
    json_name(json, "realised_is_in_the_rows");
    text_put(&json->text, is_whole ? "true" : "false");
    json->needs_comma = true;
    json_name(json, "paths");
    json_begin(json, "{");
    for (int p = 0; p < PATH_COUNT; p++) {
        json_name(json, paths[p].name);
        json_begin(json, "{");
        json_number(json, "repurchase_probability", paths[p].repurchase);
        json_share(json, "realised", tally->path[p][SHARE_BASE], tally->path[p][SHARE_MET]);
        json_end(json, "}");
    }
    json_end(json, "}");
    json_end(json, "}");
}

static void put_simpson(struct json *json, const struct world *world, const struct tally *tally)
{
    json_name(json, "simpson");
    json_begin(json, "{");
    for (int32_t d = 0; d < world->options->dealer_count; d++)
        if (world->dealers[d].role == ROLE_MIXED) put_dealer_id(json, d);
    json_string(json, "metric", "sla.close_24h");
    json_string(json, "stratum", "product category (first letter of the product)");
    int64_t sums[2][SHARE_PARTS] = {{0}};
    json_name(json, "strata");
    json_begin(json, "[");
    for (int c = 0; c < CATEGORY_COUNT; c++) {
        const char letter[2] = {categories[c].letter, '\0'};
        json_begin(json, "\n{");
        json_string(json, "letter", letter);
        json_string(json, "category", categories[c].name);
        for (int mixed = 0; mixed < 2; mixed++) {
            const int64_t *stratum = tally->stratum[mixed][c];
            json_share(json, mixed ? "this_dealer" : "all_others", stratum[SHARE_BASE],
                       stratum[SHARE_MET]);
            for (int i = 0; i < SHARE_PARTS; i++) sums[mixed][i] += stratum[i];
        }
        json_end(json, "}");
    }
    json_end(json, "]");
    json_share(json, "this_dealer", sums[1][SHARE_BASE], sums[1][SHARE_MET]);
    json_share(json, "all_others", sums[0][SHARE_BASE], sums[0][SHARE_MET]);
    json_end(json, "}");
}

static void put_slow_region(struct json *json, const struct world *world, const struct tally *tally)
{
    json_name(json, "slow_region");
    json_begin(json, "{");
    put_region(json, world, world->slow_region);
    json_month(json, "from", world->slow_month);
    json_number(json, "log_visit_minutes_effect", world->slow_visit_effect);
    json_number(json, "responsiveness_score_effect", world->slow_score_effect);
    json_name(json, "months");
    json_begin(json, "[");
    for (int32_t m = 0; m < world->month_count; m++) {
        const int64_t *counts = tally->region[world->slow_region * world->month_count + m];
        json_begin(json, "\n{");
        json_month(json, "month", world->first_month + m);
        json_share(json, "report_to_visit_minutes", counts[COUNT_VISITS],
                   counts[COUNT_VISIT_MINUTES]);
        json_share(json, "responsiveness_item", counts[COUNT_RESPONSIVENESS_ITEMS],
                   counts[COUNT_RESPONSIVENESS_SUM]);
        json_end(json, "}");
    }
    json_end(json, "]");
    json_end(json, "}");
}

static const char *day_words(int32_t day, char text[DAY_TEXT_BYTES])
{
    day_text(day, text);
    return text;
}

static void put_actions(struct json *json, const struct world *world)
{
    char text[DAY_TEXT_BYTES];
    json_name(json, "actions");
    json_begin(json, "[");
    for (int i = 0; i < PLANNED_ACTIONS; i++) {
        const struct planned_action *action = &world->actions[i];
        const struct effort *effort = &world->dealers[action->dealer].action;
        json_begin(json, "\n{");
        put_dealer_id(json, action->dealer);
        json_string(json, "metric", world->lists[LIST_METRIC].code[action->metric].bytes);
        json_string(json, "effective", day_words(action->effective, text));
        json_number(json, "log_minutes_effect", effort->leg_effect);
        json_number(json, "score_effect", effort->score_effect);
        json_string(json, "verdict",
                    action->works     ? "worked"
                    : action->worsens ? "worse"
                                      : "not_distinguishable");
        json_end(json, "}");
    }
    json_end(json, "]");
}

static void put_trainings(struct json *json, const struct world *world)
{
    char text[DAY_TEXT_BYTES];
    json_name(json, "trainings");
    json_begin(json, "{");
    json_string(json, "mode_that_works",
                world->lists[LIST_TRAINING_MODE].code[TRAINING_VISIT].bytes);
    json_number(json, "assurance_and_empathy_effect", world->visit_effect);
    json_name(json, "trained");
    json_begin(json, "[");
    for (int32_t i = 0; i < world->training_count; i++) {
        const struct planned_training *training = &world->trainings[i];
        json_begin(json, "\n{");
        put_dealer_id(json, training->dealer);
        json_string(json, "day", day_words(training->day, text));
        json_string(json, "mode", world->lists[LIST_TRAINING_MODE].code[training->mode].bytes);
        json_end(json, "}");
    }
    json_end(json, "]");
    json_end(json, "}");
}

static void put_departures(struct json *json, const struct world *world, const struct tally *tally)
{
    const struct word_list *reasons = &world->lists[LIST_LEAVE_REASON];
    json_name(json, "departures");
    json_begin(json, "{");
    for (int32_t i = 0; i < reasons->count; i++)
        json_count(json, reasons->code[i].bytes, tally->departure[i]);
    json_end(json, "}");
}

static void put_departments(struct json *json, const struct world *world, const struct tally *tally)
{
    const struct handling *handling = &world->handling;
    const struct word_list *names = &world->lists[LIST_DEPARTMENT];
    json_name(json, "slow_department");
    json_begin(json, "{");
    json_string(json, "department", names->code[handling->slow_department].bytes);
    json_number(json, "late_solution_minutes_factor", handling->solution_factor);
    json_number(json, "dropped_share", handling->dropped_share);
    json_number(json, "chance_if_customer_complains_again", handling->chance_again);
    json_number(json, "chance_else", handling->chance_else);
    json_count(json, "complaints", tally->department[handling->slow_department]);
    json_end(json, "}");
    json_name(json, "falling_department");
    json_begin(json, "{");
    json_string(json, "department", names->code[handling->falling_department].bytes);
    json_month(json, "from", handling->falling_month);
    json_number(json, "score_effect", handling->falling_effect);
    json_share(json, "overall_month_before", tally->falling[0][SHARE_BASE],
               tally->falling[0][SHARE_MET]);
    json_share(json, "overall", tally->falling[1][SHARE_BASE], tally->falling[1][SHARE_MET]);
    json_end(json, "}");
}

static void put_cases(struct json *json, const struct world *world, const struct tally *tally)
{
    json_name(json, "teaching_cases");
    json_begin(json, "[");
    for (int32_t i = 0; i < CASE_BLOCKS * world->month_count; i++) {
        if (tally->cases[i] == 0) continue;
        char repair[24];
        snprintf(repair, sizeof repair, "R%07lld", (long long)tally->cases[i]);
        json_begin(json, "\n{");
        json_month(json, "solved_in", world->first_month + i % world->month_count);
        json_string(json, "repair", repair);
        json_end(json, "}");
    }
    json_end(json, "]");
}

/* Dealers that write in the log what was not so. */
static void put_paperwork(struct json *json, const struct world *world)
{
    json_name(json, "paperwork");
    json_begin(json, "{");
    for (int habit = 0; habit < HABIT_COUNT; habit++) {
        if (world->habit_dealer[habit] < 0) continue;
        json_name(json, habits[habit].name);
        json_begin(json, "{");
        put_dealer_id(json, world->habit_dealer[habit]);
        json_number(json, "share_of_those_it_could_change", habits[habit].share);
        json_end(json, "}");
    }
    json_end(json, "}");
}

static void put_customers(struct json *json, const struct world *world)
{
    const struct customer_truth *truth = &world->customers;
    json_name(json, "customers");
    json_begin(json, "{");
    json_string(json, "right", tables[TABLE_SURVEYS].columns[SURVEY_RIGHT + PLANTED_RIGHT].name);
    json_number(json, "right_effect", truth->right_effect);
    json_string(json, "touchpoint", world->lists[LIST_TOUCHPOINT].code[TOUCH_STORE].bytes);
    json_number(json, "touchpoint_score_effect", truth->store_effect);
    json_count(json, "doubt_days", DOUBT_DAYS);
    json_number(json, "doubt_score_effect", truth->doubt_effect);
    json_number(json, "behavioural_trust_effect", truth->trust_effect);
    if (truth->neglecting_dealer >= 0) {
        json_name(json, "neglecting");
        json_begin(json, "{");
        put_dealer_id(json, truth->neglecting_dealer);
        json_number(json, "log_minutes_effect", truth->neglect_effect);
        json_count(json, "from_fen", truth->neglected_fen);
        json_count(json, "window_days", NEGLECT_WINDOW_DAYS);
        json_end(json, "}");
    }
    json_end(json, "}");
}

static void put_office(struct json *json, const struct world *world)
{
    static const char *const names[] = {"keeping_dealers", "late_dealers", "silent_dealers"};
    for (int habit = 0; habit < 3; habit++) {
        json_name(json, names[habit]);
        json_begin(json, "[");
        for (int32_t d = 0; d < world->options->dealer_count; d++) {
            const struct dealer *dealer = &world->dealers[d];
            const double share = habit == 0 ? dealer->kept_share : dealer->late_share;
            if (habit < 2 ? share < 0.1 : dealer->silent_month == MONTH_NEVER) continue;
            json_begin(json, "\n{");
            put_dealer_id(json, d);
            if (habit < 2) json_number(json, "share", share);
            if (habit == 2) json_month(json, "from", dealer->silent_month);
            json_end(json, "}");
        }
        json_end(json, "]");
    }
}

/* What all who answered about a repair would have said, had nobody broken off. */
static void put_unasked(struct json *json, const struct world *world, const struct tally *tally)
{
    json_name(json, "unasked");
    json_begin(json, "{");
    json_number(json, "break_off_after_slow_or_useless_repairs", world->break_off_sore);
    json_number(json, "break_off_of_others", world->break_off_usual);
    json_name(json, "top2_by_month_of_report");
    json_begin(json, "[");
    for (int32_t m = 0; m < world->month_count; m++) {
        json_begin(json, "\n{");
        json_month(json, "month", world->first_month + m);
        json_share(json, "all", tally->asked[m][SHARE_BASE], tally->asked[m][SHARE_MET]);
        json_end(json, "}");
    }
    json_end(json, "]");
    json_end(json, "}");
}

static void put_words(struct json *json, const struct world *world)
{
    if (world->options->is_plain) return;
    json_name(json, "phrase_agents");
    json_begin(json, "[");
    for (int32_t agent = 1; agent <= AGENT_COUNT; agent++) {
        if (!agent_is_hurried(world, agent)) continue;
        text_format(&json->text, "%s\"A%02d\"", json->needs_comma ? ", " : "", (int)agent);
        json->needs_comma = true;
    }
    json_end(json, "]");
    if (world->phrase_dealer >= 0) {
        json_name(json, "phrase_dealer");
        json_begin(json, "{");
        put_dealer_id(json, world->phrase_dealer);
        json_number(json, "share_of_comments", world->phrase_share);
        json_end(json, "}");
    }
    json_name(json, "rising_topic");
    json_begin(json, "{");
    json_string(json, "topic", "parts");
    json_string(json, "direction", "complaint");
    json_month(json, "from", world->topic_month);
    json_number(json, "share_of_comments", world->topic_share);
    json_end(json, "}");
}

static void put_setting(struct json *json, const struct world *world, const struct tally *tally)
{
    json_string(json, "schema", "rater.truth/1");
    json_string(json, "note",
                "realised values are counted before dirt is added, with the end of the period as "
                "horizon; in a share, sum / n = value");
    json_count(json, "seed", (int64_t)world->options->seed);
    json_month(json, "from", world->first_month);
    json_count(json, "months", world->month_count);
    json_count(json, "dealers", world->options->dealer_count);
    json_count(json, "products", world->options->product_count);
    json_name(json, "plain");
    text_put(&json->text, world->options->is_plain ? "true" : "false");
    json->needs_comma = true;
    json_name(json, "rows");
    json_begin(json, "{");
    for (int t = 0; t < TABLE_COUNT; t++)
        if (world->options->is_written[t]) json_count(json, tables[t].name, tally->rows[t]);
    json_end(json, "}");
}

enum rc write_truth(const struct world *world, const struct tally *tally, const char *dirt,
                    struct err *err)
{
    struct json json = {.needs_comma = false};
    text_init(&json.text, 0);
    json_begin(&json, "{");
    put_setting(&json, world, tally);
    put_network(&json, world, tally);
    put_roles(&json, world, tally, "better_dealers", ROLE_BETTER);
    put_roles(&json, world, tally, "worse_dealers", ROLE_WORSE);
    put_rising(&json, world, tally);
    put_recovery(&json, world, tally);
    put_simpson(&json, world, tally);
    put_roles(&json, world, tally, "inflating_dealers", ROLE_INFLATING);
    put_roles(&json, world, tally, "curt_dealers", ROLE_CURT);
    put_slow_region(&json, world, tally);
    put_departures(&json, world, tally);
    put_departments(&json, world, tally);
    put_cases(&json, world, tally);
    put_paperwork(&json, world);
    put_unasked(&json, world, tally);
    put_customers(&json, world);
    put_office(&json, world);
    put_actions(&json, world);
    put_trainings(&json, world);
    put_words(&json, world);
    if (dirt[0] != '\0') {
        json_name(&json, "dirt");
        text_put(&json.text, dirt);
    }
    text_put(&json.text, "\n}\n");
    enum rc rc = RC_OK;
    if (json.text.failed)
        rc = err_memory(err, json.text.byte_count);
    else
        rc = write_file(world, "truth.json", json.text.bytes, json.text.byte_count, err);
    text_release(&json.text);
    return rc;
}
