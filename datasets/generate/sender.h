/* sender.h: who sends files, and how each is used to writing them. */
#ifndef GENERATE_SENDER_H
#define GENERATE_SENDER_H
#include "world.h"

enum encoding { ENCODING_UTF8, ENCODING_UTF8_BOM, ENCODING_GB18030 };

/* Senders are numbered: dealers first, then the regional offices, then head office. */
struct sender {
    struct style style;
    enum encoding encoding;
    bool sends_own_files; /* a dealer who does not hands his rows to the regional office */
    bool adds_totals, sends_twice, is_gzipped;
};

/* The same sender for the same seed and number. */
struct sender sender_make(const struct world *world, int32_t number);
/* The number under which a table's row is sent; dealer -1: head office's own. */
int32_t sender_number(const struct world *world, const struct sender *senders, int32_t dealer);
/* Path of a parcel below the output folder; month is -1 for a whole table. */
void sender_path(const struct world *world, int32_t number, const struct sender *sender,
                 const struct table *table, int32_t month, bool is_second, struct text *path);

#endif
