#include "sender.h"

enum { STREAM_SENDER = 3 };

static int32_t first_office(const struct world *world)
{
    return world->options->dealer_count;
}

static int32_t head_office(const struct world *world)
{
    return first_office(world) + REGION_COUNT;
}

static struct sender careful_sender(void)
{
    return (struct sender){.style = {.date_form = DATE_ISO,
                                     .bool_form = BOOL_HAN,
                                     .is_native = true,
                                     .is_wide = true,
                                     .missing = "",
                                     .line_end = "\n"},
                           .encoding = ENCODING_UTF8};
}

struct sender sender_make(const struct world *world, int32_t number)
{
    static const char *const missing[] = {"", "", "", "-", "NA", "无"};
    struct sender sender = careful_sender();
    if (number == head_office(world)) return sender;
    struct draw draw =
        draw_start(&world->normal, world->options->seed, STREAM_SENDER, (uint64_t)number);
    const double luck = draw_unit(&draw);
    sender.encoding = luck < 0.5   ? ENCODING_GB18030
                      : luck < 0.8 ? ENCODING_UTF8_BOM
                                   : ENCODING_UTF8;
    sender.style.date_form = (enum date_form)draw_below(&draw, DATE_FORM_COUNT);
    sender.style.bool_form = (enum bool_form)draw_below(&draw, BOOL_FORM_COUNT);
    sender.style.is_native = draw_chance(&draw, 0.85);
    sender.style.missing = missing[draw_below(&draw, 6)];
    sender.style.line_end = draw_chance(&draw, 0.7) ? "\r\n" : "\n";
    sender.adds_totals = draw_chance(&draw, 0.3);
    if (number >= first_office(world)) return sender;
    sender.style.is_wide = draw_chance(&draw, 0.5);
    sender.sends_own_files = draw_chance(&draw, 0.25);
    sender.sends_twice = draw_chance(&draw, 0.3);
    sender.is_gzipped = draw_chance(&draw, 0.15);
    return sender;
}

int32_t sender_number(const struct world *world, const struct sender *senders, int32_t dealer)
{
    if (dealer < 0) return head_office(world);
    if (senders[dealer].sends_own_files) return dealer;
    return first_office(world) + world->dealers[dealer].region;
}

void sender_path(const struct world *world, int32_t number, const struct sender *sender,
                 const struct table *table, int32_t month, bool is_second, struct text *path)
{
    const int year = month / 12 + 1970, month_of_year = month % 12 + 1;
    /* '_' sorts behind '.', so that the second copy is read after the first. */
    const char *second = is_second ? "_2" : "";
    const char *ending = sender->is_gzipped ? ".csv.gz" : ".csv";
    if (month < 0)
        text_format(path, "总部/%s%s", table->title, ending);
    else if (number == head_office(world))
        text_format(path, "总部/%s/%s_%04d%02d%s", table->title, table->title, year, month_of_year,
                    ending);
    else if (number >= first_office(world))
        text_format(path, "%s/%s/%s_%04d%02d%s%s",
                    world->lists[LIST_REGION].code[number - first_office(world)].bytes,
                    table->title, table->title, year, month_of_year, second, ending);
    else
        text_format(path, "D%03d/%04d-%02d/%s_D%03d_%04d%02d%s%s", number + 1, year, month_of_year,
                    table->title, number + 1, year, month_of_year, second, ending);
}
