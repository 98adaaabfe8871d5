/* run/metric_list.h: families and their metrics as lines on standard output, for the commands that
 * list them. Languages: 0 Chinese, 1 English. */
#ifndef RUN_METRIC_LIST_H
#define RUN_METRIC_LIST_H
#include "measure/family.h"

/* A line for each metric: id, unit, title. */
void metric_list_print(const struct family *family, int language);
/* A line for each family: name, number of metrics, question. */
void family_list_print(int language);

#endif
