/* Who bought what and when. Most people have been customers for long; some bought within the last
 * year, and since nobody can know yet whether those buy again, they fill the purchases up to the
 * wanted number. */
#include "block.h"

struct unit *people_add_unit(struct block *block, int32_t person, int32_t day)
{
    const struct world *world = block->world;
    struct draw *draw = &block->draw;
    if (block->unit_count >= block->stride) return NULL;
    const int32_t index = block->unit_count++;
    struct unit *unit = &block->units[index];
    const struct dealer *dealer = &world->dealers[block->persons[person].dealer];
    unit->person = person;
    unit->product = wheel_spin(dealer->products, draw);
    unit->purchased_day = day;
    const int32_t wait_days = draw_lognormal(draw, 12, 0.8);
    unit->installed_day = day + (wait_days > 120 ? 120 : wait_days);
    if (day > world->last_day - NEGLECT_WINDOW_DAYS)
        block->persons[person].lately_fen += world->products[unit->product].price_fen;
    unit->made_month = month_of_day(day - 20 - draw_below(draw, 100));
    if (unit->product == world->rising_product && day >= world->rising_batch_day)
        block->rising_units[block->rising_unit_count++] = index;
    return unit;
}

static struct person *add_person(struct block *block, int32_t first_day, bool is_recent)
{
    if (block->person_count >= block->stride) return NULL;
    struct draw *draw = &block->draw;
    struct person *person = &block->persons[block->person_count++];
    *person = (struct person){.dealer = wheel_spin(&block->world->dealer_wheel, draw),
                              .first_day = first_day,
                              .is_recent = is_recent,
                              .is_faultless = draw_chance(draw, is_recent ? 0.3 : 0.45),
                              .first_report_minute = MINUTE_MISSING,
                              .worst_repair = -1,
                              .first_complaint = -1,
                              .path = PATH_NO_PROBLEM,
                              .index_day = first_day,
                              .bought_day = DAY_MISSING};
    return person;
}

struct person *people_add_recent(struct block *block)
{
    const int32_t last_day = block->world->last_day;
    const int32_t day = draw_between(&block->draw, last_day - 364, last_day);
    struct person *person = add_person(block, day, true);
    if (person != NULL) people_add_unit(block, block->person_count - 1, day);
    return person;
}

void people_make(struct block *block)
{
    const struct world *world = block->world;
    struct draw *draw = &block->draw;
    block->person_count = block->unit_count = block->rising_unit_count = 0;
    const int64_t established_units = block->people_quota * 65 / 100;
    const int64_t units = block->people_quota * 75 / 100;
    while (block->unit_count < established_units) {
        const int32_t day = draw_between(draw, world->archive_day, world->last_day - 366);
        if (add_person(block, day, false) == NULL) break;
        const int32_t sixth = draw_below(draw, 6);
        const int32_t wanted = sixth < 3 ? 1 : sixth < 5 ? 2 : 3;
        for (int32_t i = 0; i < wanted && block->unit_count < established_units; i++)
            people_add_unit(block, block->person_count - 1, day);
    }
    while (block->unit_count < units || block->unit_count == 0)
        if (people_add_recent(block) == NULL) break;
}
