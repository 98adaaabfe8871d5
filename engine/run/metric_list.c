#include "run/metric_list.h"

#include <stdio.h>

void metric_list_print(const struct family *family, int language)
{
    static const char *const tables_only[2] = {"（只有表格）", "(tables only)"};
    for (const struct metric *metric = family->metrics; metric->id; metric++)
        (void)printf("  %-36s %-8s %s\n", metric->id, unit_names[metric->unit],
                     metric->title[language]);
    if (!family->metrics[0].id) (void)printf("  %s\n", tables_only[language]);
}

void family_list_print(int language)
{
    for (size_t i = 0; i < family_count; i++) {
        size_t count = 0;
        for (const struct metric *metric = families[i]->metrics; metric->id; metric++) count++;
        (void)printf("  %-14s %3zu  %s\n", families[i]->name, count,
                     families[i]->question[language]);
    }
}
