/* The back office (D28): what customers say, by the department that answered for the repair they
 * were asked about. */
#include "measure/backoffice/backoffice.h"

#include <string.h>

enum { SEEN_SURVEYS, SEEN_REPAIRS };

/* The department of the repair that a callback asked about. Of a repair from before the months that
 * are kept it is unknown. */
static void derive(const struct entity *entity, void *const *out)
{
    const uint32_t *departments = entity->columns[SEEN_REPAIRS][0];
    if (!departments || entity->row_counts[SEEN_REPAIRS] == 0) return;
    const uint32_t department = departments[entity->rows[SEEN_REPAIRS][0]];
    for (uint32_t i = 0; i < entity->row_counts[SEEN_SURVEYS]; i++)
        ((uint32_t *)out[0])[entity->rows[SEEN_SURVEYS][i]] = department;
}

static void update(void *cell_bytes, struct tally *tallies, const struct rows *rows)
{
    (void)tallies;
    struct backoffice_cell *cell = cell_bytes;
    const struct measure_options *options = rows->context->options;
    const int32_t ends = options->scale_minimum + options->scale_maximum;
    const int8_t *scores = rows->column[NEED_OVERALL];
    const uint32_t *departments = rows->column[NEED_DEPARTMENT];
    for (uint32_t i = 0; i < rows->row_count; i++) {
        const uint32_t row = rows->row[i];
        if (departments[row] == 0 || scores[row] == SCORE_MISSING) continue;
        sums_add(&cell->overall, scores[row]);
        share_add(&cell->dissatisfied, 2 * scores[row] < ends);
    }
}

/* Parts of names, in small letters, by which departments that customers meet are known. */
static const char *const front_words[] = {"服务",   "客服",   "售后",    "维修",    "经销",
                                          "安装",   "销售",   "门店",    "service", "support",
                                          "dealer", "repair", "install", "sales",   "store"};

static bool has_word(const char *name, const char *word)
{
    const size_t word_bytes = strlen(word);
    for (; *name; name++) {
        size_t i = 0;
        while (i < word_bytes &&
               (name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]) == word[i])
            i++;
        if (i == word_bytes) return true;
    }
    return false;
}

bool backoffice_is_front(const struct measure_options *options, const char *department)
{
    for (size_t i = 0; i < options->front_line_count; i++)
        if (strcmp(options->front_line[i], department) == 0) return true;
    if (options->front_line_count > 0) return false;
    for (size_t i = 0; i < sizeof front_words / sizeof *front_words; i++)
        if (has_word(department, front_words[i])) return true;
    return false;
}

const struct family family_backoffice = {
    .name = "backoffice",
    .title = {"责任部门", "Departments behind the service"},
    .question = {"不满出在哪个部门：一线还是后台？哪个部门使满意度变化最大？",
                 "Which department is behind dissatisfaction, the front line or the back office, "
                 "and which moved satisfaction most?"},
    .version = 1,
    .table = "surveys",
    .tells_persons = true,
    .clock = "surveyed_at",
    .needs = (const struct need[]){{"overall", COLUMN_SCORE, false},
                                   {"department", COLUMN_CODE, false},
                                   {0}},
    .axes = (const enum axis[]){AXIS_DEPARTMENT, AXIS_END},
    .fields = (const struct field[]){FIELDS_SUMS(struct backoffice_cell, overall, "score"),
                                     FIELDS_SHARE(struct backoffice_cell, dissatisfied, "count"),
                                     {0}},
    .cell_bytes = sizeof(struct backoffice_cell),
    .metrics = backoffice_metrics,
    .derivation =
        &(const struct derivation){
            .history = HISTORY_REPAIR,
            .tables =
                (const struct derived_table[]){
                    {"surveys", (const struct need[]){{0}}},
                    {"repairs", (const struct need[]){{"department", COLUMN_CODE, true}, {0}}},
                    {0}},
            .columns = (const struct need[]){{"department", COLUMN_CODE, false}, {0}},
            .code_names = (const char *const *const[]){NULL},
            .code_domains = (const char *const[]){"department"},
            .looks_forward = true, /* of repairs from before the kept months nothing is known */
            .derive = derive,
        },
    .update = update,
    .extend = backoffice_extend,
    .reads_segments = true,
};
