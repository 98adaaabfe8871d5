/* block.h: a block is a small closed population (customers, their units, repairs, complaints,
 * callbacks) made from (seed, block number) alone. Blocks share nothing but the world, so any
 * thread can make any block. Life: block_init, then block_make() as often as wanted, then
 * block_release. Single-threaded. */
#ifndef GENERATE_BLOCK_H
#define GENERATE_BLOCK_H
#include "tally.h"

struct unit {
    int32_t person, product;
    int32_t purchased_day, installed_day, made_month;
};

struct person {
    int32_t dealer;
    int32_t first_day;           /* of the first purchase */
    bool is_recent;              /* first purchase within the last year: never matured */
    bool is_faultless;           /* their units never fail */
    int32_t first_report_minute; /* MINUTE_MISSING: no repair */
    int32_t worst_repair;        /* index, -1: none */
    int32_t first_complaint;     /* index, -1: none */
    float badness;               /* of all that happened to them */
    int64_t lately_fen;          /* for what they had bought before anything was repaired, of
                                    NEGLECT_WINDOW_DAYS */
    enum path path;
    int32_t index_day, bought_day; /* DAY_MISSING: did not buy again */
};

struct repair {
    int32_t unit, person, dealer, technician;
    int32_t chain;
    bool is_other_action, is_repeat, is_followed, is_special, is_charged, is_solved, is_confirmed;
    bool is_in_warranty, is_out_of_box, is_abandoned, is_complained;
    enum mode mode;
    int32_t reported, replied, promised, visited, closed; /* minutes; MINUTE_MISSING */
    enum charge_reason charge_reason;
    int32_t quantity, material_fen, labour_fen;
    int64_t number; /* repair_id */
};

struct complaint {
    int32_t person, repair; /* -1: about no repair */
    int32_t opened, answered, resolved;
    enum path path;
    bool is_of_slow_department, is_case; /* planted */
};

/* What a dealer has of a part on the day of the stock count: by the book, and gone all the same. */
struct stock {
    int32_t book, gone;
};

/* A call to a customer: about a repair, or about some other contact. */
struct callback {
    int32_t person, repair; /* repair -1: another touchpoint */
    int32_t minute;
    int32_t touchpoint;
};

struct rows {
    int64_t *values;
    int64_t count, capacity;
};

struct block {
    const struct world *world;
    struct draw draw;
    int64_t number;
    int64_t quota[TABLE_COUNT], first_row[TABLE_COUNT];
    int64_t people_quota, stride; /* greatest number of persons and of units in any block */
    struct person *persons;
    struct unit *units;
    struct repair *repairs;
    struct complaint *complaints;
    struct callback *callbacks;
    int32_t callback_count;
    int32_t person_count, unit_count, repair_count, complaint_count;
    int32_t *rising_units; /* units of the batch with the rising fault */
    int32_t *by_unit;      /* repairs in the order of unit and report */
    int32_t *by_time;      /* repairs in the order of report */
    uint64_t *keys;        /* for sorting */
    int32_t rising_unit_count;
    struct stock *stock;           /* of every dealer's parts: dealer * chain_count + chain */
    struct rows rows[TABLE_COUNT]; /* the result, valid until the next block_make() */
    struct tally tally;            /* of all blocks made */
};

enum rc block_init(struct block *block, const struct world *world, struct err *err);
void block_release(struct block *block);
void block_make(struct block *block, int64_t number);

/* A new row of missing values, or NULL when the table has its quota. */
int64_t *block_row(struct block *block, enum table_name table);
/* Keys in increasing order; a key is (what to sort by) << 32 | index. */
void block_sort_keys(struct block *block, int64_t count);
/* A minute within the day by the hours at which people call. */
int32_t block_minute_of_day(struct block *block);

/* Whether the person pays, or complains with cause, this time (the number of the repair or the
 * complaint): most do, one in fifty often not. Of a draw of its own. */
bool block_is_fair(const struct block *block, int32_t person, int64_t number);

/* The steps of block_make(), in this order; each file holds one. */
void people_make(struct block *block);     /* customers and units */
void repairs_make(struct block *block);    /* repair calls on the units */
void repairs_write(struct block *block);   /* their rows and their tally */
void complaints_make(struct block *block); /* complaints, and each person's path */
void handling_plant(struct block *block);  /* within it: what is planted in their handling */
void purchases_make(struct block *block);  /* what was bought again, and who left */
void surveys_make(struct block *block);    /* callbacks */
void materials_make(struct block *block);  /* parts on loan, and stock counts */
void returns_make(struct block *block);    /* dealers' monthly returns */
void office_make(struct block *block);     /* calls, trainings, actions */

/* A unit bought by `person`; NULL when the block has all the units it may have. */
struct unit *people_add_unit(struct block *block, int32_t person, int32_t day);
/* A person whose first purchase lies in the last year; NULL when there is no room. */
struct person *people_add_recent(struct block *block);

/* The serial number as it stands in a row. */
static inline int64_t block_unit_value(const struct block *block, int32_t unit)
{
    const struct unit *u = &block->units[unit];
    return unit_value(u->product, u->made_month,
                      (int32_t)(block->number * block->stride) + unit + 1);
}
static inline int64_t block_person_number(const struct block *block, int32_t person)
{
    return block->number * block->stride + person + 1;
}

#endif
