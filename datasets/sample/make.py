#!/usr/bin/env python3
"""Write the sample: datasets/sample/data/, expected.json, and the table of dirt in README.md.

  make.py           write them
  make.py --check   compare with what is there; exit 1 and name what differs

The clean facts are in facts.py, the ways of writing them down in sheets.py; this file says which
file has which rows in which style, and puts in the dirt, kind by kind.
"""
import gzip
import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import facts
from facts import ITEMS, RIGHTS, TRUSTS, Row
from sheets import Sheet, Style, quoted

HERE = Path(__file__).resolve().parent
DATA, EXPECTED, README = HERE / "data", HERE / "expected.json", HERE / "README.md"
MARKS = ("<!-- dirt: written by make.py -->", "<!-- end of dirt -->")

DIMENSIONS = {"rel": "可靠", "asr": "专业", "tan": "有形", "emp": "同理", "res": "反应"}
SURVEY_HEADERS = {
    "survey_id": "回访编号", "surveyed_at": "回访时间", "channel": "回访方式",
    "customer_id": "客户编号", "dealer_id": "经销商编号", "technician_id": "服务人员编号",
    "region": "区域", "product": "产品型号", "repair_id": "维修单号",
    **{item: DIMENSIONS[item[:-1]] + item[-1] for item in ITEMS},
    "overall": "总体满意度", "recommend": "推荐意愿", "repurchase_intent": "再购意愿",
    "had_problem": "是否有问题", "complained": "是否投诉", "outcome": "处理结果",
    "told_people": "告知人数", "touchpoint": "接触点", "phase": "阶段", "answered": "是否接通",
    "comment": "意见", "wish": "期望"}
SURVEY_HEADERS_ENGLISH = {
    "survey_id": "Survey No", "surveyed_at": "Survey Date", "channel": "Contact Channel",
    "customer_id": "Customer ID", "dealer_id": "Dealer Code", "technician_id": "Technician",
    "region": "Region", "product": "Model", "repair_id": "Repair No",
    **{item: item for item in ITEMS},
    **{f"x_{dimension}1": f"X {dimension.upper()} 1" for dimension in DIMENSIONS},
    **{f"w_{dimension}": f"w_{dimension}" for dimension in DIMENSIONS},
    "overall": "Overall Satisfaction", "recommend": "NPS",
    "repurchase_intent": "Repurchase Intent",
    **{name: name.replace("_", " ").title() for name in RIGHTS + TRUSTS},
    "had_problem": "Had Problem", "complained": "Complained", "outcome": "Outcome",
    "told_people": "Told People", "touchpoint": "Touchpoint", "phase": "Phase",
    "answered": "Answered", "comment": "Comment", "wish": "Wish"}
REPAIR_HEADERS = {
    "repair_id": "维修单号", "unit_id": "产品序列号", "customer_id": "客户编号",
    "dealer_id": "经销商编号", "technician_id": "服务人员编号", "region": "区域",
    "product": "产品型号", "purchased_on": "购买日期", "installed_on": "安装日期",
    "warranty_months": "保修月数", "reported_at": "报修时间", "replied_at": "回复时间",
    "promised_at": "预约时间", "visited_at": "到达时间", "closed_at": "完成时间",
    "special_case": "特殊情况", "mode": "服务方式", "fault": "故障描述", "cause": "故障原因",
    "action": "处理措施", "part": "配件", "quantity": "数量", "design_hazard": "设计隐患",
    "material_fee": "材料费", "labour_fee": "服务费", "charged": "是否收费",
    "charge_reason": "收费原因", "solved": "是否修好", "confirmed": "用户确认",
    "department": "责任部门", "note": "备注"}
# What dealer D04's own system calls the same columns: aliases only.
REPAIR_HEADERS_D04 = dict(zip(REPAIR_HEADERS, (
    "工单号", "序列号", "用户编号", "网点编号", "师傅", "片区", "型号", "购机日期", "装机日期", "保修期",
    "报修日期", "答复时间", "预约上门时间", "上门时间", "完工时间", "是否特殊", "维修方式", "故障现象",
    "原因分析", "维修措施", "更换配件", "件数", "是否设计隐患", "配件费", "工时费", "收费", "收费理由", "修好",
    "客户确认", "部门", "说明")))
COMPLAINT_HEADERS = {
    "complaint_id": "投诉编号", "customer_id": "客户编号", "repair_id": "维修单号",
    "dealer_id": "经销商编号", "department": "责任部门", "opened_at": "投诉时间",
    "answered_at": "首次答复时间", "resolved_at": "解决时间", "status": "状态", "apologised": "道歉",
    "listened": "倾听", "fair_fix": "公平方案", "compensated": "补偿", "promise_kept": "守诺",
    "followed_up": "跟进", "permanent_fix": "永久解决", "satisfied_after": "处理后满意度", "note": "备注"}
PURCHASE_HEADERS = {"customer_id": "客户编号", "purchased_on": "购买日期", "product": "产品型号",
                    "dealer_id": "经销商编号", "amount": "金额", "cost": "成本"}
DEPARTURE_HEADERS = {"customer_id": "客户编号", "left_on": "流失日期", "reason": "流失原因"}

WORDS = {
    "channel": {"phone": "电话", "onsite": "上门", "wechat": "微信", "web": "网络", "card": "反馈卡"},
    "outcome": {"none": "无", "unsolved": "未解决", "solved": "已解决", "solved_fast": "快速解决"},
    "phase": {"before": "售前", "during": "售中", "after": "售后"},
    "mode": {"phone": "电话指导", "onsite": "上门", "return": "返厂"},
    "charge_reason": {"out_of_warranty": "过保", "misuse": "使用不当"},
    "status": {"closed": "已关闭", "in_progress": "处理中"},
    "reason": {"death": "去世", "moved": "搬迁", "friend": "朋友", "competitor": "竞争对手",
               "product": "产品", "service": "服务"}}

OFFICE = Style(words=WORDS)  # the head office: plain UTF-8, LF, one ISO style
EXCEL = Style(encoding="utf-8-bom", newline="\r\n", words=WORDS,
              times=("slash", "chinese", "dot", "iso"), money=("plain", "yen"),
              missing=("", "无", "-", "NA", "", "N/A", "NULL"))
OLD_EXCEL = Style(encoding="gb18030", newline="\r\n", words=WORDS, times=("slash", "chinese"),
                  money=("wide_yen", "yuan"), missing=("", "无"))
MIXED = Style(words=WORDS, times=("iso", "seconds", "slash", "slash_seconds"), missing=("", "null", "-"),
              bools=(("是", "否"), ("Y", "N"), ("yes", "no"), ("TRUE", "FALSE"), ("1", "0")))
SYSTEM = Style(times=("letter_t", "offset", "zulu"), bools=(("true", "false"), ("Yes", "No")))


def in_month(row: Row, clock: str, first: str, last: str) -> bool:
    return first <= f"{row[clock]:%Y-%m}" <= last


def line(cells: list[str], *raw: str) -> str:
    """A record of cells, quoted where they must be, with further cells as they stand."""
    return ",".join([*map(quoted, cells), *raw])


def pasted_bytes(record: bytes) -> bytes:
    """A cell pasted from a GBK program: two bytes that are no UTF-8."""
    return record.replace("上门服务好".encode(), b"\xb7\xfe\xce\xf1")


def surveys_2024(rows: list[Row]) -> Sheet:
    headers = SURVEY_HEADERS | {"dealer_id": "经销商 编号（必填）", "overall": "总体满意度 (1-7)",
                                "unknown": "审核人"}
    sheet = Sheet("回访_2024.csv", "surveys", headers, EXCEL)
    for row in rows:
        if in_month(row, "surveyed_at", "2024-05", "2024-12"):
            sheet.add(row | {"unknown": "李工"})
    sheet.notes += [
        ("byte order mark, CRLF, Chinese headers, one decorated 经销商 编号（必填）, one 总体满意度 (1-7)",
         "read as UTF-8; blanks and brackets do not count in headers"),
        ("column 审核人 that no table knows", "ignored, listed as unknown header"),
        ("dates as 2024/5/4, 2024年5月4日, 2024.5.4, 2024-05-04; missing as empty, 无, -, NA, N/A, NULL",
         "read; missing")]
    sheet.change("S0001", "comment", '师傅说:"等配件",\n三天后才来, 修得好。\n\n谢谢',
                 "quoted comment with a comma, doubled quotes and three line breaks",
                 "used; one record on four lines")
    sheet.change("S0003", "rel1", "9", "score 9 on a scale of 1 to 7", "used; rel1 missing",
                 bad="out_of_range")
    sheet.change("S0004", "rel2", "5.0", "score 5.0", "used; rel2 = 5")
    sheet.change("S0005", "asr1", "4.5", "score 4.5", "used; asr1 missing", bad="not_whole")
    sheet.change("S0008", "channel", "短信", "channel 短信 is not listed",
                 "used; value stays 短信, counted as unlisted", unlisted=True)
    sheet.change("S0007", "surveyed_at", "2024年5月24日", "event time is a date alone",
                 "used; midnight, marked as a date alone")
    sheet.change("S0009", "dealer_id", "  D02 ", "blanks around a key", "used; D02")
    for item in ("rel1", "rel2", "rel3"):
        sheet.change("S0011", item, "NA", f"{item} missing (3 of 5 reliability items)",
                     "used; no reliability score, as fewer than half are answered")
    sheet.insert("S0012", "undecodable", "GBK bytes pasted into a UTF-8 file", key="S9001",
                 cells={"comment": "上门服务好"}, mangle=pasted_bytes)
    sheet.insert("S0013", "field_count", "a stray comma: one field too many", key="S9002",
                 record=lambda cells: line(cells, ""))
    sheet.insert("S0014", "no_key", "no 回访编号", key="")
    sheet.insert("S0015", "no_key", "a row of empty fields",
                 record=lambda cells: "," * (len(cells) - 1))
    sheet.insert("S0016", "no row", "an empty line", outcome="no row",
                 record=lambda cells: "")
    sheet.append("total_row", "合计,63", "合计 as first cell, in a row of two fields")
    return sheet


def surveys_2025(rows: list[Row]) -> Sheet:
    style = replace(MIXED, final_newline=False)
    sheet = Sheet("回访_2025.csv", "surveys", SURVEY_HEADERS, style)
    for row in rows:
        if in_month(row, "surveyed_at", "2025-01", "2025-05") \
                and not (row["dealer_id"] == "D03" and in_month(row, "surveyed_at", "2025-05",
                                                                "2025-05")):
            sheet.add(row)
    sheet.notes += [
        ("plain UTF-8, LF, no line end after the last record", "read; the last record counts"),
        ("是/否, Y/N, yes/no, TRUE/FALSE, 1/0 in one file", "read"),
        ("seconds in times (08:05:59)", "cut off")]
    sheet.insert("S0066", "quoting", "text behind a closing quote", key="S9011",
                 record=lambda cells: line(cells[:-2], '"很好"的', ""))
    sheet.insert("S0067", "quoting", "a quote inside an unquoted field", key="S9012",
                 record=lambda cells: line(cells[:-2], '水管5"漏', ""))
    sheet.insert("S0071", "no_time", "no 回访时间", key="S9013", cells={"surveyed_at": ""})
    sheet.insert("S0072", "bad_time", "30 February as event time", key="S9014",
                 cells={"surveyed_at": "2025-02-30 10:00"})
    sheet.insert("S0073", "bad_time", "words as event time", key="S9015",
                 cells={"surveyed_at": "上周五下午"})
    sheet.insert("S0077", "field_count", "five fields too few", key="S9016",
                 record=lambda cells: line(cells[:-5]))
    sheet.change("S0075", "had_problem", "也许", "也许 (maybe) for yes or no",
                 "used; had_problem missing", bad="not_a_bool")
    sheet.change("S0076", "told_people", "-3", "−3 people told", "used; told_people missing",
                 bad="out_of_range")
    sheet.insert("S0078", "total_row", "小计 as first cell, the number of fields is right",
                 key="小计")
    sheet.insert("S0079", "used", "S0079 a second time in the same file, overall corrected to 7",
                 cells={"overall": "7"}, outcome="used; the row above it is superseded")
    sheet.entries[sheet.find("S0079")].fate = "superseded"
    sheet.insert("S0081", "quoting", "a quote that is never closed", key="S9017",
                 record=lambda cells: line(cells[:-2], '"还没说完', ""),
                 outcome="row rejected: `quoting`; only this line is lost")
    return sheet


def surveys_d03(rows: list[Row]) -> list[Sheet]:
    """May 2025 of D03, sent twice: the second sending wins row by row."""
    first = Sheet("D03/回访_D03_202505.csv", "surveys", SURVEY_HEADERS, OLD_EXCEL)
    again = Sheet("D03/回访_D03_202505_重报.csv", "surveys", SURVEY_HEADERS, OLD_EXCEL)
    for row in rows:
        if row["dealer_id"] == "D03" and in_month(row, "surveyed_at", "2025-05", "2025-05"):
            first.add(row, "superseded")
            again.add(row)
    first.notes.append(("GB18030, CRLF; the month is sent again in 回访_D03_202505_重报.csv",
                        "all rows but one are superseded"))
    again.notes.append(("the same month again, sorted behind the first file", "its rows win"))
    first.entries[first.find("S0222")].fate = "used"
    first.change("S0220", "comment", "𠮷田先生说：服务态度好，谢谢！",
                 "a character of four bytes in GB18030 (𠮷)", "read; superseded all the same")
    again.change("S0221", "overall", "6", "a corrected value", "used; overall = 6")
    wrong = again.entries[again.find("S0222")]
    wrong.fate, wrong.raw = "quoting", line(wrong.cells[:-2], '"不错"!', "").encode("gb18030")
    wrong.notes.append(("S0222 again, with broken quoting",
                        "row rejected: `quoting`; it supersedes nothing, S0222 of the first "
                        "file stays used"))
    again.append("total_row", "合计" + "," * (len(SURVEY_HEADERS) - 1), "合计 in GB18030")
    return [first, again]


def surveys_system(rows: list[Row]) -> list[Sheet]:
    """The system's own export, a folder a month."""
    style = replace(SYSTEM, is_gzip=True)
    june = Sheet("2025-06/surveys.csv.gz", "surveys", SURVEY_HEADERS_ENGLISH, style)
    july = Sheet("2025-07/surveys.csv", "surveys", SURVEY_HEADERS_ENGLISH, SYSTEM)
    for row in rows:
        for sheet, month in ((june, "2025-06"), (july, "2025-07")):
            if in_month(row, "surveyed_at", month, month):
                sheet.add(row)
    june.notes.append(("gzip, folder of a month, English headers (Dealer Code, Survey Date, X REL 1)",
                       "read; lines count in the inflated text"))
    june.notes.append(("only this file and July's have expectations, weights, rights and trust",
                       "missing in all other rows"))
    june.insert("S0214", "total_row", "TOTAL as first cell", key="TOTAL")
    june.change("S0118", "recommend", "11", "11 on a scale of 0 to 10", "used; recommend missing",
                bad="out_of_range")
    july.notes.append(("rows after the report month", "used; for follow-up only"))
    return [june, july]


def repairs_2024(rows: list[Row]) -> Sheet:
    sheet = Sheet("维修记录/2024.csv", "repairs", REPAIR_HEADERS | {"material_fee": "材料费（元）"}, EXCEL)
    for row in rows:
        if in_month(row, "reported_at", "2024-05", "2024-12"):
            sheet.add(row)
    sheet.notes.append(("file name without a table, folder 维修记录", "repairs, by the folder's name"))
    sheet.change("R0002", "replied_at", "2024/5/3 9:00", "replied before it was reported",
                 "used; replied_at missing", bad="before_start")
    sheet.change("R0003", "purchased_on", "2023-02-30", "30 February as purchase date",
                 "used; purchased_on missing, so the stage is unknown", bad="no_such_day")
    sheet.change("R0004", "warranty_months", "一年", "words as a number",
                 "used; warranty_months missing", bad="not_a_number")
    sheet.change("R0005", "material_fee", "12.345", "money with a tenth of a fen",
                 "used; material_fee missing", bad="too_precise")
    sheet.change("R0007", "material_fee", "¥1,280.50", "¥ and a thousands comma, quoted",
                 "used; material_fee = 128050 fen")
    sheet.change("R0008", "mode", "代理上门", "mode 代理上门 is not listed",
                 "used; value stays, counted as unlisted", unlisted=True)
    sheet.insert("R0010", "order", "closed the day before it was reported", key="R9001",
                 cells={"reported_at": "2024/6/5 9:00", "closed_at": "2024/6/4 9:00"})
    sheet.insert("R0011", "no_key", "维修单号 is a missing marker (-)", key="-")
    sheet.insert("R0013", "no_time", "报修时间 is a missing marker (无)", key="R9002",
                 cells={"reported_at": "无"})
    sheet.insert("R0014", "bad_time", "a thirteenth month", key="R9003",
                 cells={"reported_at": "2024年13月1日"})
    sheet.insert("R0015", "used", "R0015 a second time, with blanks around its key",
                 key=" R0015 ", outcome="used; the row above it is superseded")
    sheet.entries[sheet.find("R0015")].fate = "superseded"
    sheet.append("total_row", "总计,64,,,", "总计 as first cell, in a row of five fields")
    return sheet


def repairs_2025(rows: list[Row]) -> list[Sheet]:
    office = Sheet("维修记录/2025.csv", "repairs", REPAIR_HEADERS, OFFICE)
    south = Sheet("D03/维修_D03_2025.csv", "repairs", REPAIR_HEADERS, OLD_EXCEL)
    north = Sheet("D04_2025.csv", "repairs", REPAIR_HEADERS_D04, EXCEL)
    for row in rows:
        if in_month(row, "reported_at", "2025-01", "2025-05"):
            {"D03": south, "D04": north}.get(str(row["dealer_id"]), office).add(row)
    office.notes.append(("plain UTF-8, LF", "read"))
    stale = next(row for row in rows if row["repair_id"] == "R0106")
    office.add(stale)
    office.entries[-1].notes.append(
        ("R0106 of 2025-06/repairs.csv again; this path sorts behind it",
         "used; the row in 2025-06/repairs.csv is superseded"))
    south.notes.append(("GB18030; money as ￥80 and 80元", "read"))
    key = south.entries[0].cells[0]
    south.change(key, "quantity", "１", "a full-width digit", "used; quantity = 1")
    south.insert(key, "order", "closed one minute before it was reported", key="R9011",
                 cells={"reported_at": "2025/1/20 9:01", "closed_at": "2025/1/20 9:00"})
    south.insert("R9011", "field_count", "a record cut after three fields", key="R9012",
                 record=lambda cells: line(cells[:3]))
    north.notes.append(("neither file nor folder names a table; all headers are aliases (工单号, 网点编号)",
                        "repairs, because its headers name most columns of that table"))
    key = north.entries[0].cells[0]
    north.change(key, "material_fee", "免费", "免费 (free) as money", "used; material_fee missing",
                 bad="not_a_number")
    north.insert(key, "quoting", "quotes within an unquoted cell", key="R9021",
                 record=lambda cells: line(cells[:-1], '更换"密封圈"'))
    return [office, south, north]


def repairs_system(rows: list[Row]) -> list[Sheet]:
    headers = {name: name for name in REPAIR_HEADERS} | {"unknown": "temperature"}
    june = Sheet("2025-06/repairs.csv", "repairs", headers, SYSTEM)
    july = Sheet("2025-07/repairs.csv", "repairs", headers, SYSTEM)
    for row in rows:
        for sheet, month in ((june, "2025-06"), (july, "2025-07")):
            if in_month(row, "reported_at", month, month):
                sheet.add(row, "superseded" if row["repair_id"] == "R0106" else "used")
    june.notes += [("canonical English headers; times with T, Z and +08:00",
                    "read; Z and offsets turned to the local +08:00"),
                   ("column temperature that no table knows", "ignored, listed as unknown header")]
    june.change("R0105", "reported_at", "2025-05-31T16:05:00Z", "May by its Z, June by local time",
                "used; 2025-06-01 00:05, counts in June")
    june.change("R0106", "note", "sent again by the office", "see 维修记录/2025.csv", "superseded")
    june.change("R0107", "charge_reason", "goodwill", "charge_reason goodwill is not listed",
                "used; value stays, counted as unlisted", unlisted=True)
    june.append("total_row", "Total,24", "Total as first cell, in a row of two fields")
    july.change("R0132", "promised_at", "2025-08-05T10:00:00",
                "promised_at 2025-08-05, after all that has happened",
                "used; an appointment does not move the horizon (2025-07-30 18:00)")
    return [june, july]


def small_tables() -> list[Sheet]:
    complaints = Sheet("投诉_2024-2025.csv", "complaints", COMPLAINT_HEADERS, OLD_EXCEL)
    for row in facts.complaints():
        complaints.add(row)
    complaints.insert("K003", "order", "resolved before it was opened", key="K901",
                      cells={"opened_at": "2024/5/20 9:00", "resolved_at": "2024/5/19 9:00"})
    complaints.insert("K004", "no_time", "no 投诉时间", key="K902", cells={"opened_at": ""})
    complaints.insert("K005", "used", "no 客户编号", key="K903",
                      cells={"customer_id": ""}, outcome="used; outside the retention paths")
    complaints.change("K006", "satisfied_after", "0", "score 0 on a scale of 1 to 7",
                      "used; satisfied_after missing", bad="out_of_range")
    purchases = Sheet("purchases.csv", "purchases", PURCHASE_HEADERS,
                      replace(MIXED, money=("plain", "yen", "yuan")))
    for row in facts.purchases():
        purchases.add(row)
    purchases.notes.append(("no key column: equal rows are separate purchases", "both used"))
    purchases.insert("C001", "bad_time", "purchase on 31 April", key="C900",
                     cells={"purchased_on": "2024-04-31"})
    purchases.insert("C013", "no_time", "no purchase date", key="C901", cells={"purchased_on": ""})
    purchases.insert("C025", "used", "no 客户编号", key="", outcome="used; belongs to no customer")
    purchases.insert("C030", "total_row", "合计 as first cell", key="合计")
    departures = Sheet("流失登记.csv", "departures", DEPARTURE_HEADERS, EXCEL)
    for row in facts.departures():
        departures.add(row)
    departures.notes.append(("file name 流失登记 only begins with 流失", "departures"))
    departures.append("used", "C088,2025/2/1,价格", "reason 价格 is not listed",
                      "used; a reason of its own, counted as unlisted")
    departures.entries[-1].unlisted.append("reason")
    departures.append("field_count", "C089,2025/2/3,服务,", "a stray comma at the end")
    departures.append("bad_time", "C090,二月,服务", "二月 (February) as date")
    empty = Sheet("D05/维修_D05_202507.csv", "repairs", REPAIR_HEADERS, OFFICE)
    empty.notes.append(("a header and nothing else", "no rows"))
    return [complaints, purchases, departures, empty]


def sheets() -> list[Sheet]:
    """All files in the byte order of their paths."""
    surveys, repairs = facts.surveys(), facts.repairs()
    found = [surveys_2024(surveys), surveys_2025(surveys), *surveys_d03(surveys),
             *surveys_system(surveys), repairs_2024(repairs), *repairs_2025(repairs),
             *repairs_system(repairs), *small_tables()]
    return sorted(found, key=lambda sheet: sheet.path.encode())


def expected(found: list[Sheet]) -> dict:
    files = {sheet.path: sheet.expected() for sheet in found}
    rejected: Counter = Counter()
    for one in files.values():
        rejected.update(one["rejected"])
    return {"schema": "rater.sample/1", "month": "2025-06", "horizon": "2025-07-30T18:00",
            "rows_in": sum(one["rows_in"] for one in files.values()),
            "used": sum(one["used"] for one in files.values()),
            "rejected": dict(sorted(rejected.items())),
            "superseded": sum(one["superseded"] for one in files.values()),
            "files": files}


def dirt_table(found: list[Sheet]) -> str:
    lines = []
    for sheet in found:
        lines += [f"**`{sheet.path}`**", "", "| line | what | outcome |", "|---|---|---|"]
        lines += [f"| {line} | {dirt} | {outcome} |" for line, dirt, outcome in sheet.dirt()]
        lines.append("")
    return "\n".join(lines)


def outputs() -> dict[Path, bytes]:
    found = sheets()
    files = {DATA / sheet.path: sheet.stored() for sheet in found}
    files[EXPECTED] = (json.dumps(expected(found), ensure_ascii=False, indent=1) + "\n").encode()
    before, _, rest = README.read_text("utf-8").partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    files[README] = f"{before}{MARKS[0]}\n\n{dirt_table(found)}\n{MARKS[1]}{after}".encode()
    return files


def plain(path: Path, content: bytes) -> bytes:
    """Compressed bytes may differ between zlib versions; what they hold may not."""
    return gzip.decompress(content) if path.suffix == ".gz" else content


def check(files: dict[Path, bytes]) -> list[str]:
    there = {path for path in DATA.rglob("*") if path.is_file()}
    faults = [f"{path.relative_to(HERE)}: not made here" for path in sorted(there - files.keys())]
    for path, content in files.items():
        if not path.is_file():
            faults.append(f"{path.relative_to(HERE)}: missing")
        elif plain(path, path.read_bytes()) != plain(path, content):
            faults.append(f"{path.relative_to(HERE)}: differs from what make.py writes")
    return faults


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    files = outputs()
    if arguments:
        faults = check(files)
        for fault in faults:
            print(fault, file=sys.stderr)
        print(f"sample: {len(files)} files, {len(faults)} differ")
        return 1 if faults else 0
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
