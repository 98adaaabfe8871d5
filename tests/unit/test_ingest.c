/* layer: ingest */
/* What one run gives: files, tables, rejects. That it gives the same however it is cut is in
 * test_ingest_same.c. */
#include "tests/unit/test_ingest.h"

#include "ingest/reject_cap.h"

#include <fcntl.h>
#include <zlib.h>

/* Keys made from where rows stand: marked slots, of which no two are equal. */
static void check_row_numbers(const struct fixture *fixture, uint32_t row_count)
{
    const struct ingested_table *table = fixture_table(fixture, "surveys");
    const size_t key = fixture_column(table, "survey_id");
    struct text texts[8];
    for (uint32_t row = 0; row < row_count; row++) {
        text_init(&texts[row], 0);
        table_cell_text(&table->table, key, row, &texts[row]);
        assert_memory_equal(texts[row].bytes, "ff6e", 4);
        for (uint32_t other = 0; other < row; other++)
            assert_string_not_equal(texts[row].bytes, texts[other].bytes);
    }
    for (uint32_t row = 0; row < row_count; row++) text_release(&texts[row]);
}

static void test_typed_columns(void **state)
{
    struct fixture *fixture = *state;
    (void)fixture_write(
        fixture, "repairs.csv",
        "repair_id,报修时间,closed_at,mode,fault,quantity,material_fee,charged,note,dealer_id\r\n"
        "R1,2025-06-01 08:05:59,2025-06-01T01:05:00Z,上门,a/b,2,\"¥1,234.50\",是,x,D9\r\n"
        "R2,2025-06-02,,电话,a/c,,-,N,,D1\r\n"
        "R3,2025/6/3 0:00,,新方式,a/b,NA,0,1,,D9");
    fixture_run(fixture);
    fixture_check_cell(fixture, "repairs", "repair_id", 0, "R1");
    const int32_t day = day_from_civil((struct civil){2025, 6, 1});
    char minute[16];
    (void)snprintf(minute, sizeof minute, "%d", day * MINUTES_A_DAY + 8 * 60 + 5);
    fixture_check_cell(fixture, "repairs", "reported_at", 0, minute);
    (void)snprintf(minute, sizeof minute, "%d", day * MINUTES_A_DAY + 9 * 60 + 5);
    fixture_check_cell(fixture, "repairs", "closed_at", 0, minute);
    fixture_check_cell(fixture, "repairs", "closed_at", 1, "");
    fixture_check_cell(fixture, "repairs", "mode", 0, "onsite");
    fixture_check_cell(fixture, "repairs", "mode", 1, "phone");
    fixture_check_cell(fixture, "repairs", "mode", 2, "新方式");
    fixture_check_cell(fixture, "repairs", "quantity", 0, "2");
    fixture_check_cell(fixture, "repairs", "quantity", 2, "");
    fixture_check_cell(fixture, "repairs", "material_fee", 0, "123450");
    fixture_check_cell(fixture, "repairs", "material_fee", 1, "");
    fixture_check_cell(fixture, "repairs", "charged", 0, "1");
    fixture_check_cell(fixture, "repairs", "charged", 1, "0");
    fixture_check_cell(fixture, "repairs", "dealer_id", 0, "D9");
    fixture_check_cell(fixture, "repairs", "dealer_id", 1, "D1");
    const struct ingested_table *repairs = fixture_table(fixture, "repairs");
    assert_int_equal(repairs->quality[fixture_column(repairs, "mode")].unlisted_count, 1);
    assert_int_equal(repairs->quality[fixture_column(repairs, "reported_at")].date_alone_count, 1);
    assert_int_equal(repairs->quality[fixture_column(repairs, "note")].value_count, 1);
    assert_null(table_column(&repairs->table, "unit_id"));
    assert_null(table_column(&repairs->table, "note"));
    const struct segment *segment = &repairs->table.segments[0];
    const size_t quantity = fixture_column(repairs, "quantity");
    assert_int_equal((uintptr_t)segment->columns[quantity].values % 64, 0);
    assert_int_equal(segment->columns[fixture_column(repairs, "mode")].value_bytes, 1);
    const struct segment_column *reported =
        &segment->columns[fixture_column(repairs, "reported_at")];
    assert_int_equal(reported->minimum, day * MINUTES_A_DAY + 8 * 60 + 5);
    assert_int_equal(reported->maximum, (day + 2) * MINUTES_A_DAY);
    assert_true(segment->columns[fixture_column(repairs, "repair_id")].is_ascending);
}

static void test_bad_fields(void **state)
{
    struct fixture *fixture = *state;
    (void)fixture_write(fixture, "repairs.csv",
                        "repair_id,reported_at,replied_at,closed_at,quantity,solved\n"
                        "R1,2025-06-02 10:00,2025-06-02 09:59,2025-06-02 10:00,many,是\n"
                        "R2,2025-06-02 10:00,2025-06-02 10:00,2025-06-02 09:59,1,maybe\n"
                        "R3,2025-06-02 10:00,2025-06-31,,1,maybe\n");
    fixture_run(fixture);
    const struct rejects *rejects = &fixture->ingested.rejects;
    assert_int_equal(rejects->row_count, 5);
    assert_int_equal(rejects->record_count, 1);
    static const char *const rules[] = {"before_start", "not_a_number", "order", "no_such_day",
                                        "not_a_bool"};
    static const uint64_t lines[] = {2, 2, 3, 4, 4};
    for (size_t i = 0; i < rejects->row_count; i++) {
        assert_string_equal(rejects->rows[i].rule->name, rules[i]);
        assert_int_equal(rejects->rows[i].line, lines[i]);
    }
    assert_string_equal(rejects->rows[0].column, "replied_at");
    assert_true(slice_equal(rejects->rows[0].value, slice_of("2025-06-02 09:59")));
    assert_int_equal(rejects->rows[0].record.byte_count, 0);
    fixture_check_cell(fixture, "repairs", "replied_at", 0, "");
    const struct ingested_table *repairs = fixture_table(fixture, "repairs");
    assert_int_equal(repairs->table.row_count, 2);
    const struct column_quality *replied = &repairs->quality[fixture_column(repairs, "replied_at")];
    assert_int_equal(replied->bad_count, 2);
    assert_int_equal(replied->value_count + replied->missing_count, 0);
}

static void test_absent_column(void **state)
{
    struct fixture *fixture = *state;
    (void)fixture_write(fixture, "repairs1.csv", "repair_id,reported_at\nR1,2025-06-01\n");
    (void)fixture_write(fixture, "repairs2.csv",
                        "solved,reported_at,dealer_id,repair_id,unit_id,material_fee,quantity\n"
                        "是,2025-06-01,D1,R2,U2,5,7\n");
    (void)fixture_write(fixture, "repairs3.csv", "repair_id,reported_at\nR3,2025-06-01\n");
    fixture_run(fixture);
    static const char *const columns[] = {"solved", "dealer_id", "unit_id", "material_fee",
                                          "quantity"};
    static const char *const values[] = {"1", "D1", "U2", "500", "7"};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        fixture_check_cell(fixture, "repairs", columns[i], 0, "");
        fixture_check_cell(fixture, "repairs", columns[i], 1, values[i]);
        fixture_check_cell(fixture, "repairs", columns[i], 2, "");
    }
    const struct table *repairs = &fixture_table(fixture, "repairs")->table;
    assert_int_equal(repairs->segment_count, 3);
    assert_int_equal(repairs->segments[2].first_row, 2);
    assert_int_equal(repairs->segments[2].file, 2);
}

static const char gb_text[] = /* 客户编号,流失日期,流失原因 / 张三,2025年6月1日,朋友 / 合计：,, */
    "\xBF\xCD\xBB\xA7\xB1\xE0\xBA\xC5,\xC1\xF7\xCA\xA7\xC8\xD5\xC6\xDA,"
    "\xC1\xF7\xCA\xA7\xD4\xAD\xD2\xF2\n"
    "\xD5\xC5\xC8\xFD,2025\xC4\xEA"
    "6\xD4\xC2"
    "1\xC8\xD5,\xC5\xF3\xD3\xD1\n"
    "\xBA\xCF\xBC\xC6\xA3\xBA,,\n";

static void test_gb18030(void **state)
{
    struct fixture *fixture = *state;
    (void)fixture_write(fixture, "departures.csv", gb_text);
    fixture_run(fixture);
    assert_string_equal(fixture->ingested.files[0].encoding, "gb18030");
    fixture_check_cell(fixture, "departures", "customer_id", 0, "张三");
    fixture_check_cell(fixture, "departures", "reason", 0, "friend");
    assert_int_equal(fixture_table(fixture, "departures")->table.row_count, 1);
    assert_int_equal(fixture->ingested.rejects.record_count, 1);
    const struct reject *reject = &fixture->ingested.rejects.rows[0];
    assert_string_equal(reject->rule->name, "total_row");
    assert_true(slice_equal(reject->record, slice_of("合计：,,")));
    assert_true(slice_equal(reject->header, slice_of("客户编号,流失日期,流失原因")));
}

static void test_undecodable(void **state)
{
    struct fixture *fixture = *state;
    (void)fixture_write(fixture, "departures.csv",
                        "\xEF\xBB\xBF"
                        "customer_id,left_on,reason\nC1,2025-06-01,a\xFFz\n"
                        "C2,2025-06-01,朋友\n");
    fixture_run(fixture);
    assert_string_equal(fixture->ingested.files[0].encoding, "utf-8-bom");
    assert_int_equal(fixture->ingested.rejects.row_count, 1);
    const struct reject *reject = &fixture->ingested.rejects.rows[0];
    assert_string_equal(reject->rule->name, "undecodable");
    assert_string_equal(reject->column, "reason");
    assert_true(slice_equal(reject->value, slice_of("a\\xFFz")));
    assert_int_equal(reject->byte_offset, 30);
    fixture_check_cell(fixture, "departures", "customer_id", 0, "C2");
}

/* A mended rejects file is read as the records it holds; the rows of kind field are passed over. */
static void test_rejects_file(void **state)
{
    struct fixture *fixture = *state;
    (void)fixture_write(
        fixture, "from_dealer.csv",
        "\xEF\xBB\xBFkind,table,file,line,byte_offset,column,value,rule,explanation,header,"
        "record\r\n"
        "record,departures,x.csv,5,99,,,quoting,..,\"customer_id,left_on,reason\","
        "\"C1,2025-06-01,\"\"a\n\"\"\"\"b\"\"\"\r\n"
        "field,departures,x.csv,6,99,left_on,x,not_a_date,..,,\r\n"
        "record,purchases,y.csv,7,99,,,no_time,..,\"sep=;\ncustomer_id;purchased_on\",C2;\r\n"
        "record,departures,x.csv,5,99,,,quoting,..,\"customer_id,left_on,reason\","
        "\"C3,2025-06-03,朋友\"\r\n"
        "record,purchases,y.csv,8,99,,,no_time,..,\"sep=;\ncustomer_id;purchased_on\","
        "C4;2025-06-02\r\n");
    fixture_run(fixture);
    const struct ingested *ingested = &fixture->ingested;
    assert_int_equal(ingested->file_count, 2); /* once for each table */
    assert_int_equal(ingested->files[0].rows_in, 2);
    assert_int_equal(ingested->files[1].rows_in, 2);
    assert_int_equal(ingested->files[1].rows_rejected, 1);
    fixture_check_cell(fixture, "departures", "customer_id", 0, "C1");
    fixture_check_cell(fixture, "departures", "reason", 0, "a\n\"b");
    fixture_check_cell(fixture, "departures", "reason", 1, "friend");
    fixture_check_cell(fixture, "purchases", "customer_id", 0, "C4");
    assert_int_equal(ingested->rejects.row_count, 1);
    assert_string_equal(ingested->rejects.rows[0].rule->name, "no_time");
    assert_int_equal(ingested->rejects.rows[0].line, 5);
    assert_int_equal(ingested->rejects.rows[0].file, 1);
    assert_true(slice_equal(ingested->rejects.rows[0].record, slice_of("C2;")));
}

/* The same header in two tables is two plans. */
static void test_rejects_file_tables(void **state)
{
    struct fixture *fixture = *state;
    (void)fixture_write(
        fixture, "x.csv",
        "kind,table,file,line,byte_offset,column,value,rule,explanation,header,record\n"
        "record,departures,,,,,,,,\"customer_id,left_on,purchased_on\","
        "\"C1,2025-06-01,2025-06-02\"\n"
        "record,purchases,,,,,,,,\"customer_id,left_on,purchased_on\","
        "\"C2,2025-06-01,2025-06-02\"\n");
    fixture_run(fixture);
    fixture_check_cell(fixture, "departures", "customer_id", 0, "C1");
    fixture_check_cell(fixture, "purchases", "customer_id", 0, "C2");
    assert_int_equal(fixture_table(fixture, "departures")->table.row_count, 1);
}

static void test_rejects_file_broken(void **state)
{
    struct fixture *fixture = *state;
    static const char *const rows[] = {"a,b\n",
                                       "other,departures,,,,,,,,h,r\n",
                                       "record,nothing,,,,,,,,h,r\n",
                                       "record,departures,,,,,,,,h,r\n",
                                       "record,\"x\"y\n",
                                       "record,departures,,,,,,,,\"customer_id,left_on\",\n"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];
        (void)snprintf(text, sizeof text, "%s%s",
                       "kind,table,file,line,byte_offset,column,value,rule,explanation,header,"
                       "record\n",
                       rows[i]);
        const char *path = fixture_write(fixture, "x.csv", text);
        assert_int_equal(fixture_try(fixture, &path, 1), RC_INPUT);
        assert_non_null(strstr(fixture->err.message, "x.csv"));
        assert_int_equal(fixture->ingested.file_count, 0);
    }
}

static void test_mapping(void **state)
{
    struct fixture *fixture = *state;
    const int32_t surveys = schema_table_index(&fixture->schema, "surveys");
    const struct schema_table *table = &fixture->schema.tables[surveys];
    static const char *const patterns[] = {"airline*.csv"}, *const rel1[] = {"Baggage"};
    static const char *const when[] = {"when"}, *const zero[] = {"0"};
    static const struct value_map values[] = {{"good", "5"}, {"gone", "NA"}};
    const struct column_mapping columns[] = {
        {.column = schema_column_index(table, "survey_id"), .source = SOURCE_ROW_NUMBER},
        {.column = schema_column_index(table, "surveyed_at"),
         .headers = when,
         .header_count = 1,
         .excel_serial = true},
        {.column = schema_column_index(table, "channel"),
         .source = SOURCE_CONSTANT,
         .constant = "微信"},
        {.column = schema_column_index(table, "rel1"),
         .headers = rel1,
         .header_count = 1,
         .values = values,
         .value_count = 2,
         .missing = zero,
         .missing_count = 1},
    };
    struct table_mapping mappings[16] = {{0}};
    mappings[surveys] = (struct table_mapping){patterns, 1, columns, 4};
    fixture->options.tables = mappings;
    fixture->options.chunk_bytes = 9;
    (void)fixture_write(fixture, "airline1.csv",
                        "when;Baggage\n45809.5;GOOD\n45810;0\n;3\n45811;gone\n45812;2\n");
    fixture_run(fixture);
    fixture->options.tables = NULL;
    static const char *const scores[] = {"5", "", "", "2"};
    assert_int_equal(fixture_table(fixture, "surveys")->table.row_count, 4);
    check_row_numbers(fixture, 4);
    for (uint32_t row = 0; row < 4; row++) {
        fixture_check_cell(fixture, "surveys", "rel1", row, scores[row]);
        fixture_check_cell(fixture, "surveys", "channel", row, "wechat");
    }
    assert_int_equal(fixture->ingested.rejects.record_count, 1);
    assert_int_equal(fixture->ingested.rejects.field_count, 0);
    assert_non_null(strstr(fixture->ingested.files[0].why, "airline*.csv"));
}

static const char departures[] = "customer_id,left_on\nC1,2025-06-01\n";

static void test_inventory(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(mkdir(fixture_path(fixture, "流失2025"), 0700), 0);
    (void)fixture_write(fixture, "流失2025/one.CSV", departures);
    (void)fixture_write(fixture, "流失2025/.hidden.csv", departures);
    (void)fixture_write(fixture, "流失2025/notes.xlsx", "PK");
    (void)fixture_write(fixture, "departures_empty.csv", "");
    (void)fixture_write(fixture, "unknown.csv", "a,b\n1,2\n");
    (void)fixture_write(fixture, "by_header.tsv", "流失日期\t客户编号\t原因\n2025-06-01\tC2\tx\n");
    const char *second = fixture_path(fixture, "流失2025/two.csv");
    assert_int_equal(link(fixture_path(fixture, "流失2025/one.CSV"), second), 0);
    assert_int_equal(symlink(fixture->folder, fixture_path(fixture, "back")), 0);
    fixture_run(fixture);
    const struct input_file *files = fixture->ingested.files;
    static const char *const names[] = {"by_header.tsv",    "departures_empty.csv",
                                        "unknown.csv",      "流失2025/notes.xlsx",
                                        "流失2025/one.CSV", "流失2025/two.csv"};
    static const char *const whys[] = {
        "3 of 3", "departures", "no table", "not a CSV file", "folder name begins with 流失",
        "one.CSV"};
    assert_int_equal(fixture->ingested.file_count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_non_null(strstr(files[i].path, names[i]));
        if (!strstr(files[i].why, whys[i])) fail_msg("%s: %s", names[i], files[i].why);
    }
    assert_int_equal(files[1].rows_in, 0);
    assert_int_equal(files[2].table, -1);
    assert_int_equal(files[5].table, -1);
    assert_int_equal(fixture_table(fixture, "departures")->table.row_count, 2);
    assert_string_equal(files[1].sha256, /* of nothing */
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_paths(void **state)
{
    struct fixture *fixture = *state;
    char pattern[PATH_BYTES], slashed[PATH_BYTES], none[PATH_BYTES];
    const char *first = fixture_write(fixture, "departures1.csv", departures);
    (void)fixture_write(fixture, "departures2.csv", departures);
    (void)snprintf(pattern, sizeof pattern, "%.200s/dep*[12].csv", fixture->folder);
    (void)snprintf(slashed, sizeof slashed, "%.200s/", fixture->folder);
    (void)snprintf(none, sizeof none, "%.200s/no*.csv", fixture->folder);
    const char *const twice[] = {pattern, first};
    assert_int_equal(fixture_try(fixture, twice, 2), RC_OK);
    assert_int_equal(fixture->ingested.file_count, 3);
    assert_int_equal(fixture_table(fixture, "departures")->table.row_count, 2);
    const char *const folder[] = {slashed};
    assert_int_equal(fixture_try(fixture, folder, 1), RC_OK);
    assert_null(strstr(fixture->ingested.files[0].path, "//"));
    const char *const nothing[] = {none};
    assert_int_equal(fixture_try(fixture, nothing, 1), RC_INPUT);
    const char *const missing[] = {first, "no/such/file.csv"};
    assert_int_equal(fixture_try(fixture, missing, 2), RC_INPUT);
    assert_non_null(strstr(fixture->err.message, "no/such/file.csv"));
    assert_true(*fixture->err.hint != '\0');
    assert_int_equal(fixture->ingested.table_count, 0);
}

/* What a pattern finds is no pattern again, whatever it is called. */
static void test_pattern_finds_pattern(void **state)
{
    struct fixture *fixture = *state;
    char pattern[PATH_BYTES];
    (void)fixture_write(fixture, "departures1.csv", departures);
    assert_int_equal(symlink("nowhere", fixture_path(fixture, "*")), 0);
    (void)snprintf(pattern, sizeof pattern, "%.200s/*", fixture->folder);
    const char *const paths[] = {pattern};
    assert_int_equal(fixture_try(fixture, paths, 1), RC_OK);
    assert_int_equal(fixture->ingested.file_count, 2);
    assert_string_equal(fixture->ingested.files[0].why, "leads nowhere");
    assert_int_equal(fixture_table(fixture, "departures")->table.row_count, 1);
}

/* Names of codes are read to their NUL later: one within must not make two names equal. */
static void test_nul_in_code(void **state)
{
    struct fixture *fixture = *state;
    static const char bytes[] = "customer_id,left_on,reason\nC1,2025-06-01,a\0b\n"
                                "C2,2025-06-01,a\0c\nC3,2025-06-01,a\0b\n";
    static const char *const names[] = {"a\\x00b", "a\\x00c"};
    (void)fixture_write_bytes(fixture, "departures.csv", bytes, sizeof bytes - 1);
    fixture_run(fixture);
    const struct ingested_table *table = fixture_table(fixture, "departures");
    const size_t reason = fixture_column(table, "reason");
    const struct segment_column *column = &table->table.segments[0].columns[reason];
    assert_int_equal(column->codes->name_count, 2);
    for (uint32_t code = 1; code <= 2; code++) {
        const struct key_text *name = &column->codes->names[code];
        assert_string_equal(name->bytes, names[code - 1]);
        assert_int_equal(name->byte_count, strlen(name->bytes));
    }
}

static void test_standard_input(void **state)
{
    struct fixture *fixture = *state;
    const char *path = fixture_write(fixture, "x.csv", departures);
    const int file = open(path, O_RDONLY), saved = dup(STDIN_FILENO);
    assert_true(file >= 0 && saved >= 0 && dup2(file, STDIN_FILENO) == STDIN_FILENO);
    const char *const paths[] = {"-", "-"};
    const enum rc rc = fixture_try(fixture, paths, 2);
    assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
    (void)close(saved);
    (void)close(file);
    assert_int_equal(rc, RC_OK);
    assert_string_equal(fixture->ingested.files[0].path, "-");
    fixture_check_cell(fixture, "departures", "customer_id", 0, "C1");
    assert_int_equal(fixture_table(fixture, "departures")->table.row_count, 1);
}

static void test_gzip(void **state)
{
    struct fixture *fixture = *state;
    gzFile packed = gzopen(fixture_path(fixture, "departures.csv.gz"), "wb");
    assert_non_null(packed);
    assert_int_equal(gzwrite(packed, departures, sizeof departures - 1), sizeof departures - 1);
    assert_int_equal(gzclose(packed), Z_OK);
    fixture_run(fixture);
    const struct input_file *file = &fixture->ingested.files[0];
    assert_int_equal(file->byte_count, sizeof departures - 1);
    assert_true(file->stored_byte_count != file->byte_count);
    fixture_check_cell(fixture, "departures", "customer_id", 0, "C1");
    char sha256[65];
    memcpy(sha256, file->sha256, sizeof sha256);
    (void)fixture_write(fixture, "departures.csv", departures);
    fixture_run(fixture);
    assert_string_not_equal(fixture->ingested.files[0].sha256, sha256); /* of the stored bytes */
    assert_string_equal(fixture->ingested.files[1].sha256, sha256);
}

static void test_errors(void **state)
{
    struct fixture *fixture = *state;
    const char *path = fixture_write(fixture, "departures.csv", "customer_id,when\nC1,x\n");
    assert_int_equal(fixture_try(fixture, &path, 1), RC_INPUT);
    assert_non_null(strstr(fixture->err.message, "left_on"));
    path = fixture_write(fixture, "departures.csv", "customer_id,left_on\nC1,\xFF\xFF\n");
    assert_int_equal(fixture_try(fixture, &path, 1), RC_INPUT);
    assert_int_equal(fixture_try(fixture, NULL, 0), RC_OK);
    assert_int_equal(fixture->ingested.file_count, 0);
}

/* A column that is bad in every row: the first rows show what is wrong, all are counted,
 * whatever the chunks. */
static void test_bad_column(void **state)
{
    enum { ROWS = REJECT_FIELDS_KEPT + 200 };
    struct fixture *fixture = *state;
    struct text csv;
    text_init(&csv, 0);
    text_put(&csv, "survey_id,surveyed_at,overall\n");
    for (int row = 1; row <= ROWS; row++) text_format(&csv, "S%d,2025-06-01,much\n", row);
    (void)fixture_write(fixture, "surveys.csv", csv.bytes);
    text_release(&csv);
    static const uint64_t chunk_bytes[] = {64, 1000, 1 << 20};
    for (size_t i = 0; i < sizeof chunk_bytes / sizeof *chunk_bytes; i++) {
        fixture->options.chunk_bytes = chunk_bytes[i];
        fixture_run(fixture);
        const struct ingested_table *surveys = fixture_table(fixture, "surveys");
        const struct rejects *rejects = &fixture->ingested.rejects;
        assert_int_equal(surveys->table.row_count, ROWS);
        assert_int_equal(surveys->quality[fixture_column(surveys, "overall")].bad_count, ROWS);
        assert_int_equal(rejects->field_count, REJECT_FIELDS_KEPT);
        assert_int_equal(rejects->rows[rejects->row_count - 1].line, REJECT_FIELDS_KEPT + 1);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make, fixture_release)
        TEST(test_typed_columns),
        TEST(test_bad_fields),
        TEST(test_absent_column),
        TEST(test_gb18030),
        TEST(test_undecodable),
        TEST(test_rejects_file),
        TEST(test_nul_in_code),
        TEST(test_pattern_finds_pattern),
        TEST(test_mapping),
        TEST(test_inventory),
        TEST(test_rejects_file_broken),
        TEST(test_paths),
        TEST(test_standard_input),
        TEST(test_gzip),
        TEST(test_errors),
        TEST(test_rejects_file_tables),
        TEST(test_bad_column),
#undef TEST
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
