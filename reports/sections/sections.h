/* reports/sections/sections.h: the functions that the table of sections names, one file a group.
 * Private to the sections. */
#ifndef REPORTS_SECTIONS_H
#define REPORTS_SECTIONS_H
#include "reports/sections/section.h"

typedef void section_draw(struct view *view, const struct scope *scope);
typedef bool section_present(const struct view *view);

/* survey.c */
section_draw rater_answer, rater_figure, rater_tables;
section_draw satisfaction_answer, satisfaction_figure;
/* drivers.c */
section_draw drivers_answer, drivers_figure, drivers_tables;
/* rights.c */
section_draw rights_answer, rights_figure, rights_tables;
/* touchpoints.c */
section_draw touchpoints_answer, touchpoints_figure, touchpoints_tables;
section_draw rights_answer;
/* voice.c */
section_draw voice_answer, voice_tables;
section_draw phrases_answer, phrases_figure, phrases_tables;
/* service.c */
section_draw service_answer, service_figure;
/* recovery_steps.c */
section_draw steps_answer, steps_figure, steps_repurchase_answer, steps_repurchase_figure;
/* paradox.c */
section_draw paradox_answer, paradox_figure, paradox_behaviour_answer, paradox_behaviour_figure;
/* loyalty.c */
section_draw loyalty_answer, loyalty_figure;
/* unasked.c */
section_draw unasked_answer, unasked_tables;
/* flow.c */
section_draw flow_answer, flow_tables;
/* complaints.c */
section_draw complaints_answer, complaints_tables;
/* cases.c */
section_draw cases_answer, cases_figure, cases_tables;
/* backoffice.c */
section_draw backoffice_answer, backoffice_tables;
/* charging.c */
section_draw charging_answer, charging_tables;
/* calls.c */
section_draw calls_answer, calls_figure, calls_tables;
/* trust.c */
section_draw trust_answer, trust_figure, trust_tables;
/* lifecycle.c */
section_draw lifecycle_answer, lifecycle_figure, lifecycle_tables;
/* tiers.c */
section_draw tiers_answer, tiers_figure, tiers_tables;
/* callbacks.c */
section_draw callbacks_answer, callbacks_figure;
/* forensics.c */
section_draw forensics_answer;
/* repair.c */
section_draw stages_answer, stages_figure;
section_draw faults_answer, faults_figure, faults_tables;
section_draw repeats_answer, repeats_figure;
/* fault_flow.c: the second figure of the faults; and whether a fault is rising (q < 0.05) */
void faults_flow_figure(struct view *view);
bool faults_is_rising(const struct model *model, const char *fault);
/* life.c */
section_draw life_answer, life_figure, life_tables;
section_present faults_present;
/* customer.c */
section_draw recovery_answer, recovery_figure, recovery_tables;
section_draw retention_answer, retention_figure, retention_tables;
section_draw departures_answer, departures_figure;
section_present retention_present;
/* value.c */
section_draw value_answer, value_figure, value_tables;
/* office.c */
section_draw materials_answer, materials_tables, returns_answer, returns_tables;
/* dealers.c */
section_draw dealers_answer, dealers_figure, dealers_tables;
section_present dealers_present;
/* dealer_months.c: the second figure of the dealers */
void dealers_months_figure(struct view *view);
/* agreement.c */
section_draw agreement_answer, agreement_figure, agreement_tables;
/* actions.c */
section_draw pdca_answer, pdca_tables;
/* training.c */
section_draw training_answer, training_tables;
/* guards.c */
section_draw guards_answer, guards_figure, guards_tables;
section_present guards_present;
/* other_tables.c */
section_draw tables_answer, tables_figure, tables_tables;
section_present tables_present;
/* quality.c */
section_draw quality_answer, quality_figure, quality_tables;
section_present quality_present;

#endif
