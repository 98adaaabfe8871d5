#include "reports/dealers/dealer_pages.h"

#include "reports/dealers/dealer_names.h"

#include <string.h>

static const char *const endings[LANGUAGE_COUNT] = {
    [LANGUAGE_ZH] = ".zh.html", [LANGUAGE_EN] = ".en.html"};

struct work {
    const struct dealers *dealers;
    const struct dealer_names *names;
    const struct dealer_pages_options *options;
    enum rc rc;
    struct err *err;
};

static void write_name(struct text *out, const char *stem, enum language language)
{
    text_clear(out);
    text_put(out, stem);
    text_put(out, endings[language]);
}

static enum language other_language(enum language language)
{
    return language == LANGUAGE_ZH ? LANGUAGE_EN : LANGUAGE_ZH;
}

/* A dealer's pages until they are handed on. */
struct sheet {
    struct text pages[LANGUAGE_COUNT], name, other;
    struct err err;
    enum rc rc;
};

static void sheet_init(struct sheet *sheet)
{
    *sheet = (struct sheet){.rc = RC_OK, .err = ERR_INIT};
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        text_init(&sheet->pages[language], 0);
    text_init(&sheet->name, 0);
    text_init(&sheet->other, 0);
}

static void sheet_release(struct sheet *sheet)
{
    for (int language = 0; language < LANGUAGE_COUNT; language++)
        text_release(&sheet->pages[language]);
    text_release(&sheet->name);
    text_release(&sheet->other);
}

/* The name of the same page in the other language; "" when that is not drawn. */
static const char *other_file(const struct work *work, struct sheet *sheet, const char *stem,
                              enum language language)
{
    const enum language other = other_language(language);
    if (!work->options->languages[other]) return "";
    write_name(&sheet->other, stem, other);
    return sheet->other.bytes;
}

static void sheet_draw(const struct work *work, size_t dealer, struct sheet *sheet)
{
    struct dealer_part part;
    sheet->rc = dealer_part_init(&part, work->dealers, dealer, &sheet->err);
    for (int i = 0; i < LANGUAGE_COUNT && sheet->rc == RC_OK; i++) {
        const enum language language = (enum language)i;
        const struct dealer_page_options options = {
            other_file(work, sheet, work->names->names[dealer], language), work->options->title};
        if (work->options->languages[i])
            sheet->rc = dealer_page_draw(&part, language, &options, &sheet->pages[i], &sheet->err);
    }
    dealer_part_release(&part);
}

static enum rc hand_on(struct work *work, struct sheet *sheet, const char *stem, int language)
{
    const struct text *page = &sheet->pages[language];
    const struct slice bytes = {page->bytes, page->byte_count};
    write_name(&sheet->name, stem, (enum language)language);
    if (sheet->name.failed || sheet->other.failed) return err_memory(&sheet->err, strlen(stem));
    return work->options->take(work->options->taker, sheet->name.bytes, bytes, &sheet->err);
}

/* In the order of dealers. */
static void sheet_hand_on(struct work *work, size_t dealer, struct sheet *sheet)
{
    enum rc rc = sheet->rc;
    for (int language = 0; language < LANGUAGE_COUNT && rc == RC_OK; language++)
        if (work->options->languages[language])
            rc = hand_on(work, sheet, work->names->names[dealer], language);
    if (rc == RC_OK) return;
    work->rc = rc;
    if (work->err && work->err->rc == RC_OK) *work->err = sheet->err;
}

/* So many dealers' pages are drawn at once, by all threads, before they are handed on. */
enum { BATCH = 64 };

static void draw_batch(struct work *work, struct sheet *sheets, size_t first, size_t count)
{
#pragma omp parallel for schedule(dynamic)
    for (size_t i = 0; i < count; i++) sheet_draw(work, first + i, &sheets[i]);
    for (size_t i = 0; i < count && work->rc == RC_OK; i++)
        sheet_hand_on(work, first + i, &sheets[i]);
}

static void draw_dealers(struct work *work)
{
    const size_t count = work->dealers->count;
    struct sheet sheets[BATCH];
    for (size_t i = 0; i < BATCH; i++) sheet_init(&sheets[i]);
    for (size_t first = 0; first < count && work->rc == RC_OK; first += BATCH)
        draw_batch(work, sheets, first, count - first < BATCH ? count - first : BATCH);
    for (size_t i = 0; i < BATCH; i++) sheet_release(&sheets[i]);
}

static void draw_only(struct work *work, const char *id)
{
    struct sheet sheet;
    size_t dealer = 0;
    work->rc = dealers_find(work->dealers, id, &dealer, work->err);
    if (work->rc != RC_OK) return;
    sheet_init(&sheet);
    sheet_draw(work, dealer, &sheet);
    sheet_hand_on(work, dealer, &sheet);
    sheet_release(&sheet);
}

static void draw_index(struct work *work, struct arena *arena)
{
    const size_t count = work->dealers->count;
    const char **files = arena_take_array(arena, count + 1, sizeof *files);
    struct sheet sheet;
    sheet_init(&sheet);
    for (int i = 0; i < LANGUAGE_COUNT && work->rc == RC_OK; i++) {
        const enum language language = (enum language)i;
        const struct dealer_page_options options = {other_file(work, &sheet, "index", language),
                                                    work->options->title};
        if (!work->options->languages[i]) continue;
        for (size_t d = 0; files && d < count; d++) {
            write_name(&sheet.name, work->names->names[d], language);
            files[d] = arena_copy_text(arena, sheet.name.bytes, sheet.name.byte_count);
            if (!files[d]) files = NULL;
        }
        work->rc = files ? dealer_index_write(work->dealers, language, files, &options,
                                              &sheet.pages[i], work->err)
                         : err_memory(work->err, count * sizeof *files);
        if (work->rc == RC_OK) work->rc = hand_on(work, &sheet, "index", i);
        if (work->rc != RC_OK && work->err && work->err->rc == RC_OK) *work->err = sheet.err;
    }
    sheet_release(&sheet);
}

enum rc dealer_pages_write(const struct model *model, const struct dealer_pages_options *options,
                           struct err *err)
{
    struct dealers dealers;
    struct dealer_names names = {.names = NULL};
    struct work work = {&dealers, &names, options, RC_OK, err};
    arena_init(&names.arena);
    work.rc = dealers_init(&dealers, model, err);
    if (work.rc == RC_OK) work.rc = dealer_names_init(&names, dealers.ids, dealers.count, err);
    if (work.rc == RC_OK && options->only) draw_only(&work, options->only);
    if (work.rc == RC_OK && !options->only) draw_dealers(&work);
    if (work.rc == RC_OK && !options->only) draw_index(&work, &names.arena);
    dealer_names_release(&names);
    dealers_release(&dealers);
    return work.rc;
}
