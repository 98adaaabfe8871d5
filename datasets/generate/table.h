/* table.h: the tables and their columns, as data: what each is called, in what form its values
 * stand in a row, and how a dealer writes them. A row is an array of int64, one per column, in the
 * order of the column enums below. */
#ifndef GENERATE_TABLE_H
#define GENERATE_TABLE_H
#include "words.h"

#define MISSING INT64_MIN

enum table_name {
    TABLE_SURVEYS,
    TABLE_REPAIRS,
    TABLE_COMPLAINTS,
    TABLE_PURCHASES,
    TABLE_DEPARTURES,
    TABLE_MATERIALS,
    TABLE_CALLS,
    TABLE_TRAININGS,
    TABLE_RETURNS,
    TABLE_INSTALLS,
    TABLE_ACTIONS,
    TABLE_COUNT
};

/* How a value in a row is to be read. Every column may be MISSING. */
enum kind {
    KIND_ID,   /* a number, written behind a letter */
    KIND_UNIT, /* unit_value() */
    KIND_WORD, /* index in a word list */
    KIND_DATE, /* day */
    KIND_TIME, /* minute */
    KIND_INT,
    KIND_MONEY, /* fen */
    KIND_BOOL,  /* 0 or 1 */
    KIND_MONTH, /* month, written as its first day */
    KIND_COUNT
};

/* Who hands a table in, and in what portions. */
enum portion { PORTION_DEALER_MONTH, PORTION_MONTH, PORTION_WHOLE };

struct column {
    const char *name, *title; /* canonical; as dealers write it */
    enum kind kind;
    enum list list; /* KIND_WORD */
    int digits;     /* KIND_ID: padded with zeros to this width */
    char letter;    /* KIND_ID */
    bool is_wide;   /* written only when the wide form is asked for */
};

struct table {
    const char *name, *title; /* file name in English and in Chinese */
    const struct column *columns;
    int column_count;
    int clock;  /* column of the event's date, time or month */
    int dealer; /* column of the dealer who hands the row in; -1: head office */
    enum portion portion;
    const char *count_option; /* --<this> N; NULL: the number of rows follows from the others */
    int64_t default_rows;
};
extern const struct table tables[TABLE_COUNT];

/* A unit's serial number: product, month of making, number. */
static inline int64_t unit_value(int32_t product, int32_t made_month, int32_t number)
{
    return (int64_t)product << 48 | (int64_t)made_month << 32 | number;
}
static inline int32_t unit_product(int64_t value)
{
    return (int32_t)(value >> 48);
}
static inline int32_t unit_made_month(int64_t value)
{
    return (int32_t)(value >> 32 & 0xFFFF);
}
static inline int32_t unit_number(int64_t value)
{
    return (int32_t)(value & 0xFFFFFFFF);
}

enum { DIMENSION_COUNT = 5, ITEM_COUNT = 22, RIGHT_COUNT = 7 };

enum survey_column {
    SURVEY_ID,
    SURVEY_AT,
    SURVEY_CHANNEL,
    SURVEY_CUSTOMER,
    SURVEY_DEALER,
    SURVEY_TECHNICIAN,
    SURVEY_REGION,
    SURVEY_PRODUCT,
    SURVEY_REPAIR,
    SURVEY_ITEM,
    SURVEY_OVERALL = SURVEY_ITEM + ITEM_COUNT,
    SURVEY_RECOMMEND,
    SURVEY_REPURCHASE,
    SURVEY_HAD_PROBLEM,
    SURVEY_COMPLAINED,
    SURVEY_OUTCOME,
    SURVEY_TOLD,
    SURVEY_TOUCHPOINT,
    SURVEY_PHASE,
    SURVEY_ANSWERED,
    SURVEY_COMMENT,
    SURVEY_WISH,
    SURVEY_EXPECTED_ITEM,
    SURVEY_WEIGHT = SURVEY_EXPECTED_ITEM + ITEM_COUNT,
    SURVEY_RIGHT = SURVEY_WEIGHT + DIMENSION_COUNT,
    SURVEY_TRUST = SURVEY_RIGHT + RIGHT_COUNT,
    SURVEY_COLUMN_COUNT = SURVEY_TRUST + 3
};

enum repair_column {
    REPAIR_ID,
    REPAIR_UNIT,
    REPAIR_CUSTOMER,
    REPAIR_DEALER,
    REPAIR_TECHNICIAN,
    REPAIR_REGION,
    REPAIR_PRODUCT,
    REPAIR_PURCHASED,
    REPAIR_INSTALLED,
    REPAIR_WARRANTY,
    REPAIR_REPORTED,
    REPAIR_REPLIED,
    REPAIR_PROMISED,
    REPAIR_VISITED,
    REPAIR_CLOSED,
    REPAIR_SPECIAL,
    REPAIR_MODE,
    REPAIR_FAULT,
    REPAIR_CAUSE,
    REPAIR_ACTION,
    REPAIR_PART,
    REPAIR_QUANTITY,
    REPAIR_HAZARD,
    REPAIR_MATERIAL_FEE,
    REPAIR_LABOUR_FEE,
    REPAIR_CHARGED,
    REPAIR_PAID,
    REPAIR_CHARGE_REASON,
    REPAIR_SOLVED,
    REPAIR_CONFIRMED,
    REPAIR_DEPARTMENT,
    REPAIR_NOTE,
    REPAIR_COLUMN_COUNT
};

enum complaint_column {
    COMPLAINT_ID,
    COMPLAINT_CUSTOMER,
    COMPLAINT_REPAIR,
    COMPLAINT_DEALER,
    COMPLAINT_DEPARTMENT,
    COMPLAINT_OPENED,
    COMPLAINT_ANSWERED,
    COMPLAINT_RESOLVED,
    COMPLAINT_STATUS,
    COMPLAINT_STEP, /* the seven steps in order */
    COMPLAINT_JUSTIFIED = COMPLAINT_STEP + 7,
    COMPLAINT_SATISFIED,
    COMPLAINT_NOTE,
    COMPLAINT_COLUMN_COUNT
};

enum purchase_column {
    PURCHASE_CUSTOMER,
    PURCHASE_ON,
    PURCHASE_PRODUCT,
    PURCHASE_DEALER,
    PURCHASE_AMOUNT,
    PURCHASE_COST,
    PURCHASE_COLUMN_COUNT
};

enum departure_column {
    DEPARTURE_CUSTOMER,
    DEPARTURE_ON,
    DEPARTURE_REASON,
    DEPARTURE_COLUMN_COUNT
};

enum material_column {
    MATERIAL_ON,
    MATERIAL_DEALER,
    MATERIAL_PART,
    MATERIAL_KIND,
    MATERIAL_QUANTITY,
    MATERIAL_PRICE,
    MATERIAL_COLUMN_COUNT
};

enum call_column {
    CALL_ID,
    CALL_AT,
    CALL_KIND,
    CALL_AGENT,
    CALL_RINGS,
    CALL_GREET,
    CALL_HOLD,
    CALL_RECONTACT,
    CALL_DURATION,
    CALL_SPEED,
    CALL_VOICE, /* pitch, inflection, courtesy, tone, understandability, enunciation */
    CALL_TRANSFERRED = CALL_VOICE + 6,
    CALL_NOTE,
    CALL_COLUMN_COUNT
};

enum training_column {
    TRAINING_ON,
    TRAINING_DEALER,
    TRAINING_TECHNICIAN,
    TRAINING_MODE,
    TRAINING_TOPIC,
    TRAINING_COLUMN_COUNT
};

enum return_column {
    RETURN_DEALER,
    RETURN_MONTH,
    RETURN_KIND,
    RETURN_SUBMITTED,
    RETURN_COLUMN_COUNT
};

enum install_column {
    INSTALL_UNIT,
    INSTALL_CUSTOMER,
    INSTALL_DEALER,
    INSTALL_PRODUCT,
    INSTALL_PURCHASED,
    INSTALL_ON,
    INSTALL_ACCEPTED,
    INSTALL_COLUMN_COUNT
};

enum action_column {
    ACTION_ID,
    ACTION_DEPARTMENT,
    ACTION_METRIC,
    ACTION_FILTER,
    ACTION_OWNER,
    ACTION_OPENED,
    ACTION_EFFECTIVE,
    ACTION_DUE,
    ACTION_TARGET,
    ACTION_NOTE,
    ACTION_COLUMN_COUNT
};

#endif
