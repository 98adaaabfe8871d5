/* measure/verify/verify_rows.h: persons as published, one a row, to the counts that the statistics
 * take. Private to this folder and to its tests. Thread-safe when each thread has its own arena. */
#ifndef MEASURE_VERIFY_ROWS_H
#define MEASURE_VERIFY_ROWS_H
#include "measure/stats/cox.h"

/* Before the covariates of a row. */
enum row_column {
    ROW_STRATUM,
    ROW_START, /* day after which the person is watched; ROW_FROM_START: always was */
    ROW_STOP,
    ROW_EVENT, /* 1: has it on the day ROW_STOP; 0: is censored */
    ROW_COVARIATES
};
enum { ROW_FROM_START = -1 };

/* Every row becomes a pattern of its own, row i pattern i. rows: row_count times ROW_COVARIATES +
 * covariate_count numbers. */
enum rc verify_cox_counts(const int32_t *rows, size_t row_count, size_t covariate_count,
                          struct arena *arena, struct cox_counts *counts, struct err *err);

/* The convicts of Rossi, Berk and Lenihan 1980. */
enum { ROSSI_ROWS = 432, ROSSI_COLUMNS = 9, ROSSI_COVARIATES = 7 };
extern const int32_t verify_rossi[ROSSI_ROWS * ROSSI_COLUMNS];

#endif
