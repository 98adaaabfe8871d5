/* The definition pages of the scorecards of the callbacks. */
#include "measure/rating_cards/rating_cards.h"
#include "measure/scorecard_pages.h"

#define STRATA  "product x month"
#define TOP2_ZH "满意率（最高两分）"
#define TOP2_EN "Satisfied (top two points)"
#define MEAN_ZH "总体满意度平均分"
#define MEAN_EN "Mean overall score"

const struct metric rating_cards_metrics[] = {
    CARD_ADJUSTED("top2", UNIT_SHARE, BETTER_HIGHER, 0, TOP2_ZH, TOP2_EN, CARD_SHARE_INTERVAL_ZH,
                  CARD_SHARE_INTERVAL_EN, CARD_SHARE_FORMULA, STRATA),
    CARD_SHRUNKEN("top2", UNIT_SHARE, 0, TOP2_ZH, TOP2_EN),
    CARD_RELIABILITY("top2", 0, TOP2_ZH, TOP2_EN),
    CARD_OVERDISPERSION("top2", 0, TOP2_ZH, TOP2_EN),
    CARD_ADJUSTED(
        "overall", UNIT_SCORE, BETTER_HIGHER, 0, MEAN_ZH, MEAN_EN,
        "学生 t "
        "区间，误差来自本单位自己在各层均值周围的离散。超出量表时数值取量表端点，界限随之平移并截到"
        "量表内。",
        "Student's t, with the error of the unit's own rows around the means of their strata. A "
        "value beyond the scale is told as the scale's end; its bounds move with it and are cut to "
        "the scale.",
        "Mean of the others at the network's mix + (own sum - sum n M) / sum n (N - n) / N.",
        STRATA),
    CARD_SHRUNKEN("overall", UNIT_SCORE, 0, MEAN_ZH, MEAN_EN),
    CARD_RELIABILITY("overall", 0, MEAN_ZH, MEAN_EN),
    CARD_OVERDISPERSION("overall", 0, MEAN_ZH, MEAN_EN),
    {0},
};
