#include "reports/kit/label.h"

#include <string.h>

/* Of small letters, of capitals and digits, of all that is no Latin, Greek or Cyrillic letter. */
static const double NARROW_EM = 0.54, MIDDLE_EM = 0.64, WIDE_EM = 1, ELLIPSIS_EM = 1;

/* A character's bytes and width. A byte that begins none stands alone, as wide as its stand-in. */
struct step {
    size_t byte_count;
    double width_em;
};

static struct step step_at(struct slice utf8, size_t at)
{
    static const struct lead {
        unsigned char mask, bits;
        double width_em;
    } leads[] = {
        {0x80, 0x00, 0}, {0xE0, 0xC0, MIDDLE_EM}, {0xF0, 0xE0, WIDE_EM}, {0xF8, 0xF0, WIDE_EM}};
    const unsigned char *bytes = (const unsigned char *)utf8.bytes + at;
    const size_t left = utf8.byte_count - at;
    for (size_t more = 0; more < sizeof leads / sizeof *leads; more++) {
        if ((bytes[0] & leads[more].mask) != leads[more].bits || more >= left) continue;
        size_t whole = 0;
        while (whole < more && (bytes[whole + 1] & 0xC0) == 0x80) whole++;
        if (whole < more) break;
        if (more > 0) return (struct step){more + 1, leads[more].width_em};
        const bool is_wide = (bytes[0] >= 'A' && bytes[0] <= 'Z') ||
                             (bytes[0] >= '0' && bytes[0] <= '9') || bytes[0] < ' ';
        return (struct step){1, is_wide ? MIDDLE_EM : NARROW_EM};
    }
    return (struct step){1, WIDE_EM};
}

double label_width_em(struct slice utf8)
{
    double width = 0;
    for (size_t at = 0; at < utf8.byte_count;) {
        const struct step step = step_at(utf8, at);
        width += step.width_em;
        at += step.byte_count;
    }
    return width;
}

struct slice label_cut(struct slice utf8, double limit_em)
{
    double width = 0;
    size_t at = 0;
    while (at < utf8.byte_count) {
        const struct step step = step_at(utf8, at);
        width += step.width_em;
        if (width > limit_em + 1e-9) break;
        at += step.byte_count;
    }
    return (struct slice){utf8.bytes, at};
}

static bool parts_words(char byte)
{
    return byte != '\0' && strchr(" /-_,;:)|", byte) != NULL;
}

/* Where a line that is cut at `end` should rather end: behind the last sign that parts words, if
 * what is left fits into a line too; else, if it lies in the second half. */
static size_t break_before(struct slice utf8, size_t end, double limit_em)
{
    for (size_t at = end; at > 0; at--) {
        const struct slice rest = {utf8.bytes + at, utf8.byte_count - at};
        if (!parts_words(utf8.bytes[at - 1])) continue;
        if (at > end / 2 || label_width_em(rest) <= limit_em) return at;
    }
    return end;
}

struct label_lines label_break(const char *utf8, double limit_em)
{
    struct label_lines lines = {.count = 0};
    struct slice left = slice_trim(slice_of(utf8));
    while (left.byte_count > 0 && lines.count < LABEL_LINE_LIMIT) {
        const bool is_last = lines.count + 1 == LABEL_LINE_LIMIT;
        struct slice line = label_cut(left, limit_em);
        if (line.byte_count < left.byte_count) {
            lines.is_cut = is_last;
            if (is_last) line = label_cut(left, limit_em - ELLIPSIS_EM);
            if (!is_last) line.byte_count = break_before(left, line.byte_count, limit_em);
        }
        if (line.byte_count == 0 && !is_last) line.byte_count = step_at(left, 0).byte_count;
        left = (struct slice){left.bytes + line.byte_count, left.byte_count - line.byte_count};
        left = slice_trim(left);
        lines.line[lines.count++] = slice_trim(line);
    }
    return lines;
}
