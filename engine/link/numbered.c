/* The first id says what the beginning is. Numbers of one length that lie in one unit of the slot
 * are read without a branch, eight digits at once; whatever does not look like that is read digit
 * by digit. Two texts may have one number (S07, S7): which lengths stood with a leading zero, and
 * which without, says whether that could be. */
#include "link/numbered.h"

#include "base/isa.h"
#include "ingest/slot.h"

#include <omp.h>
#include <stdlib.h>

/* Bits lie in pages that are made when the first number falls into them. */
enum { DIGIT_LIMIT = 9, NUMBER_LIMIT = 1000000000, PAGE_SHIFT = 18, PAGE_WORDS = 1 << 12 };
enum { PAGE_COUNT = (NUMBER_LIMIT >> PAGE_SHIFT) + 1, FREE_PAGES = 16, ROWS_A_PAGE = 1 << 12 };
_Static_assert(PAGE_WORDS * 64 == 1 << PAGE_SHIFT, "a bit for each number");

/* What all ids begin with. */
struct beginning {
    unsigned char bytes[KEY_SLOT_LIMIT];
    size_t byte_count;
};

/* What one thread has seen. */
struct seen {
    uint64_t *pages[PAGE_COUNT];
    uint32_t page_count, page_limit;
    /* digits of ids with a leading zero, and least digits of those without */
    uint32_t zero_least, zero_most, other_least;
    bool is_over; /* nothing can be proved any more */
};

static bool is_digit(unsigned char byte)
{
    return byte >= '0' && byte <= '9';
}

static void seen_init(struct seen *seen, uint32_t row_count)
{
    *seen = (struct seen){.page_limit = FREE_PAGES + row_count / ROWS_A_PAGE,
                          .zero_least = UINT32_MAX,
                          .other_least = UINT32_MAX};
}

static void seen_release(struct seen *seen)
{
    for (size_t p = 0; p < PAGE_COUNT; p++) free(seen->pages[p]);
}

static void add_page(struct seen *seen, size_t page)
{
    if (seen->page_count < seen->page_limit)
        seen->pages[page] = calloc(PAGE_WORDS, sizeof **seen->pages);
    if (seen->pages[page])
        seen->page_count++;
    else
        seen->is_over = true;
}

static inline void see_number(struct seen *seen, uint32_t number)
{
    uint64_t **page = &seen->pages[number >> PAGE_SHIFT];
    if (!*page) add_page(seen, number >> PAGE_SHIFT);
    if (!*page) return;
    uint64_t *word = &(*page)[number / 64 % PAGE_WORDS];
    const uint64_t bit = UINT64_C(1) << number % 64;
    if (*word & bit) seen->is_over = true;
    *word |= bit;
}

static void see_digits(struct seen *seen, bool has_zero, uint32_t digit_count)
{
    if (has_zero) {
        if (digit_count < seen->zero_least) seen->zero_least = digit_count;
        if (digit_count > seen->zero_most) seen->zero_most = digit_count;
    } else if (digit_count < seen->other_least) {
        seen->other_least = digit_count;
    }
}

/* Any id; a missing one repeats none. */
static void see_slot(struct seen *seen, const struct beginning *beginning,
                     const unsigned char *slot, size_t slot_bytes)
{
    if (slot_is_missing(slot)) return;
    const size_t length = slot_length(slot, slot_bytes), first = beginning->byte_count;
    uint32_t number = 0;
    seen->is_over |= length <= first || length - first > DIGIT_LIMIT ||
                     memcmp(slot, beginning->bytes, first) != 0;
    for (size_t at = first; at < length && !seen->is_over; at++) {
        seen->is_over |= !is_digit(slot[at]);
        number = number * 10 + (uint32_t)(slot[at] - '0');
    }
    if (seen->is_over) return;
    see_digits(seen, slot[first] == '0', (uint32_t)(length - first));
    see_number(seen, number);
}

/* What ids of one length look like, unit by unit: bytes outside the digits, which all lie in unit
 * `unit`. */
struct form {
    uint64_t units[KEY_SLOT_LIMIT / KEY_UNIT_BYTES];
    size_t unit_count, unit;
    uint64_t digits;                  /* the bytes of the unit that are digits */
    unsigned down_bits, up_bits;      /* they go to the unit's upper end */
    uint32_t digit_count, first_byte; /* of the digits in the unit */
};

/* False: the digits of an id as long as that of the slot do not lie in one unit. */
static bool form_init(struct form *form, const struct beginning *beginning,
                      const unsigned char *slot, size_t slot_bytes)
{
    const size_t length = slot_length(slot, slot_bytes), first = beginning->byte_count;
    if (length <= first || (length - 1) / KEY_UNIT_BYTES != first / KEY_UNIT_BYTES) return false;
    unsigned char kept[KEY_SLOT_LIMIT] = {0};
    memcpy(kept, beginning->bytes, first);
    *form = (struct form){.unit_count = slot_bytes / KEY_UNIT_BYTES,
                          .unit = first / KEY_UNIT_BYTES,
                          .digit_count = (uint32_t)(length - first),
                          .first_byte = (uint32_t)(first % KEY_UNIT_BYTES)};
    for (size_t u = 0; u < form->unit_count; u++)
        form->units[u] = slot_unit(kept, u * KEY_UNIT_BYTES);
    form->down_bits = 8 * form->first_byte;
    form->up_bits = 8 * (KEY_UNIT_BYTES - form->digit_count);
    form->digits = UINT64_MAX << form->up_bits >> form->up_bits << form->down_bits;
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
}

/* The number whose eight digits are the bytes of the unit, the lowest byte first. */
static inline uint32_t eight_digits(uint64_t digits)
{
    const uint64_t low = UINT64_C(0x000000FF000000FF);
    const uint64_t pairs = digits * 10 + (digits >> 8);
    return (uint32_t)(((pairs & low) * UINT64_C(0x000F424000000064) +
                       (pairs >> 16 & low) * UINT64_C(0x0000271000000001)) >>
                      32);
}

enum { BLOCK_ROWS = 512 };

/* What a block of slots says. */
struct block {
    uint32_t numbers[BLOCK_ROWS];
    uint64_t differs[BLOCK_ROWS]; /* not 0: the id is not of the form */
    uint64_t heads[BLOCK_ROWS];   /* 0: the first digit is */
};

static inline __attribute__((always_inline)) void read_slots(const struct form *form,
                                                             const unsigned char *slots,
                                                             size_t slot_bytes, uint32_t row_count,
                                                             struct block *restrict block)
{
    const uint64_t zeros = UINT64_C(0x3030303030303030), most = UINT64_C(0x7676767676767676);
    const uint64_t fill = zeros & ~(UINT64_MAX << form->up_bits), kept = form->digits;
    const uint64_t expected = form->units[form->unit];
    const unsigned down_bits = form->down_bits, up_bits = form->up_bits;
    const size_t unit_byte = form->unit * KEY_UNIT_BYTES;
    for (uint32_t row = 0; row < row_count; row++) {
        const unsigned char *slot = slots + row * slot_bytes;
        const uint64_t unit = slot_unit(slot, unit_byte);
        const uint64_t digits = ((unit & kept) >> down_bits << up_bits | fill) ^ zeros;
        uint64_t differing = (unit & ~kept) ^ expected;
        differing |= (digits | (digits + most)) & UINT64_C(0x8080808080808080);
        for (size_t at = 0; at < slot_bytes; at += KEY_UNIT_BYTES)
            if (at != unit_byte)
                differing |= slot_unit(slot, at) ^ form->units[at / KEY_UNIT_BYTES];
        block->differs[row] = differing;
        block->heads[row] = digits >> up_bits & 0xFF;
        block->numbers[row] = eight_digits(digits);
    }
}

#define READ_ARGUMENTS                                                                             \
    const struct form *form, const unsigned char *slots, size_t slot_bytes, uint32_t row_count,    \
        struct block *block

/* The usual width is known to the compiler. */
static inline __attribute__((always_inline)) void read_widths(READ_ARGUMENTS)
{
    if (slot_bytes == KEY_UNIT_BYTES)
        read_slots(form, slots, KEY_UNIT_BYTES, row_count, block);
    else
        read_slots(form, slots, slot_bytes, row_count, block);
}

#ifdef ISA_TARGET_AVX512
ISA_TARGET_AVX512 static void read_avx512(READ_ARGUMENTS)
{
    read_widths(form, slots, slot_bytes, row_count, block);
}
#endif

static void read_block(READ_ARGUMENTS)
{
#ifdef ISA_TARGET_AVX512
    if (isa_best() == ISA_AVX512) {
        read_avx512(form, slots, slot_bytes, row_count, block);
        return;
    }
#endif
    read_widths(form, slots, slot_bytes, row_count, block);
}

static void see_block(struct seen *seen, const struct beginning *beginning, const struct form *form,
                      const unsigned char *slots, size_t slot_bytes, uint32_t row_count)
{
    struct block block;
    bool has_zero = false, has_other = false;
    read_block(form, slots, slot_bytes, row_count, &block);
    for (uint32_t row = 0; row < row_count; row++) {
        if (block.differs[row] != 0) {
            see_slot(seen, beginning, slots + row * slot_bytes, slot_bytes);
            continue;
        }
        has_zero |= block.heads[row] == 0;
        has_other |= block.heads[row] != 0;
        see_number(seen, block.numbers[row]);
    }
    if (has_zero) see_digits(seen, true, form->digit_count);
    if (has_other) see_digits(seen, false, form->digit_count);
}

static void see_segment(struct seen *seen, const struct beginning *beginning,
                        const struct segment_column *column, uint32_t row_count)
{
    const unsigned char *slots = column->values;
    const size_t slot_bytes = column->value_bytes;
    struct form form;
    if (!slots) return;
    const bool has_form = form_init(&form, beginning, slots, slot_bytes);
    for (uint32_t first = 0; first < row_count && !seen->is_over; first += BLOCK_ROWS) {
        const uint32_t left = row_count - first;
        const uint32_t count = left < BLOCK_ROWS ? left : BLOCK_ROWS;
        const unsigned char *block = slots + first * slot_bytes;
        if (has_form) see_block(seen, beginning, &form, block, slot_bytes, count);
        for (uint32_t row = 0; !has_form && row < count && !seen->is_over; row++)
            see_slot(seen, beginning, block + row * slot_bytes, slot_bytes);
    }
}

/* What stands before the digits at the end of the first id that is there. */
static bool find_beginning(struct beginning *beginning, const struct table *table, size_t key)
{
    for (size_t s = 0; s < table->segment_count; s++) {
        const struct segment_column *column = &table->segments[s].columns[key];
        const unsigned char *slot = column->values;
        for (uint32_t row = 0; slot && row < table->segments[s].row_count;
             row++, slot += column->value_bytes) {
            if (slot_is_missing(slot)) continue;
            const size_t length = slot_length(slot, column->value_bytes);
            size_t first = length;
            while (first > 0 && is_digit(slot[first - 1])) first--;
            memcpy(beginning->bytes, slot, first);
            beginning->byte_count = first;
            return length > first && length - first <= DIGIT_LIMIT;
        }
    }
    return false;
}

/* Whether no number of the one is among those of the other, which then has both. */
static void join(struct seen *all, struct seen *other)
{
    all->is_over |= other->is_over;
    if (other->zero_most > 0) {
        see_digits(all, true, other->zero_least);
        see_digits(all, true, other->zero_most);
    }
    see_digits(all, false, other->other_least);
    for (size_t p = 0; p < PAGE_COUNT && !all->is_over; p++) {
        if (!other->pages[p]) continue;
        uint64_t common = 0;
        for (size_t word = 0; all->pages[p] && word < PAGE_WORDS; word++) {
            common |= all->pages[p][word] & other->pages[p][word];
            all->pages[p][word] |= other->pages[p][word];
        }
        all->is_over |= common != 0;
        if (all->pages[p]) continue;
        all->pages[p] = other->pages[p];
        other->pages[p] = NULL;
    }
}

/* Could two texts have had one number? With leading zeros all were filled up to one length, and
 * none is shorter; or there are no leading zeros. */
static bool are_texts_numbers(const struct seen *seen)
{
    return seen->zero_most == 0 ||
           (seen->zero_least == seen->zero_most && seen->other_least >= seen->zero_most);
}

bool numbered_are_distinct(const struct table *table, size_t key, int thread_count)
{
    struct beginning beginning;
    if (!find_beginning(&beginning, table, key)) return false;
    struct seen *seen = malloc((size_t)thread_count * sizeof *seen);
    if (!seen) return false;
    for (int i = 0; i < thread_count; i++) seen_init(&seen[i], table->row_count);
    int is_over = 0;
#pragma omp parallel for default(none) shared(table, key, beginning, seen, is_over)                \
    schedule(dynamic) num_threads(thread_count) if (thread_count > 1)
    for (size_t s = 0; s < table->segment_count; s++) {
        struct seen *own = &seen[omp_get_thread_num()];
        int others;
#pragma omp atomic read
        others = is_over;
        if (!others)
            see_segment(own, &beginning, &table->segments[s].columns[key],
                        table->segments[s].row_count);
        if (own->is_over)
#pragma omp atomic write
            is_over = 1;
    }
    for (int i = 1; i < thread_count; i++) join(&seen[0], &seen[i]);
    const bool are_distinct = !seen[0].is_over && are_texts_numbers(&seen[0]);
    for (int i = 0; i < thread_count; i++) seen_release(&seen[i]);
    free(seen);
    return are_distinct;
}
