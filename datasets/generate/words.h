/* words.h: every fixed text of the generator, and the chains of fault, cause and action that a
 * repair can have. */
#ifndef GENERATE_WORDS_H
#define GENERATE_WORDS_H
#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

/* The word lists that code columns draw from. */
enum list {
    LIST_NONE,
    LIST_REGION,
    LIST_PRODUCT,
    LIST_CHANNEL,
    LIST_OUTCOME,
    LIST_TOUCHPOINT,
    LIST_PHASE,
    LIST_COMMENT,
    LIST_WISH,
    LIST_MODE,
    LIST_FAULT,
    LIST_CAUSE,
    LIST_ACTION,
    LIST_PART,
    LIST_CHARGE_REASON,
    LIST_DEPARTMENT,
    LIST_NOTE,
    LIST_STATUS,
    LIST_LEAVE_REASON,
    LIST_MOVE_KIND,
    LIST_CALL_KIND,
    LIST_CALL_NOTE,
    LIST_TRAINING_MODE,
    LIST_TOPIC,
    LIST_RETURN_KIND,
    LIST_METRIC,
    LIST_FILTER,
    LIST_COUNT
};

/* One word as canonical code and as a dealer writes it (NULL: the same). */
struct word {
    const char *code, *native;
};

/* Ready for a CSV field: quoted where it must be. Index = the value of the column. */
struct word_list {
    struct slice *code, *native;
    int32_t count;
};

enum category {
    CATEGORY_FAUCET,
    CATEGORY_SHOWER,
    CATEGORY_TOILET,
    CATEGORY_SMART,
    CATEGORY_CABINET,
    CATEGORY_HEATER,
    CATEGORY_COUNT
};
enum department {
    DEPARTMENT_MAKING,
    DEPARTMENT_DESIGN,
    DEPARTMENT_BUYING,
    DEPARTMENT_LOGISTICS,
    DEPARTMENT_SERVICE,
    DEPARTMENT_COUNT
};

/* What can be wrong, why, and what is done about it; a repair is one chain, mostly with its usual
 * action. */
struct chain {
    unsigned categories; /* bit 1 << enum category */
    int weight;
    const char *fault, *cause, *action, *other_action;
    const char *part; /* NULL: none is used */
    int part_yuan;
    enum department department;
    int phone_percent, return_percent; /* how it is handled; the rest is a visit */
    int charge_reason;                 /* enum charge_reason; none: not the user's doing */
    bool is_hazard;
};
extern const struct chain chains[];
extern const int32_t chain_count;
/* The chain that a batch of one product suffers from in the planted truth. */
enum { CHAIN_PLANTED = 0 };

/* Comments by mood: praise, neutral, what was bad, and what is planted: phrases that somebody was
 * told, parts that are missing. Where those of a mood stand in LIST_COMMENT. */
enum mood {
    MOOD_PRAISE,
    MOOD_NEUTRAL,
    MOOD_SLOW,
    MOOD_REPEAT,
    MOOD_COST,
    MOOD_MANNER,
    MOOD_PHRASE,
    MOOD_PARTS,
    MOOD_COUNT
};
struct span {
    int32_t first, count;
};
struct span comment_span(enum mood mood);
/* The same of LIST_CALL_NOTE. */
enum note_kind { NOTE_POLITE, NOTE_FORBIDDEN, NOTE_KIND_COUNT };
struct span call_note_span(enum note_kind kind);

enum charge_reason {
    REASON_NONE = -1,
    REASON_OUT_OF_WARRANTY,
    REASON_MISUSE,
    REASON_SELF_INSTALLED,
    REASON_UNAUTHORISED_REPAIR,
    REASON_POWER,
    REASON_FORCE_MAJEURE
};
enum mode { MODE_PHONE, MODE_ONSITE, MODE_RETURN };
enum outcome { OUTCOME_NONE, OUTCOME_UNSOLVED, OUTCOME_SOLVED, OUTCOME_SOLVED_FAST };
enum touchpoint {
    TOUCH_REPAIR,
    TOUCH_INSTALL,
    TOUCH_PURCHASE,
    TOUCH_ENQUIRY,
    TOUCH_STORE,
    TOUCH_COMPLAINT,
    TOUCH_COUNT
};
enum phase { PHASE_BEFORE, PHASE_DURING, PHASE_AFTER };
enum leave_reason {
    LEFT_DEATH,
    LEFT_MOVED,
    LEFT_FRIEND,
    LEFT_COMPETITOR,
    LEFT_PRODUCT,
    LEFT_SERVICE
};
enum move_kind {
    MOVE_ISSUE,
    MOVE_RETURN,
    MOVE_CHARGE,
    MOVE_GIFT,
    MOVE_OFFICE,
    MOVE_BROCHURE,
    MOVE_APPROVED,
    MOVE_COUNT
};

/* Fill lists[LIST_COUNT] from the fixed texts (LIST_PRODUCT and LIST_FILTER stay empty); memory is
 * the arena's. */
enum rc words_init(struct word_list lists[LIST_COUNT], struct arena *arena, struct err *err);
/* Of those the lists of comments, wishes and notes of calls. */
enum rc comments_init(struct word_list lists[LIST_COUNT], struct arena *arena, struct err *err);
/* One list from words[0..count). */
enum rc word_list_init(struct word_list *list, const struct word *words, int32_t count,
                       struct arena *arena, struct err *err);

#endif
