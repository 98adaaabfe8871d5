/* world.h: the manufacturer, its products and dealers, and the truths planted in them. Made once
 * from the options, read-only afterwards. Effects on durations are added to their logarithm;
 * effects on scores are in latent points. */
#ifndef GENERATE_WORLD_H
#define GENERATE_WORLD_H
#include "draw.h"
#include "options.h"
#include "render.h"

enum { REGION_COUNT = 6, ROLE_MAX = 6 };

struct category_facts {
    const char *name;
    double hazard;      /* relative number of repairs */
    double hard_effect; /* on the time from visit to closing */
    int warranty_months;
    int price_yuan;
    char letter;
    bool is_hard; /* takes longer to repair: parts to order, electronics */
};
extern const struct category_facts categories[CATEGORY_COUNT];

struct product {
    enum category category;
    double share; /* of units bought */
    int32_t price_fen, cost_fen;
};

enum { MONTH_NEVER = INT32_MAX };
enum role { ROLE_USUAL, ROLE_BETTER, ROLE_WORSE, ROLE_MIXED, ROLE_INFLATING, ROLE_CURT };

/* Something done about a dealer, and what it does from a day on. */
struct effort {
    int32_t from_day;                              /* INT32_MAX: never */
    double leg_effect, score_effect, skill_effect; /* the last on assurance and empathy */
};

/* A row of the actions. */
enum { PLANNED_ACTIONS = 6, ACTION_ROWS = 12 };
/* LIST_FILTER: so many that name no dealer, then the dealers. */
enum { FILTER_DEALERS = 5 };
enum { TRAINING_VISIT = 0 }; /* in LIST_TRAINING_MODE */
struct planned_action {
    int32_t metric; /* in LIST_METRIC */
    int32_t dealer;
    int32_t effective; /* day */
    bool works, worsens;
};

struct planned_training {
    int32_t dealer, day, mode, topic;
};

struct dealer {
    enum role role;
    int32_t region, technicians;
    double volume;        /* relative */
    double leg_effect;    /* on log minutes of every leg */
    double repeat_factor; /* times the probability that a repaired unit comes back */
    double score_effect;  /* latent points on every item */
    double coverage;      /* relative probability that a closed repair is called back */
    double kept_share;    /* of the parts that should come back: neither returned nor charged */
    double late_share;    /* of the monthly returns: handed in too late */
    int32_t silent_month; /* from this month on no returns are handed in; MONTH_NEVER */
    const struct wheel *products;
    struct effort action, training;
};

/* What is planted in the departments: one solves complaints late and has its customers back; one
 * falls in its customers' eyes. */
struct handling {
    enum department slow_department, falling_department;
    double solution_factor; /* on minutes to a solution that took more than a day */
    double dropped_share;   /* of its complaints: nobody solves them */
    double chance_again,
        chance_else;       /* of being its complaint, if the customer came again or not */
    int32_t falling_month; /* from it on */
    double falling_effect; /* latent points on every item */
};
/* What a dealer does with the paperwork (paperwork.h). */
enum habit { HABIT_LEAK, HABIT_OVERCHARGE, HABIT_UNCONFIRMED, HABIT_LATE_REPLY, HABIT_COUNT };

/* What a customer went through; the definitions are those of retention.repurchase_365d. */
enum path {
    PATH_NO_PROBLEM,
    PATH_NO_COMPLAINT,
    PATH_UNSOLVED,
    PATH_SOLVED,
    PATH_SOLVED_FAST,
    PATH_COUNT
};
struct path_facts {
    const char *name;
    double repurchase; /* planted probability of a purchase within 1 to 365 days */
    double departure;  /* relative */
};
extern const struct path_facts paths[PATH_COUNT];

/* What is planted about customers; the effects are 0 in a plain world. */
enum { PLANTED_RIGHT = 2 /* the right time */, DOUBT_DAYS = 30, NEGLECT_WINDOW_DAYS = 730 };
struct customer_truth {
    double right_effect;       /* on the probability of the planted right, for each latent point */
    double store_effect;       /* latent points where the callback is about the store */
    double doubt_effect;       /* latent points within DOUBT_DAYS of the last purchase */
    double trust_effect;       /* points of behavioural trust of who buys again within a year */
    int32_t neglecting_dealer; /* index; -1: none */
    double neglect_effect;     /* on log minutes of his repairs for customers who had bought for
                                  neglected_fen or more within NEGLECT_WINDOW_DAYS of the end */
    int64_t neglected_fen;
};

struct world {
    const struct options *options;
    struct arena arena;
    struct normal_table normal;
    struct calendar calendar;
    struct word_list lists[LIST_COUNT];
    int32_t first_day, last_day, first_month, month_count;
    int32_t end_minute;  /* the last minute of the period */
    int32_t archive_day; /* purchases go back to this day */
    struct product *products;
    struct dealer *dealers;
    double region_leg_effect[REGION_COUNT];
    struct wheel dealer_wheel, market_wheel, mixed_wheel;
    struct wheel month_wheel, hour_wheel, chain_wheel[CATEGORY_COUNT];
    int32_t rising_product, rising_month; /* chain CHAIN_PLANTED rises there, and in that month */
    int32_t rising_batch_day;        /* the batch: units of the product bought from this day on */
    double rising_share;             /* of all repair calls from that month on */
    int32_t slow_region, slow_month; /* responsiveness falls there, from that month on */
    double slow_visit_effect, slow_score_effect;
    /* of callbacks about repairs, who gives no overall score: after a slow or useless one, others
     */
    double break_off_sore, break_off_usual;
    struct handling handling;
    int32_t habit_dealer[HABIT_COUNT]; /* -1: nobody */
    struct customer_truth customers;
    int32_t count_day; /* stock counts of parts */
    struct planned_action actions[PLANNED_ACTIONS];
    struct planned_training *trainings; /* of as many dealers, within the last year */
    int32_t training_count;
    double visit_effect;   /* of a training by visit, on assurance and empathy */
    int32_t phrase_dealer; /* customers tell of phrases that nobody should use: in such a share of
                              their comments */
    double phrase_share;
    int32_t topic_month; /* from then on such a share of all comments tells of missing parts */
    double topic_share;
    int64_t rows_wanted[TABLE_COUNT];
    int64_t block_count;
    int thread_count;
    int64_t people_wanted; /* units that the population must have, at least */
};

/* Which actions and trainings there are, and which of them work. Last step of world_init(). */
enum rc efforts_plan(struct world *world, struct err *err);
/* Agents are numbered from 1. Every fourth is hurried, and given to phrases that nobody should use.
 */
enum { AGENT_COUNT = 12 };
static inline bool agent_is_hurried(const struct world *world, int32_t agent)
{
    return agent % 4 == 3 && !world->options->is_plain;
}

enum rc world_init(struct world *world, const struct options *options, struct err *err);
void world_release(struct world *world);

#endif
