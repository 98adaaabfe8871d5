/* From rows to what every dealer owed, month by month. */
#include "base/day.h"
#include "measure/returns/returns.h"

#include <stdlib.h>
#include <string.h>

/* Two years: who handed in worse before may have learnt. */
enum { CALENDAR_MONTHS = 24 };

const char *const return_kind_names[RETURN_KIND_COUNT] = {"install", "repair"};

static enum return_kind kind_of(const char *name)
{
    size_t kind = 0;
    while (kind < RETURN_KIND_COUNT && strcmp(return_kind_names[kind], name) != 0) kind++;
    return (enum return_kind)kind;
}

int32_t return_due_day(const struct measured *measured, int32_t month)
{
    return month_first_day(month + 1) + measured->context->options->return_day - 1;
}

/* Dealers in order of their codes, as the entries are. */
static void find_dealers(struct calendar *calendar, const struct measured *measured,
                         const struct tally_entry *entries, size_t entry_count, int32_t last_month)
{
    const struct dictionary *kinds = measured->dictionary[NEED_KIND];
    for (size_t i = 0; i < entry_count; i++) {
        const struct return_key key = return_key_of(entries[i].key);
        const enum return_kind kind = kind_of(kinds->names[key.kind]);
        if (kind == RETURN_KIND_COUNT || key.month > last_month) continue;
        struct return_dealer *last = &calendar->dealers[calendar->dealer_count];
        if (calendar->dealer_count == 0 || last[-1].dealer != key.dealer) {
            calendar->dealer_count++;
            *last = (struct return_dealer){key.dealer, key.month, key.month};
        } else {
            last--; /* months ascend within a dealer */
            last->last_month = key.month;
        }
        calendar->is_collected[kind] = true;
        if (key.month < calendar->first_month) calendar->first_month = key.month;
    }
}

/* What is owed is missing until it is found. */
static void mark_owed(struct calendar *calendar)
{
    for (size_t d = 0; d < calendar->dealer_count; d++)
        for (size_t m = 0; m < calendar->month_count; m++)
            for (size_t k = 0; k < RETURN_KIND_COUNT; k++) {
                struct handed_in *at = (struct handed_in *)calendar_at(calendar, d, m, k);
                const int32_t month = calendar->first_month + (int32_t)m;
                const bool is_owed =
                    calendar->is_collected[k] && month >= calendar->dealers[d].first_month;
                *at = (struct handed_in){is_owed ? RETURN_MISSING : RETURN_NOT_OWED, DAY_MISSING};
            }
}

/* The first known day counts; one that nobody knows is better than none. */
static void hand_in(struct handed_in *at, int32_t day, int32_t due_day, int32_t end_day)
{
    if (day == DAY_MISSING) {
        if (at->status == RETURN_MISSING) at->status = RETURN_UNDATED;
        return;
    }
    if (day > end_day || (at->day != DAY_MISSING && at->day <= day)) return;
    at->day = day;
    at->status = day <= due_day ? RETURN_ON_TIME : RETURN_LATE;
}

static void hand_in_all(struct calendar *calendar, const struct measured *measured,
                        const struct tally_entry *entries, size_t entry_count)
{
    const struct dictionary *kinds = measured->dictionary[NEED_KIND];
    size_t dealer = 0;
    for (size_t i = 0; i < entry_count; i++) {
        const struct return_key key = return_key_of(entries[i].key);
        const enum return_kind kind = kind_of(kinds->names[key.kind]);
        const int64_t month = (int64_t)key.month - calendar->first_month;
        while (dealer < calendar->dealer_count && calendar->dealers[dealer].dealer < key.dealer)
            dealer++;
        if (kind == RETURN_KIND_COUNT || month < 0 || month >= (int64_t)calendar->month_count)
            continue;
        hand_in((struct handed_in *)calendar_at(calendar, dealer, (size_t)month, kind), key.day,
                return_due_day(measured, key.month), calendar->end_day);
    }
}

enum rc calendar_make(struct calendar *calendar, const struct measured *measured,
                      const struct tally *tally, struct arena *arena, struct err *err)
{
    const int32_t report_month = measured->context->report_month;
    const size_t limit = tally_entry_limit(tally) + 1;
    struct tally_entry *entries = arena_take_array(arena, limit, sizeof *entries);
    *calendar =
        (struct calendar){.first_month = report_month,
                          .end_day = month_last_day(report_month),
                          .dealers = arena_take_array(arena, limit, sizeof *calendar->dealers)};
    if (!entries || !calendar->dealers) return err_memory(err, limit * sizeof *entries);
    const size_t entry_count = tally_sorted(tally, entries);
    find_dealers(calendar, measured, entries, entry_count, report_month - 1);
    if (calendar->first_month < report_month - CALENDAR_MONTHS)
        calendar->first_month = report_month - CALENDAR_MONTHS;
    calendar->month_count = (size_t)(report_month - calendar->first_month);
    const size_t count = calendar->dealer_count * calendar->month_count * RETURN_KIND_COUNT + 1;
    calendar->returns = arena_take_array(arena, count, sizeof *calendar->returns);
    if (!calendar->returns) return err_memory(err, count * sizeof *calendar->returns);
    mark_owed(calendar);
    hand_in_all(calendar, measured, entries, entry_count);
    return RC_OK;
}
