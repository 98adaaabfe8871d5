/* ingest/ingest_failure.h: of all failures of a parallel loop, that of its first item: so that the
 * same input gives the same message whichever thread came first. */
#ifndef INGEST_INGEST_FAILURE_H
#define INGEST_INGEST_FAILURE_H
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct failure {
    size_t item; /* SIZE_MAX: none */
    struct err err;
};

#define FAILURE_INIT                                                                               \
    {                                                                                              \
        SIZE_MAX, ERR_INIT                                                                         \
    }

/* Item `item` failed with *err; from any thread. */
void failure_note(struct failure *failure, size_t item, const struct err *err);
/* What the loop ends with. */
enum rc failure_result(const struct failure *failure, struct err *err);

#endif
