/* measure/callbacks/callbacks.h: what is derived of a repair's callbacks, for the families that ask
 * who was asked. */
#ifndef MEASURE_CALLBACKS_H
#define MEASURE_CALLBACKS_H
#include "measure/columns.h"

enum { CALLBACK_WINDOW_MINUTES = 30 * MINUTES_A_DAY };

/* callback_gap_minutes: minutes from the repair's closing to the first callback, counted from 1, if
 * that is within the window; or these. Later callbacks are none, so that a new month of data
 * changes the column in few rows of old ones (measure/kept.h). */
enum {
    CALLED_UNKNOWN = 0 /* not closed, or nobody says which repair was called about */,
    NOT_CALLED = -1
};

/* callback_interview: the overall score of the first answered callback in the window that has one,
 * counted from INTERVIEW_ZERO (scores may be negative); 0: there is none. */
enum { INTERVIEW_ZERO = 1000, INTERVIEW_UNKNOWN = -1 /* there is no such column */ };

#endif
