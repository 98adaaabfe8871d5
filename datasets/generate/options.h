/* options.h: the command line as a struct. */
#ifndef GENERATE_OPTIONS_H
#define GENERATE_OPTIONS_H
#include "table.h"

enum output_style { STYLE_CLEAN, STYLE_DEALERS };

struct options {
    uint64_t seed;
    int32_t first_month, month_count;
    int32_t dealer_count, product_count;
    int64_t rows[TABLE_COUNT];
    bool is_written[TABLE_COUNT]; /* --tables */
    int thread_count;             /* 0: as many as there are processors */
    enum output_style style;
    bool is_wide;
    bool is_plain; /* nothing is planted */
    const char *folder;
    bool wants_help;
};

/* Fill *options; RC_USAGE with a message that names the option and what is allowed. The strings
 * stay argv's. */
enum rc options_parse(struct options *options, int argc, char **argv, struct err *err);
/* The manual, to standard output. */
void options_help(void);

#endif
