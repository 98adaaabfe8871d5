#include "reports/sections/sections.h"

#define METRICS(...)                                                                               \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

static const char *const none[] = {NULL};

/* Of sections that a table tells better. */
static void no_figure(struct view *view, const struct scope *scope)
{
    (void)view;
    (void)scope;
}

/* Page order, chapter by chapter. The last two stay last: families without a section of their own
 * go before them. */
const struct section sections[] = {
    {"rater", CHAPTER_CUSTOMERS, PHRASE_RATER_TITLE, PHRASE_RATER_QUESTION, PHRASE_RATER_CAVEAT,
     false,
     METRICS("rater.reliability", "rater.assurance", "rater.tangibles", "rater.empathy",
             "rater.responsiveness", "rater.index", "rater.index_weighted", "rater.alpha.*",
             "rater.*"),
     rater_answer, rater_figure, rater_tables, NULL},
    {"satisfaction", CHAPTER_CUSTOMERS, PHRASE_SATISFACTION_TITLE, PHRASE_SATISFACTION_QUESTION,
     PHRASE_SATISFACTION_CAVEAT, false, METRICS("survey.overall.top2", "survey.nps", "survey.*"),
     satisfaction_answer, satisfaction_figure, NULL, NULL},
    {"drivers", CHAPTER_CUSTOMERS, PHRASE_DRIVERS_TITLE, PHRASE_DRIVERS_QUESTION,
     PHRASE_DRIVERS_CAVEAT, true, METRICS("drivers.*"), drivers_answer, drivers_figure,
     drivers_tables, NULL},
    {"rights", CHAPTER_CUSTOMERS, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_RIGHTS_CAVEAT, true,
     METRICS("rights.*"), rights_answer, rights_figure, rights_tables, NULL},
    {"touchpoints", CHAPTER_CUSTOMERS, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE,
     PHRASE_TOUCHPOINTS_CAVEAT, true, METRICS("touchpoints.*"), touchpoints_answer,
     touchpoints_figure, touchpoints_tables, NULL},
    {"agreement", CHAPTER_CUSTOMERS, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_AGREEMENT_CAVEAT,
     true, METRICS("agreement.*"), agreement_answer, agreement_figure, agreement_tables, NULL},
    {"service", CHAPTER_SERVICE, PHRASE_SERVICE_TITLE, PHRASE_SERVICE_QUESTION,
     PHRASE_SERVICE_CAVEAT, false,
     METRICS("sla.reply_24h", "sla.close_24h", "sla.close_48h", "sla.reply_in_time",
             "sla.close_in_time", "sla.visit_punctual", "sla.*"),
     service_answer, service_figure, NULL, NULL},
    {"repeats", CHAPTER_SERVICE, PHRASE_REPEATS_TITLE, PHRASE_REPEATS_QUESTION,
     PHRASE_REPEATS_CAVEAT, false,
     METRICS("repair.first_time_fix_30d", "repair.repeat_30d", "repair.*"), repeats_answer,
     repeats_figure, NULL, NULL},
    {"steps", CHAPTER_SERVICE, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_STEPS_CAVEAT, true,
     METRICS("steps.done.*", "steps.satisfaction.*"), steps_answer, steps_figure, NULL, NULL},
    {"calls", CHAPTER_SERVICE, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_CALLS_CAVEAT, true,
     METRICS("calls.*"), calls_answer, calls_figure, calls_tables, NULL},
    {"charging", CHAPTER_SERVICE, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_CHARGING_CAVEAT, true,
     METRICS("charging.leak.share", "charging.overcharge.share", "charging.unknown.share",
             "charging.claimed.share", "charging.unreasoned.share", "charging.*"),
     charging_answer, NULL, charging_tables, NULL},
    {"stages", CHAPTER_PRODUCTS, PHRASE_STAGES_TITLE, PHRASE_STAGES_QUESTION, PHRASE_STAGES_CAVEAT,
     false,
     METRICS("stage.out_of_box.share", "stage.in_warranty.share", "stage.out_of_warranty.share",
             "stage.*", "repair.design_hazard.share"),
     stages_answer, stages_figure, NULL, NULL},
    {"faults", CHAPTER_PRODUCTS, PHRASE_FAULTS_TITLE, PHRASE_FAULTS_QUESTION, PHRASE_FAULTS_CAVEAT,
     false, METRICS("fault.*", "faults.*"), faults_answer, faults_figure, faults_tables,
     faults_present},
    {"life", CHAPTER_PRODUCTS, PHRASE_LIFE_TITLE, PHRASE_LIFE_QUESTION, PHRASE_LIFE_CAVEAT, true,
     METRICS("life.failed_365d", "life.repairs_per_unit_365d", "life.*"), life_answer, life_figure,
     life_tables, NULL},
    {"recovery", CHAPTER_LOYALTY, PHRASE_RECOVERY_TITLE, PHRASE_RECOVERY_QUESTION,
     PHRASE_RECOVERY_CAVEAT, false, METRICS("retention.repurchase_365d", "recovery.*"),
     recovery_answer, recovery_figure, recovery_tables, NULL},
    {"paradox", CHAPTER_LOYALTY, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_PARADOX_CAVEAT, true,
     METRICS("paradox.satisfaction", "paradox.intention"), paradox_answer, paradox_figure, NULL,
     NULL},
    {"paradox_behaviour", CHAPTER_LOYALTY, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE,
     PHRASE_PARADOX_BEHAVIOUR_CAVEAT, true, METRICS("paradox.behaviour"), paradox_behaviour_answer,
     paradox_behaviour_figure, NULL, NULL},
    {"steps_repurchase", CHAPTER_LOYALTY, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_STEPS_CAVEAT,
     true, METRICS("steps.repurchase.*"), steps_repurchase_answer, steps_repurchase_figure, NULL,
     NULL},
    {"loyalty", CHAPTER_LOYALTY, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_LOYALTY_CAVEAT, true,
     METRICS("departure.*", "retention.stay_365d"), loyalty_answer, loyalty_figure, NULL, NULL},
    {"retention", CHAPTER_LOYALTY, PHRASE_RETENTION_TITLE, PHRASE_RETENTION_QUESTION,
     PHRASE_RETENTION_CAVEAT, false, METRICS("retention.*"), retention_answer, retention_figure,
     retention_tables, retention_present},
    {"value", CHAPTER_LOYALTY, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_VALUE_CAVEAT, true,
     METRICS("value.lifetime_fen", "value.*"), value_answer, value_figure, value_tables, NULL},
    {"trust", CHAPTER_LOYALTY, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_TRUST_CAVEAT, true,
     METRICS("trust.cognitive.mean", "trust.*"), trust_answer, trust_figure, trust_tables, NULL},
    {"departures", CHAPTER_LOYALTY, PHRASE_DEPARTURES_TITLE, PHRASE_DEPARTURES_QUESTION,
     PHRASE_DEPARTURES_CAVEAT, false, METRICS("departures.*"), departures_answer, departures_figure,
     NULL, NULL},
    {"dealers", CHAPTER_DEALERS, PHRASE_DEALERS_TITLE, PHRASE_DEALERS_QUESTION,
     PHRASE_DEALERS_CAVEAT, false, METRICS("card.*"), dealers_answer, dealers_figure,
     dealers_tables, dealers_present},
    {"callbacks", CHAPTER_DEALERS, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_CALLBACKS_CAVEAT,
     true, METRICS("callback.*"), callbacks_answer, callbacks_figure, NULL, NULL},
    {"forensics", CHAPTER_DEALERS, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_FORENSICS_CAVEAT,
     true, METRICS("forensics.*"), forensics_answer, NULL, NULL, NULL},
    {"pdca", CHAPTER_ACTIONS, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_PDCA_CAVEAT, true,
     METRICS("pdca.*"), pdca_answer, no_figure, pdca_tables, NULL},
    {"training", CHAPTER_ACTIONS, PHRASE_UNIT_NONE, PHRASE_UNIT_NONE, PHRASE_TRAINING_CAVEAT, true,
     METRICS("training.*"), training_answer, no_figure, training_tables, NULL},
    {"guards", CHAPTER_TRUST, PHRASE_GUARDS_TITLE, PHRASE_GUARDS_QUESTION, PHRASE_GUARDS_CAVEAT,
     true, none, guards_answer, guards_figure, guards_tables, guards_present},
    {"tables", CHAPTER_TRUST, PHRASE_TABLES_TITLE, PHRASE_TABLES_QUESTION, PHRASE_UNIT_NONE, true,
     none, tables_answer, tables_figure, tables_tables, tables_present},
    {"quality", CHAPTER_TRUST, PHRASE_QUALITY_TITLE, PHRASE_QUALITY_QUESTION, PHRASE_QUALITY_CAVEAT,
     false, none, quality_answer, quality_figure, quality_tables, quality_present},
};
const size_t section_count = sizeof sections / sizeof *sections;
