/* measure/scorecard_cards.h: the cards of all units of one axis and indicator. For the scorecard's
 * files alone. */
#ifndef MEASURE_SCORECARD_CARDS_H
#define MEASURE_SCORECARD_CARDS_H
#include "measure/scorecard_board.h"
#include "measure/stats/funnel.h"
#include "measure/stats/matched.h"
#include "measure/stats/outlying.h"
#include "measure/stats/ranks.h"
#include "measure/stats/shrinkage.h"

struct card {
    uint32_t unit;   /* key */
    uint64_t n, sum; /* rows; met, or scores above the least one */
    struct matched matched;
    bool is_judged;     /* enough rows and enough expected to be tested, shrunk and ranked */
    bool is_held_back;  /* nothing of it is told but n */
    const char *reason; /* why not, where n reaches the base; else NULL */
    struct outlying_unit chance;
    struct outlying_place place;
    struct funnel_limits limits[FUNNEL_LEVELS]; /* 95 % and 99.8 %, with the usual spread */
    struct shrunk shrunk;                       /* on the scale of shares or scores */
    struct rank_range rank;                     /* 1 is best; 0, 0: not ranked */
};

struct cards {
    const struct scorecard_indicator *indicator;
    enum fineness fineness;
    struct card *cards; /* of the units with rows, in order of keys */
    size_t count, judged_count;
    uint64_t n, sum, square_sum; /* of all units together */
    double whole;                /* the network's share or mean */
    struct outlying outlying;
    bool is_shrunk;
    struct interval reliability; /* median */
};

/* In the arena. RC_MEMORY, RC_NUMERIC. */
enum rc cards_fill(struct cards *cards, const struct board *board,
                   const struct scorecard *scorecard, const struct scorecard_indicator *indicator,
                   const struct metric *metric, const struct measure_options *options,
                   struct arena *arena, struct err *err);

#endif
