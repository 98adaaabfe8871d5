#include "measure/scorecard_cards.h"

#include "measure/stats/dealt.h"
#include "measure/stats/distribution.h"
#include "measure/stats/spread.h"

#include <stdlib.h>

/* So many met and so many missed must be expected of a unit: with fewer it could not be told from
 * the others whatever it did. */
static const double EXPECTED_LEAST = 5.0;
/* Below this median reliability, ranks would be mostly chance (notes of Spiegelhalter and others:
 * at least 0.7); and more units than a reader can rank are not ranked. */
static const double RANKED_RELIABILITY = 0.7;
/* Between these, quantiles of Beta distributions are numbers that can be told from 0 and 1. */
static const double SHAPE_LEAST = 0.1, SHAPE_MOST = 1e9;
enum { RANKED_LIMIT = 2000, SHRUNK_LEAST = 3 };

static const char NOTHING_TO_COMPARE[] = "nothing_to_compare: no other has rows of the same strata "
                                         "that vary; rows of at least two in the "
                                         "same product and stage would be enough";
static const char ONE_SIDED[] =
    "one_sided: where others have the same jobs, all that were met, or all that were missed, are "
    "his: how far he differs has no bound; more rows would be enough";
static const char FEW_EXPECTED[] =
    "few_expected: of so few rows less than 5 are expected to be met, or to be missed: there is no "
    "verdict; 5 of each would be enough";

static const char HELD_BACK[] =
    "complementary: with it, what fewer customers than are told of answered could be worked out";

/* One unit's rows by stratum, put together again for each unit. */
struct gathered {
    struct share_row {
        uint64_t n, sum, square_sum;
    } * own;           /* per stratum; zeroed between units */
    uint32_t *touched; /* strata with rows of the unit, in the order of its entries */
    uint32_t touched_count;
    struct matched_share *shares;
    struct matched_mean *means;
    struct dealt_stratum *dealt;
};

static bool gathered_init(struct gathered *gathered, uint32_t stratum_count, struct arena *arena)
{
    const size_t room = (size_t)stratum_count + 1;
    *gathered =
        (struct gathered){.own = arena_take_array(arena, room, sizeof *gathered->own),
                          .touched = arena_take_array(arena, room, sizeof *gathered->touched),
                          .shares = arena_take_array(arena, room, sizeof *gathered->shares),
                          .means = arena_take_array(arena, room, sizeof *gathered->means),
                          .dealt = arena_take_array(arena, room, sizeof *gathered->dealt)};
    return gathered->own && gathered->touched && gathered->shares && gathered->means &&
           gathered->dealt;
}

/* The network's rows of a stratum. */
static struct share_row all_of(const struct board_strata *strata, uint32_t stratum)
{
    struct share_row all = {0, 0, 0};
    const uint64_t *counts = &strata->counts[(size_t)stratum * strata->level_count];
    for (uint64_t level = 0; level < strata->level_count; level++) {
        all.n += counts[level];
        all.sum += counts[level] * level;
        all.square_sum += counts[level] * level * level;
    }
    return all;
}

/* The unit's rows; n and sum of the card. */
static void gather(struct gathered *gathered, const struct board *board,
                   const struct board_strata *strata, struct card *card)
{
    gathered->touched_count = 0;
    for (size_t i = board->first[card->unit]; i < board->first[card->unit + 1]; i++) {
        const struct board_entry *entry = &board->entries[i];
        const int8_t level = strata->levels[entry->state];
        if (level == SCORECARD_NOT_COUNTED) continue;
        const uint64_t score = (uint8_t)level;
        const uint32_t stratum = strata->coarse[entry->stratum];
        struct share_row *own = &gathered->own[stratum];
        if (own->n == 0) gathered->touched[gathered->touched_count++] = stratum;
        own->n += entry->count;
        own->sum += entry->count * score;
        own->square_sum += entry->count * score * score;
    }
    for (uint32_t i = 0; i < gathered->touched_count; i++) {
        const uint32_t stratum = gathered->touched[i];
        const struct share_row own = gathered->own[stratum], all = all_of(strata, stratum);
        gathered->shares[i] = (struct matched_share){own.sum, own.n, all.sum, all.n};
        gathered->means[i] = (struct matched_mean){own.n,
                                                   all.n,
                                                   (int64_t)own.sum,
                                                   (int64_t)all.sum,
                                                   (int64_t)own.square_sum,
                                                   (int64_t)all.square_sum};
        gathered->dealt[i] =
            (struct dealt_stratum){own.n, &strata->counts[(size_t)stratum * strata->level_count]};
        card->n += own.n;
        card->sum += own.sum;
        gathered->own[stratum] = (struct share_row){0, 0, 0};
    }
}

/* Variance of one of the network's rows. */
static double row_variance(const struct cards *cards)
{
    return cards->whole * (1.0 - cards->whole);
}

/* A unit's value where limits are drawn: a mean as it is, a share as log odds of its worth in rows,
 * half a row added to each side (Gart and Zweifel 1967), so that none or all met is a value too. */
static double placed_value(const struct cards *cards, const struct card *card)
{
    const double value = card->matched.interval.value;
    if (cards->indicator->is_mean) return value;
    const double rows = card->matched.variance / row_variance(cards);
    return log((value * rows + 0.5) / ((1.0 - value) * rows + 0.5));
}

/* A unit's value and its error by chance where it is drawn to the network: as it is told. The error
 * is that of a unit like the network: its own would be nothing where none or all are met, and
 * without bound as log odds. */
static struct shrink_mean shrunk_value(const struct cards *cards, const struct card *card)
{
    const double deviation = sqrt(card->matched.variance);
    return (struct shrink_mean){card->matched.interval.value,
                                cards->indicator->is_mean ? deviation / card->matched.weight
                                                          : row_variance(cards) / deviation};
}

/* The network where limits are drawn. */
static double centre_of(const struct cards *cards)
{
    return cards->indicator->is_mean ? cards->whole : log(cards->whole / (1.0 - cards->whole));
}

static double turned_back(const struct cards *cards, double value)
{
    return cards->indicator->is_mean ? value : 1.0 / (1.0 + exp(-value));
}

/* Whether the unit can be judged, and how far out it lies by chance alone. */
static void judge(const struct cards *cards, const struct gathered *gathered,
                  const struct board_strata *strata, const struct measure_options *options,
                  struct card *card)
{
    const struct matched *matched = &card->matched;
    const double n = (double)card->n;
    card->chance = (struct outlying_unit){NAN, NAN, NAN, NAN};
    if (card->n < options->minimum_base) return;
    if (!(matched->variance > 0.0))
        card->reason = NOTHING_TO_COMPARE;
    else if (!matched->interval.defined)
        card->reason = ONE_SIDED;
    else if (!cards->indicator->is_mean &&
             (matched->expected < EXPECTED_LEAST || n - matched->expected < EXPECTED_LEAST))
        card->reason = FEW_EXPECTED;
    if (card->reason) return;
    card->chance.score = matched->apart / sqrt(matched->variance);
    card->chance.difference = placed_value(cards, card) - centre_of(cards);
    card->chance.error = cards->indicator->is_mean ? sqrt(matched->variance) / matched->weight
                                                   : 1.0 / sqrt(matched->variance);
    card->is_judged = true;
    if (card->n < options->judged_base || cards->n - card->n < options->judged_base) return;
    const struct dealt dealt = {gathered->dealt, gathered->touched_count, strata->level_count};
    double variance;
    const double z = stats_dealt_score(&dealt, card->sum, &variance);
    card->chance.z = z * sqrt(variance / matched->variance);
}

static enum rc fill_card(const struct cards *cards, const struct gathered *gathered,
                         struct card *card, struct err *err)
{
    const size_t count = gathered->touched_count;
    if (cards->indicator->is_mean)
        return stats_matched_mean(gathered->means, count, (int64_t)cards->sum, cards->n,
                                  &card->matched, err);
    card->matched = stats_matched_share(gathered->shares, count, cards->sum, cards->n);
    return RC_OK;
}

static void add_up(struct cards *cards, const struct board_strata *strata)
{
    for (uint32_t stratum = 0; stratum < strata->stratum_count; stratum++) {
        const struct share_row all = all_of(strata, stratum);
        cards->n += all.n;
        cards->sum += all.sum;
        cards->square_sum += all.square_sum;
    }
    cards->whole = cards->n > 0 ? exact_ratio((i128)cards->sum, (i128)cards->n) : NAN;
}

static enum rc fill_all(struct cards *cards, const struct board *board,
                        const struct board_strata *strata, const struct measure_options *options,
                        struct arena *arena, struct err *err)
{
    struct gathered gathered;
    cards->cards = arena_take_array(arena, (size_t)board->unit_count + 1, sizeof *cards->cards);
    if (!cards->cards || !gathered_init(&gathered, strata->stratum_count, arena))
        return err_memory(err, board->unit_count * sizeof *cards->cards);
    enum rc rc = RC_OK;
    for (uint32_t unit = 1; rc == RC_OK && unit < board->unit_count; unit++) {
        struct card *card = &cards->cards[cards->count];
        *card = (struct card){.unit = unit, .place = {NAN, NAN, NAN}};
        gather(&gathered, board, strata, card);
        if (card->n == 0) continue;
        rc = fill_card(cards, &gathered, card, err);
        judge(cards, &gathered, strata, options, card);
        cards->judged_count += card->is_judged;
        cards->count++;
    }
    return rc;
}

/* Where the limits of the funnel lie at the unit's size. */
static void set_limits(const struct cards *cards, struct card *card)
{
    static const double z[FUNNEL_LEVELS] = FUNNEL_Z;
    const double error = hypot(card->chance.error, sqrt(cards->outlying.tau_square));
    const double centre = centre_of(cards);
    for (int level = 0; level < FUNNEL_LEVELS; level++)
        card->limits[level] = (struct funnel_limits){turned_back(cards, centre - z[level] * error),
                                                     turned_back(cards, centre + z[level] * error)};
}

/* What customers said: where the units told leave fewer than private_below rows to those below the
 * base, these could be worked out by subtraction, so the smallest told is held back too (finish.h).
 */
static void hold_back(struct cards *cards, const struct measure_options *options)
{
    const uint64_t limit = options->minimum_base < options->private_below ? options->minimum_base
                                                                          : options->private_below;
    uint64_t refused = 0;
    struct card *smallest = NULL;
    for (size_t i = 0; i < cards->count; i++) {
        struct card *card = &cards->cards[i];
        if (card->n < options->minimum_base)
            refused += card->n;
        else if (!smallest || card->n < smallest->n)
            smallest = card;
    }
    if (refused == 0 || refused >= limit || !smallest) return;
    cards->judged_count -= smallest->is_judged;
    smallest->is_judged = false;
    smallest->is_held_back = true;
    smallest->reason = HELD_BACK;
    smallest->matched.interval = INTERVAL_UNDEFINED;
    smallest->chance = (struct outlying_unit){NAN, NAN, NAN, NAN};
}

static enum rc place_all(struct cards *cards, struct arena *arena, struct err *err)
{
    struct outlying_unit *units = arena_take_array(arena, cards->count + 1, sizeof *units);
    if (!units) return err_memory(err, cards->count * sizeof *units);
    for (size_t i = 0; i < cards->count; i++) units[i] = cards->cards[i].chance;
    enum rc rc = stats_outlying(units, cards->count, arena, &cards->outlying, err);
    for (size_t i = 0; rc == RC_OK && i < cards->count; i++) {
        struct card *card = &cards->cards[i];
        if (!card->is_judged) continue;
        rc = stats_outlying_place(&cards->outlying, &card->chance, &card->place, err);
        set_limits(cards, card);
    }
    return rc;
}

/* From the best; ties on the interval stay ties. */
static enum rc rank(struct cards *cards, const struct shrink_mean *values, bool is_higher_better,
                    struct arena *arena, struct err *err)
{
    const size_t count = cards->judged_count;
    if (count < 2 || count > RANKED_LIMIT || !(cards->reliability.value >= RANKED_RELIABILITY))
        return RC_OK;
    struct rank_unit *units = arena_take_array(arena, count, sizeof *units);
    struct rank_range *ranks = arena_take_array(arena, count, sizeof *ranks);
    if (!units || !ranks) return err_memory(err, count * sizeof *units);
    for (size_t i = 0; i < count; i++)
        units[i] = (struct rank_unit){is_higher_better ? -values[i].value : values[i].value,
                                      values[i].error};
    const enum rc rc = stats_rank_ranges(units, count, ranks, err);
    size_t at = 0;
    for (size_t i = 0; rc == RC_OK && i < cards->count; i++)
        if (cards->cards[i].is_judged) cards->cards[i].rank = ranks[at++];
    return rc;
}

/* A share's interval: the Beta distribution with the prediction's mean and variance. The network's
 * spread is worth so many rows of a prior, and the prediction is the mean of the posterior; what
 * the network's mean itself is uncertain is added. */
static enum rc bound_share(const struct cards *cards, const struct shrinkage *network,
                           const struct shrink_mean *value, struct shrunk *shrunk, struct err *err)
{
    struct interval *interval = &shrunk->interval;
    const double mean = interval->value, spread = mean * (1.0 - mean);
    const double prior_rows = row_variance(cards) / network->spread;
    const double rows = row_variance(cards) / (value->error * value->error);
    const double mean_part = (1.0 - shrunk->reliability) * network->mean_error;
    const double variance = spread / (prior_rows + rows + 1.0) + mean_part * mean_part;
    const double size = spread / variance - 1.0;
    const double met = size * mean, missed = size * (1.0 - mean);
    if (!(fmin(met, missed) > SHAPE_LEAST && size < SHAPE_MOST)) return RC_OK; /* as normal */
    enum rc rc = stats_beta_quantile(STATS_TAIL, met, missed, &interval->lower, err);
    if (rc == RC_OK) rc = stats_beta_quantile(1.0 - STATS_TAIL, met, missed, &interval->upper, err);
    interval->lower = fmin(interval->lower, mean);
    interval->upper = fmax(interval->upper, mean);
    return rc;
}

static void take_shrunk(struct cards *cards, const struct shrunk *shrunk)
{
    size_t at = 0;
    for (size_t i = 0; i < cards->count; i++) {
        struct card *card = &cards->cards[i];
        if (card->is_judged) card->shrunk = shrunk[at++];
    }
}

static enum rc shrink(struct cards *cards, bool is_higher_better, struct arena *arena,
                      struct err *err)
{
    const size_t count = cards->judged_count;
    if (count < SHRUNK_LEAST) return RC_OK;
    struct shrink_mean *values = arena_take_array(arena, count, sizeof *values);
    struct shrunk *shrunk = arena_take_array(arena, count, sizeof *shrunk);
    if (!values || !shrunk) return err_memory(err, count * sizeof *values);
    size_t at = 0;
    for (size_t i = 0; i < cards->count; i++)
        if (cards->cards[i].is_judged) values[at++] = shrunk_value(cards, &cards->cards[i]);
    struct shrinkage network;
    double lower, upper;
    enum rc rc = stats_shrink_means(SHRINK_REML, values, count, arena, &network, shrunk, err);
    for (size_t i = 0; rc == RC_OK && !cards->indicator->is_mean && i < count; i++)
        rc = bound_share(cards, &network, &values[i], &shrunk[i], err);
    if (rc == RC_OK) rc = stats_spread_bounds(values, count, &lower, &upper, err);
    if (rc == RC_OK)
        rc = stats_median_reliability(values, count, network.spread, lower, upper, arena,
                                      &cards->reliability, err);
    if (rc != RC_OK) return rc;
    cards->is_shrunk = true;
    take_shrunk(cards, shrunk);
    return rank(cards, values, is_higher_better, arena, err);
}

/* Comparisons can leave the scale where all of a unit's scores lie at its end: such a value is told
 * as the end, and its bounds move with it. */
static void cut(struct interval *interval, double least, double most)
{
    const double moved = fmin(fmax(interval->value, least), most) - interval->value;
    interval->value += moved;
    if (!interval->bounded) return;
    interval->lower = fmax(interval->lower + moved, least);
    interval->upper = fmin(interval->upper + moved, most);
}

/* Scores are counted from the least one of the scale; values are told as scores. */
static void tell_on_scale(struct cards *cards, const struct measure_options *options)
{
    const bool is_mean = cards->indicator->is_mean;
    const double least = is_mean ? options->scale_minimum : 0.0;
    const double most = is_mean ? options->scale_maximum : 1.0;
    cards->whole += least;
    for (size_t i = 0; i < cards->count; i++) {
        struct card *card = &cards->cards[i];
        struct interval *const intervals[] = {&card->matched.interval, &card->shrunk.interval};
        for (int k = 0; k < 2; k++) {
            if (!intervals[k]->defined) continue;
            intervals[k]->value += least;
            intervals[k]->lower += least;
            intervals[k]->upper += least;
            cut(intervals[k], least, most);
        }
        for (int level = 0; level < FUNNEL_LEVELS; level++) {
            card->limits[level].lower += least;
            card->limits[level].upper += least;
        }
    }
}

enum rc cards_fill(struct cards *cards, const struct board *board,
                   const struct scorecard *scorecard, const struct scorecard_indicator *indicator,
                   const struct metric *metric, const struct measure_options *options,
                   struct arena *arena, struct err *err)
{
    struct board_strata strata;
    *cards = (struct cards){.indicator = indicator, .reliability = INTERVAL_UNDEFINED};
    enum rc rc = board_strata_fill(&strata, board, scorecard, indicator, options, err);
    if (rc == RC_OK) {
        cards->fineness = strata.fineness;
        add_up(cards, &strata);
        rc = fill_all(cards, board, &strata, options, arena, err);
    }
    if (rc == RC_OK && scorecard->tells_persons) hold_back(cards, options);
    if (rc == RC_OK) rc = place_all(cards, arena, err);
    if (rc == RC_OK) rc = shrink(cards, metric->better == BETTER_HIGHER, arena, err);
    if (rc == RC_OK) tell_on_scale(cards, options);
    board_strata_release(&strata);
    return rc;
}
