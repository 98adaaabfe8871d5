#include "ingest/options.h"

void ingest_options_init(struct ingest_options *options)
{
    *options = (struct ingest_options){
        .scale_minimum = 1,
        .scale_maximum = 7,
        .zone_minutes = 8 * 60,
        .missing = {"", "NA", "N/A", "NULL", "-", "无"},
        .missing_count = 6,
        .isa = isa_best(),
    };
}
