/* link/partition_steps.h: what the files of the cutting share; nobody else includes it. */
#ifndef LINK_PARTITION_STEPS_H
#define LINK_PARTITION_STEPS_H
#include "link/partition.h"

/* Whether rows of the segment may have a record; way.chosen holds nothing of one that does not. */
bool partition_reaches(const struct partition_source *source, const struct segment *segment);

/* What stands for missing values of the type, one every record_bytes. */
void partition_put_missing(unsigned char *out, size_t record_bytes, enum column_type type,
                           uint32_t row_count);

typedef void partition_step(const struct partitions *partitions, struct partition_source *source,
                            struct partition_task *task);
/* Every record of the task to the place that task->next leaves for it. */
partition_step partition_scatter;
/* Every result of the task's records to its row; task->next is afterwards where they begin. */
partition_step partition_bring_back;

#endif
