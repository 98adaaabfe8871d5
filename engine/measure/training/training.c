/* Trainings (D22): how many there were. What they did is told by training_extend. */
#include "measure/training/training.h"

struct cell {
    uint64_t trainings;
};

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    struct cell *cell = cell_bytes;
    (void)tallies;
    cell->trainings += rows->row_count;
}

const struct family family_training = {
    .name = "training",
    .title = {"培训", "Training"},
    .question = {"培训有用吗？哪种方式、什么内容有用？",
                 "Did training help, and which way of training, and which topic?"},
    .version = 1,
    .table = "trainings",
    .clock = NULL,
    .needs = (const struct need[]){{"trained_on", COLUMN_DATE, false},
                                   {"dealer_id", COLUMN_CODE, false},
                                   {"mode", COLUMN_CODE, true},
                                   {"topic", COLUMN_CODE, true},
                                   {0}},
    .axes = (const enum axis[]){AXIS_END},
    .fields = (const struct field[]){FIELD_U64(struct cell, trainings, "count"), {0}},
    .cell_bytes = sizeof(struct cell),
    .metrics = training_metrics,
    .update = update,
    .extend = training_extend,
    .reads_others = true,
};
