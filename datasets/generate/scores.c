#include "scores.h"

#include <math.h>

/* Latent standard deviations, in scale points. */
static const double general_deviation = 0.66, dimension_deviation = 0.50;
enum { POINT = 256, NOISE = 190 /* of an item, in 1/256 points */, SCALE_MOST = 7 };

static const int dimension_items[DIMENSION_COUNT] = {5, 4, 4, 5, 4};
/* Some questions are harder to please than others, in 1/256 points. */
static const int16_t item_offsets[ITEM_COUNT] = {20, -30, 10, 40,  -45, 35,  10, -20, 5,   60, -10,
                                                 25, 0,   15, -35, 20,  -15, 5,  30,  -50, 0,  -20};

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

/* Bits of the items that are left out: rarely any, then several. */
static uint64_t left_out(struct draw *draw)
{
    const uint64_t bits = draw_bits(draw);
    if ((bits & 3) != 0) return 0;
    return bits >> 2 & bits >> 24 & draw_bits(draw);
}

struct answer scores_items(struct draw *draw, const struct dealer *dealer,
                           const struct experience *experience, int64_t *row)
{
    const int16_t *normal = draw->normal->scaled;
    double level = 5.6 + dealer->score_effect + general_deviation * draw_normal(draw);
    /* An inflating dealer fills in most sheets himself, with the best mark everywhere. */
    if (dealer->role == ROLE_INFLATING && draw_chance(draw, 0.65)) level += 4;
    const uint64_t missing = left_out(draw);
    double sum = 0;
    int item = 0;
    for (int d = 0; d < DIMENSION_COUNT; d++) {
        const double latent =
            level + experience->effect[d] + dimension_deviation * draw_normal(draw);
        const int base = (int)(latent * POINT) + POINT / 2;
        uint64_t bits = draw_bits(draw);
        for (int i = 0; i < dimension_items[d]; i++, item++, bits >>= 12) {
            const int noise = normal[bits & (NORMAL_SLOTS - 1)] * NOISE / POINT;
            const int score = (base + item_offsets[item] + noise) / POINT;
            row[SURVEY_ITEM + item] =
                (missing >> item & 1) != 0 ? MISSING : clamp(score, 1, SCALE_MOST);
        }
        sum += latent;
    }
    return (struct answer){.level = sum / DIMENSION_COUNT, .returns = false};
}

void scores_follow(struct draw *draw, struct answer answer, int64_t *row)
{
    const double overall = answer.level + 0.45 * draw_normal(draw);
    row[SURVEY_OVERALL] = clamp(lround(overall), 1, SCALE_MOST);
    const double recommend = (overall - 1) / 6 * 10 + 0.9 * draw_normal(draw);
    row[SURVEY_RECOMMEND] = clamp(lround(recommend), 0, 10);
    const double intent = 1 + (overall - 1) / 6 * 4 + 0.7 * draw_normal(draw) - 0.3;
    row[SURVEY_REPURCHASE] = clamp(lround(intent), 1, 5);
}

static void write_weights(struct draw *draw, int64_t *row)
{
    static const int usual[DIMENSION_COUNT] = {32, 19, 11, 16, 22};
    for (int d = 0; d < DIMENSION_COUNT; d++) row[SURVEY_WEIGHT + d] = usual[d];
    for (int i = 0; i < 6; i++) { /* points move from one dimension to another: the sum stays 100 */
        const int from = draw_below(draw, DIMENSION_COUNT), to = draw_below(draw, DIMENSION_COUNT);
        const int points = draw_below(draw, 5);
        if (row[SURVEY_WEIGHT + from] < points) continue;
        row[SURVEY_WEIGHT + from] -= points;
        row[SURVEY_WEIGHT + to] += points;
    }
}

void scores_wide(struct draw *draw, struct answer answer, const struct world *world, int64_t *row)
{
    static const double right[RIGHT_COUNT] = {0.97, 0.96, 0.86, 0.93, 0.85, 0.92, 0.95};
    const struct customer_truth *truth = &world->customers;
    const double hope = 6.1 + 0.4 * draw_normal(draw);
    for (int i = 0; i < ITEM_COUNT; i++)
        row[SURVEY_EXPECTED_ITEM + i] =
            clamp(lround(hope + item_offsets[i] / 400.0 + 0.5 * draw_normal(draw)), 1, SCALE_MOST);
    write_weights(draw, row);
    for (int i = 0; i < RIGHT_COUNT; i++)
        row[SURVEY_RIGHT + i] = draw_chance(
            draw, right[i] + (i == PLANTED_RIGHT ? truth->right_effect * (answer.level - 5.6) : 0));
    for (int i = 0; i < 3; i++) {
        const double lean = i == 2 && answer.returns ? truth->trust_effect : 0;
        const double trust = answer.level - 0.35 * i + 0.7 * draw_normal(draw) + lean;
        row[SURVEY_TRUST + i] = clamp(lround(trust), 1, SCALE_MOST);
    }
    if (draw_chance(draw, 0.18)) row[SURVEY_WISH] = draw_below(draw, world->lists[LIST_WISH].count);
}
