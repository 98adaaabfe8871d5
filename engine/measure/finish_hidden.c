/* Complementary suppression. What a few customers answered is refused (minimum base); but where all
 * others of an axis are told, subtracting them from the network tells it. Then the smallest of
 * those that are told is held back, too. */
#include "measure/finish.h"

static bool adds_up(enum statistic_kind kind)
{
    return kind == STATISTIC_SHARE || kind == STATISTIC_MEAN || kind == STATISTIC_NPS;
}

/* Fewer answers than these can be worked out by nobody. Who lets smaller bases be shown has said
 * that so few are no secret. */
static uint64_t private_limit(const struct measure_options *options)
{
    return options->minimum_base < options->private_below ? options->minimum_base
                                                          : options->private_below;
}

/* n of a key, without what is hidden. */
static uint64_t key_n(const struct finisher *f, const struct state_axis *axis, uint32_t key,
                      uint32_t window)
{
    const struct statistic statistic = finish_statistic(f, axis, key, window);
    return statistic.refusal ? 0 : statistic_n(&statistic);
}

static uint32_t find_hidden(const struct finisher *f, uint32_t window)
{
    const struct measure_options *options = f->context->options;
    const uint64_t limit = private_limit(options);
    uint64_t refused = 0, told = 0, smallest_n = UINT64_MAX;
    uint32_t smallest = 0;
    for (uint32_t key = 1; key < f->axis->key_count && refused < limit; key++) {
        const uint64_t n = key_n(f, f->axis, key, window);
        if (n < options->minimum_base) {
            refused += n;
        } else {
            told += n;
            if (n < smallest_n) smallest = key;
            if (n < smallest_n) smallest_n = n;
        }
    }
    if (refused >= limit || told == 0) return 0;
    /* Rows without a key are found by the same subtraction. */
    const uint64_t left = key_n(f, &f->bound->state.axes[0], 0, window) - told;
    return left > 0 && left < limit ? smallest : 0;
}

void finish_hidden(const struct finisher *f, uint32_t hidden[MONTH_WINDOW_COUNT])
{
    const bool is_asked = f->bound->family->tells_persons && adds_up(f->metric->kind) &&
                          !(f->metric->flags & METRIC_REPORT_MONTH_ONLY) && !f->axis->is_thinned;
    for (uint32_t window = 0; window < MONTH_WINDOW_COUNT; window++)
        hidden[window] = is_asked && window < f->axis->month_count ? find_hidden(f, window) : 0;
}
