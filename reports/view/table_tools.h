/* reports/view/table_tools.h: what the script of the tables shows, as templates in the page's
 * language: the box to filter and save with, and the panel that says where a row's numbers stand in
 * result.json. Once a page, before the scripts. */
#ifndef REPORTS_TABLE_TOOLS_H
#define REPORTS_TABLE_TOOLS_H
#include "reports/view/view.h"

void table_tools(struct view *view);

#endif
