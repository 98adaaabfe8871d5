#include "reports/kit/chart.h"
#include "reports/kit/range.h"

enum { SPARK_HEIGHT = 16 };

void chart_spark(struct page *page, const double *value, size_t count, const char *label)
{
    struct range range = RANGE_INIT;
    for (size_t i = 0; i < count; i++) range_see(&range, value[i]);
    if (count < 2 || !(range.to > range.from)) return;
    const struct scale down = {range.from, range.to, SPARK_HEIGHT - 2, 2};
    const struct scale across = {0, (double)(count - 1), 0, PLOT_WIDTH};
    HTML(page, "<svg class=\"spark\" role=\"img\" preserveAspectRatio=\"none\""
               " viewBox=\"0 0 1000 16\"");
    HTML_ATTRIBUTE(page, "aria-label", label);
    HTML(page, ">");
    struct path path = path_open(page, "months");
    for (size_t i = 0; i < count; i++)
        path_to(&path, scale_at(&across, (double)i),
                isnan(value[i]) ? NAN : scale_at(&down, value[i]));
    path_close(&path);
    HTML(page, "</svg>");
}
