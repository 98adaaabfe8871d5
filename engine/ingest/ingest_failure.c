#include "ingest/ingest_failure.h"

void failure_note(struct failure *failure, size_t item, const struct err *err)
{
#pragma omp critical(ingest_failure)
    if (item < failure->item) {
        failure->item = item;
        failure->err = *err;
    }
}

enum rc failure_result(const struct failure *failure, struct err *err)
{
    if (failure->item == SIZE_MAX) return RC_OK;
    if (err && err->rc == RC_OK) *err = failure->err;
    return failure->err.rc;
}
