#include "base/rc.h"

struct row {
    const char *name, *meaning;
    int exit_status;
};

static const struct row rows[RC_COUNT] = {
#define RC_ROW(code, exit_status, meaning) [code] = {#code, meaning, exit_status},
    RC_MAP(RC_ROW)
#undef RC_ROW
};

static const struct row *row_of(enum rc rc)
{
    return &rows[(unsigned)rc < RC_COUNT ? rc : RC_BUG];
}

const char *rc_name(enum rc rc)
{
    return row_of(rc)->name;
}

const char *rc_meaning(enum rc rc)
{
    return row_of(rc)->meaning;
}

int rc_exit_status(enum rc rc)
{
    return row_of(rc)->exit_status;
}
