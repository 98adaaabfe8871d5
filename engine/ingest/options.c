#include "ingest/options.h"

#include <unistd.h>

/* Without an answer of the system: more than any files have. */
static uint64_t machine_memory_bytes(void)
{
    const long page_count = sysconf(_SC_PHYS_PAGES), page_bytes = sysconf(_SC_PAGESIZE);
    return page_count > 0 && page_bytes > 0 ? (uint64_t)page_count * (uint64_t)page_bytes
                                            : UINT64_MAX;
}

void ingest_options_init(struct ingest_options *options)
{
    *options = (struct ingest_options){
        .scale_minimum = 1,
        .scale_maximum = 7,
        .zone_minutes = 8 * 60,
        .missing = {"", "NA", "N/A", "NULL", "-", "无"},
        .missing_count = 6,
        .isa = isa_best(),
        .memory_bytes = machine_memory_bytes(),
    };
}
