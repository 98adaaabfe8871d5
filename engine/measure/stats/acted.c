#include "measure/stats/acted.h"

#include "measure/stats/distribution.h"

#define SEEN_OFTEN 0.8

/* Interval, p and power of a value with its error. */
static enum rc finish(double value, struct acted *out, struct err *err)
{
    double quantile, seen;
    enum rc rc = stats_t_quantile(1.0 - STATS_TAIL, out->df, &quantile, err);
    if (rc == RC_OK) rc = stats_t_quantile(SEEN_OFTEN, out->df, &seen, err);
    if (rc == RC_OK) rc = stats_t_two_sided_p(value / out->error, out->df, &out->p, err);
    if (rc != RC_OK) return rc;
    const double reach = quantile * out->error;
    out->effect = (struct interval){value, value - reach, value + reach, true, true};
    out->smallest = reach + seen * out->error;
    return RC_OK;
}

static double change_of(const struct acted_unit *unit)
{
    return unit->after - unit->before;
}

static double chance_of(const struct acted_unit *unit)
{
    return unit->before_chance + unit->after_chance;
}

/* Mean of the changes with weights 1 / (wander + chance), and the sum of the weights. */
static double mean_change(const struct acted_unit *units, size_t count, double wander,
                          double *weights)
{
    double sum = 0.0;
    *weights = 0.0;
    for (size_t i = 0; i < count; i++) {
        const double weight = 1.0 / (wander + chance_of(&units[i]));
        sum += weight * change_of(&units[i]);
        *weights += weight;
    }
    return sum / *weights;
}

static double wander_of(const struct acted_unit *units, size_t count)
{
    double weights, squares = 0.0, scatter = 0.0;
    const double mean = mean_change(units, count, 0.0, &weights);
    for (size_t i = 0; i < count; i++) {
        const double weight = 1.0 / chance_of(&units[i]), apart = change_of(&units[i]) - mean;
        squares += weight * weight;
        scatter += weight * apart * apart;
    }
    const double beyond = scatter - (double)(count - 1);
    return beyond > 0.0 ? beyond / (weights - squares / weights) : 0.0;
}

enum rc stats_acted(const struct acted_unit *unit, const struct acted_unit *others,
                    size_t other_count, struct acted *out, struct err *err)
{
    *out = ACTED_UNDEFINED;
    if (other_count < 2) return RC_OK;
    for (size_t i = 0; i < other_count; i++)
        if (!(chance_of(&others[i]) > 0.0)) return RC_OK;
    double weights;
    out->wander = wander_of(others, other_count);
    out->others_change = mean_change(others, other_count, out->wander, &weights);
    out->others_error = sqrt(1.0 / weights);
    out->error = sqrt(out->wander + chance_of(unit) + 1.0 / weights);
    out->df = (double)(other_count - 1);
    return finish(change_of(unit) - out->others_change, out, err);
}

/* A weighted straight line. */
struct line {
    double weights, time, time_squares;
};

static struct line line_of(const struct acted_month *months, size_t count)
{
    struct line line = {0.0, 0.0, 0.0};
    for (size_t i = 0; i < count; i++) line.weights += 1.0 / months[i].chance;
    for (size_t i = 0; i < count; i++) line.time += months[i].time / months[i].chance;
    line.time /= line.weights;
    for (size_t i = 0; i < count; i++) {
        const double apart = months[i].time - line.time;
        line.time_squares += apart * apart / months[i].chance;
    }
    return line;
}

static double response(const struct acted_month *month, bool of_step)
{
    return of_step ? (double)month->is_after : month->value;
}

/* What the line leaves of the values, or of the step. */
static double left_over(const struct acted_month *months, size_t count, const struct line *line,
                        bool of_step, size_t at)
{
    double mean = 0.0, slope = 0.0;
    for (size_t i = 0; i < count; i++) {
        const double weight = 1.0 / months[i].chance, y = response(&months[i], of_step);
        mean += weight * y / line->weights;
        slope += weight * y * (months[i].time - line->time) / line->time_squares;
    }
    return response(&months[at], of_step) - mean - slope * (months[at].time - line->time);
}

static bool can_interrupt(const struct acted_month *months, size_t count)
{
    size_t after = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(months[i].chance > 0.0)) return false;
        after += months[i].is_after;
    }
    return count >= 5 && after >= 2 && count - after >= 2;
}

enum rc stats_interrupted(const struct acted_month *months, size_t month_count, struct acted *out,
                          struct err *err)
{
    *out = ACTED_UNDEFINED;
    if (!can_interrupt(months, month_count)) return RC_OK;
    const struct line line = line_of(months, month_count);
    double steps = 0.0, products = 0.0, squares = 0.0;
    for (size_t i = 0; i < month_count; i++) { /* at most a year of months */
        const double step = left_over(months, month_count, &line, true, i);
        const double value = left_over(months, month_count, &line, false, i);
        steps += step * step / months[i].chance;
        products += step * value / months[i].chance;
        squares += value * value / months[i].chance;
    }
    const double effect = products / steps;
    out->df = (double)month_count - 3.0;
    const double scatter = fmax(1.0, (squares - effect * products) / out->df);
    out->error = sqrt(scatter / steps);
    out->wander = scatter - 1.0;
    return finish(effect, out, err);
}
