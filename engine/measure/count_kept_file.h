/* measure/count_kept_file.h: the counts of one portion in a file of the month cache (FORMATS.md
 * section 7):
 *
 *   head      of which rows they are, and hashes
 *   outline   the names of all codes; the families, each with its ground and its sections
 *   sections  cells (measure/count_kept_cells.h), one for each family, axis and month
 *
 * Nothing in it is believed: every part has a hash, and what is read is checked besides. */
#ifndef MEASURE_COUNT_KEPT_FILE_H
#define MEASURE_COUNT_KEPT_FILE_H
#include "measure/count_kept.h"
#include "measure/count_kept_cells.h"

/* Months are written as numbers that are not negative: none lies so far from 1970. */
enum { KEPT_MAGIC_BYTES = 8, KEPT_MONTH_BIAS = 1 << 20 };
#define KEPT_MAGIC "RATERKC1"

struct kept_head {
    char magic[KEPT_MAGIC_BYTES];
    struct cache_key key;
    uint64_t first_row, row_count;        /* of the file */
    int64_t report_month;                 /* of the run: which months were counted */
    uint64_t outline_bytes, outline_hash; /* behind the head */
    uint64_t section_bytes;               /* behind the outline */
    uint64_t head_hash;                   /* of all before it */
};

/* Names of a domain, and what their codes are in this run. */
struct kept_domain {
    struct slice name;
    struct code_map map;
};

struct kept_section {
    uint64_t axis; /* index of the family's axes, the network first */
    int64_t month;
    uint64_t cell_count, offset, byte_count, hash; /* offset: from the first section */
};

struct kept_family {
    struct slice name;
    struct cache_sha ground;
    struct kept_section *sections;
    size_t section_count;
};

/* A file that is being read. Everything but the descriptor is the arena's. */
struct kept_file {
    int file;
    const char *path;
    struct kept_head head;
    struct kept_domain *domains;
    size_t domain_count;
    struct kept_family *families;
    size_t family_count;
};

/* Open the portion's file and read all but its sections. *is_there: false when there is none.
 * RC_INPUT: it is damaged, or of other rows; RC_MEMORY. Only with RC_OK and *is_there is it open.
 */
enum rc kept_file_open(struct kept_file *file, const char *path, const struct portion *portion,
                       const struct group *group, struct arena *arena, bool *is_there,
                       struct err *err);
void kept_file_close(struct kept_file *file);
/* The family's sections for months from `first` to `last` of each axis that has keys, into an empty
 * state. RC_INPUT, RC_MEMORY. */
enum rc kept_file_take(const struct kept_file *file, const struct kept_family *family,
                       const struct bound_family *bound, struct state *state,
                       const struct portion *portion, const struct measure_context *context,
                       struct arena *arena, struct err *err);

/* Write the states of `set` of the plan's families. RC_OUTPUT, RC_MEMORY. */
enum rc kept_file_write(const char *path, const struct kept_plan *plan, const struct group *group,
                        const struct portion *portion, int set,
                        const struct measure_context *context, uint64_t *byte_count,
                        struct err *err);

/* The months of the portion that an axis wants: first > last when it wants none. */
void kept_months(const struct portion *portion, const struct state_axis *axis, int64_t report_month,
                 int64_t *first, int64_t *last);
/* The dictionary of that domain among those of the group's families, or NULL. */
const struct dictionary *kept_dictionary(const struct group *group, struct slice domain);

#endif
