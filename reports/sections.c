#include "reports/sections.h"

#define METRICS(...)                                                                               \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

static const char *const none[] = {NULL};

/* Page order. The last two stay last: families without a section of their own go before them. */
const struct section sections[] = {
    {"rater", PHRASE_RATER_TITLE, PHRASE_RATER_QUESTION, PHRASE_RATER_CAVEAT, false,
     METRICS("rater.reliability", "rater.assurance", "rater.tangibles", "rater.empathy",
             "rater.responsiveness", "rater.index", "rater.index_weighted", "rater.alpha.*",
             "rater.*"),
     rater_answer, rater_figure, rater_tables, NULL},
    {"satisfaction", PHRASE_SATISFACTION_TITLE, PHRASE_SATISFACTION_QUESTION,
     PHRASE_SATISFACTION_CAVEAT, false, METRICS("survey.overall.top2", "survey.nps", "survey.*"),
     satisfaction_answer, satisfaction_figure, NULL, NULL},
    {"drivers", PHRASE_DRIVERS_TITLE, PHRASE_DRIVERS_QUESTION, PHRASE_DRIVERS_CAVEAT, true,
     METRICS("drivers.*"), drivers_answer, drivers_figure, drivers_tables, NULL},
    {"service", PHRASE_SERVICE_TITLE, PHRASE_SERVICE_QUESTION, PHRASE_SERVICE_CAVEAT, false,
     METRICS("sla.reply_24h", "sla.close_24h", "sla.close_48h", "sla.reply_in_time",
             "sla.close_in_time", "sla.visit_punctual", "sla.*"),
     service_answer, service_figure, NULL, NULL},
    {"stages", PHRASE_STAGES_TITLE, PHRASE_STAGES_QUESTION, PHRASE_STAGES_CAVEAT, false,
     METRICS("stage.out_of_box.share", "stage.in_warranty.share", "stage.out_of_warranty.share",
             "stage.*", "repair.design_hazard.share"),
     stages_answer, stages_figure, NULL, NULL},
    {"faults", PHRASE_FAULTS_TITLE, PHRASE_FAULTS_QUESTION, PHRASE_FAULTS_CAVEAT, false,
     METRICS("fault.*", "faults.*"), faults_answer, faults_figure, faults_tables, faults_present},
    {"repeats", PHRASE_REPEATS_TITLE, PHRASE_REPEATS_QUESTION, PHRASE_REPEATS_CAVEAT, false,
     METRICS("repair.first_time_fix_30d", "repair.repeat_30d", "repair.*"), repeats_answer,
     repeats_figure, NULL, NULL},
    {"life", PHRASE_LIFE_TITLE, PHRASE_LIFE_QUESTION, PHRASE_LIFE_CAVEAT, true,
     METRICS("life.failed_365d", "life.repairs_per_unit_365d", "life.*"), life_answer, life_figure,
     life_tables, NULL},
    {"recovery", PHRASE_RECOVERY_TITLE, PHRASE_RECOVERY_QUESTION, PHRASE_RECOVERY_CAVEAT, false,
     METRICS("retention.repurchase_365d", "recovery.*"), recovery_answer, recovery_figure,
     recovery_tables, NULL},
    {"retention", PHRASE_RETENTION_TITLE, PHRASE_RETENTION_QUESTION, PHRASE_RETENTION_CAVEAT, false,
     METRICS("retention.*"), retention_answer, retention_figure, retention_tables,
     retention_present},
    {"departures", PHRASE_DEPARTURES_TITLE, PHRASE_DEPARTURES_QUESTION, PHRASE_DEPARTURES_CAVEAT,
     false, METRICS("departures.*"), departures_answer, departures_figure, NULL, NULL},
    {"dealers", PHRASE_DEALERS_TITLE, PHRASE_DEALERS_QUESTION, PHRASE_DEALERS_CAVEAT, false,
     METRICS("card.*"), dealers_answer, dealers_figure, dealers_tables, dealers_present},
    {"guards", PHRASE_GUARDS_TITLE, PHRASE_GUARDS_QUESTION, PHRASE_GUARDS_CAVEAT, true, none,
     guards_answer, guards_figure, guards_tables, guards_present},
    {"tables", PHRASE_TABLES_TITLE, PHRASE_TABLES_QUESTION, PHRASE_UNIT_NONE, true, none,
     tables_answer, tables_figure, tables_tables, tables_present},
    {"quality", PHRASE_QUALITY_TITLE, PHRASE_QUALITY_QUESTION, PHRASE_QUALITY_CAVEAT, false, none,
     quality_answer, quality_figure, quality_tables, quality_present},
};
const size_t section_count = sizeof sections / sizeof *sections;
