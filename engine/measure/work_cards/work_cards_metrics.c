/* The definition pages of the scorecards of the work. */
#include "measure/scorecard_pages.h"
#include "measure/work_cards/work_cards.h"

#define STRATA         "product x stage (out of box, in and out of warranty, unknown) x month"
#define REPEAT_COLUMNS (1ULL << NEED_GAP | 1ULL << NEED_UNIT)
#define REPEAT_ZH      "30 天内重复报修率"
#define REPEAT_EN      "Repeat within 30 days"
#define CLOSE_ZH       "48 小时内解决"
#define CLOSE_EN       "Solved within 48 h"

#define SHARE(name, direction, columns, zh, en)                                                    \
    CARD_ADJUSTED(name, UNIT_SHARE, direction, columns, zh, en, CARD_SHARE_INTERVAL_ZH,            \
                  CARD_SHARE_INTERVAL_EN, CARD_SHARE_FORMULA, STRATA),                             \
        CARD_SHRUNKEN(name, UNIT_SHARE, columns, zh, en), CARD_RELIABILITY(name, columns, zh, en), \
        CARD_OVERDISPERSION(name, columns, zh, en)

const struct metric work_cards_metrics[] = {
    SHARE("repeat_30d", BETTER_LOWER, REPEAT_COLUMNS, REPEAT_ZH, REPEAT_EN),
    SHARE("close_48h", BETTER_HIGHER, 0, CLOSE_ZH, CLOSE_EN),
    {0},
};
