# A run of the sample: exit status, files, and what is said.
P 0 run_summary.txt     rater run data -o out --month 2025-06 --lang en 2>&1 | grep -v '^[0-9•]'
P 0 run_files.txt       ls out
P 0 -                   tests=$(head -c 3 out/rejects.csv | od -An -tx1); test "$tests" = ' ef bb bf'
P 0 -                   python3 -m json.tool out/result.json > /dev/null
P 0 -                   rater run data -o both --lang both -q && test "$(ls both | tr '\n' ' ')" = 'rejects.csv report.en.html report.zh.html result.json '
# Pages of another language do not stay behind; nothing else in the folder is touched.
P 0 -                   touch both/mine; rater run data -o both --lang en -q && test "$(ls both | tr '\n' ' ')" = 'mine rejects.csv report.html result.json '
P 0 -                   rater run data -o - -q > piped.json && cmp piped.json out/result.json
P 0 run_json.txt        rater run data -o out -q --json
P 0 -                   rater run -qo out -- data; rater run -o out data -q; rater run data -oout -q; rater run -q --output=out data
# The page is drawn from the result alone.
P 0 -                   rater run data -o out -q --lang both && rater report out/result.json -o again --lang both -q && cmp out/report.zh.html again/report.zh.html && cmp out/report.en.html again/report.en.html
P 0 -                   rater report out/result.json -o - --lang en | grep -q "<html"
P 2 report_both.txt     rater report out/result.json -o - --lang both
# Tables beside the page, by options or configuration; those of an earlier result do not stay.
P 0 extras_summary.txt  rater run data -o extras --lang en --tables --xlsx --sqlite --json -q
P 0 extras_files.txt    ls extras; ls extras/tables | grep -E '^(contents|estimates|run)'
P 0 -                   echo '{"files": ["tables", "xlsx", "sqlite"]}' > c.json; rater run data -o chosen -q -c c.json --lang en && test "$(ls chosen chosen/tables)" = "$(ls extras extras/tables | sed s/extras/chosen/)"
P 0 -                   touch extras/tables/mine; rater run data -o extras -q --lang both --xlsx && test "$(ls extras | tr '\n' ' ')" = 'rejects.csv report.en.html report.en.xlsx report.zh.html report.zh.xlsx result.json tables ' && test "$(ls -A extras/tables)" = mine
P 0 -                   rater report chosen/result.json -o chosen --lang en --sqlite -q && test -f chosen/report.xlsx && test -f chosen/tables/run.csv
# No clock and no zone in them.
P 0 -                   TZ=Asia/Shanghai faketime 2031-02-03 rater report chosen/result.json -o then --lang en --xlsx --sqlite -q 2> /dev/null || TZ=Asia/Shanghai rater report chosen/result.json -o then --lang en --xlsx --sqlite -q; cmp then/report.xlsx chosen/report.xlsx && cmp then/result.sqlite chosen/result.sqlite
P 2 extras_stdout.txt   rater run data -o - --xlsx
P 2 extras_stdout.txt   rater report out/result.json -o - --lang en --tables
P 2 extras_stdout.txt   echo '{"files": ["tables"]}' > c.json; rater run data -o - -q -c c.json
P 2 output_empty.txt    rater run data -o "" -q
P 2 output_empty.txt    rater report out/result.json -o "" -q
P 2 extras_wrong.txt    echo '{"files": ["tables", "pdf"]}' > wrong.json; rater run data -o none -q -c wrong.json
# What no run put there stays; where a file of a run is to stand it is refused before anything is replaced.
P 0 -                   mkdir own; touch own/report.xlsx own/result.sqlite own/report.zh.html; rater run data -o own -q && test "$(ls own | tr '\n' ' ')" = 'rejects.csv report.html report.xlsx report.zh.html result.json result.sqlite '
P 4 -                   mkdir taken taken/tables; echo mine > taken/tables/estimates.csv; rater report out/result.json -o taken --tables -q 2> /dev/null
P 0 -                   test "$(cat taken/tables/estimates.csv)" = mine && test "$(ls -A taken)" = tables
# A working file that cannot be made is told as one, and no place of making stays.
P 4 -                   (ulimit -n 40; rater report out/result.json -o few --xlsx -q 2> few.txt)
P 0 -                   grep -q '^rater: .*working file.*: Too many open files$' few.txt && ! ls -d few few.tmp-* 2> /dev/null
P 0 -                   echo '{"files": ["dealers"]}' > c.json; rater run data -o paged -q -c c.json && test -d paged/dealers
# A page for each dealer, or one; the report beside it stays.
P 0 dealers_files.txt   rater run data -o each --lang both -q --dealers && ls each each/dealers
P 0 -                   rater report each/result.json -o again2 --lang both -q --dealers && diff each/dealers again2/dealers
P 0 -                   rater report each/result.json -o each --dealer D01 --lang both -q && cmp each/D01.zh.html each/dealers/D01.zh.html && test -f each/report.zh.html
P 0 -                   rater report each/result.json -o - --dealer D01 --lang en | grep -q "Dealer D01"
P 2 dealers_unknown.txt rater report each/result.json -o - --dealer D99
P 2 dealers_alone.txt   rater report each/result.json -o each --dealer D01 --dealers
# Months
P 2 month_later.txt     rater run data -o late -q --month 2025-09
P 2 month_before.txt    rater run data -o early -q --month 2020-01
P 0 -                   rater run data -o july -q --month 2025-07
P 1 -                   ls | grep -E '^(late|early)$'
# Inputs that cannot be read
P 3 input_missing.txt   rater run nothing -o none -q
P 3 input_other.txt     rater run data/purchases.csv -o none -q
# One of surveys and repairs is enough.
P 0 -                   rater run data/维修记录 -o repairs -q; rater run data/回访_2025.csv -o surveys -q
P 3 -                   mkdir empty; rater run empty -o none -q
# Over a limit: the outputs are written, and the status says so.
P 1 run_limit.txt       echo '{"reject_share_limit": 0.001}' > c.json; rater run data -o limit -q -c c.json
P 0 run_files.txt       ls limit
# A file name in another encoding stands in the outputs, which stay UTF-8.
P 0 -                   printf 'survey_id,surveyed_at\na,2025-06-30\nb,\n' > "$(printf 'surveys_\273\330.csv')"; rater run surveys_*.csv -o names -q
P 0 -                   iconv -f UTF-8 -t UTF-16 names/result.json names/rejects.csv names/report.html > /dev/null
P 0 -                   python3 -m json.tool names/result.json | grep -qF 'surveys_\\xBB\\xD8.csv' && grep -qF 'surveys_\xBB\xD8.csv' names/rejects.csv
# Progress is drawn on a terminal that can redraw a line, and nowhere else.
T 0 -                   TERM=xterm script -qec 'rater run data -o shown' /dev/null | grep -q "$(printf '\033')"
T 1 -                   TERM=dumb script -qec 'rater run data -o shown' /dev/null | grep -q "$(printf '\033')"
P 1 -                   TERM=xterm rater run data -o shown 2>&1 | grep -q "$(printf '\033')"
# Disk full, and folders that cannot be written
P 4 -                   rater run data -o - -q > /dev/full
P 4 -                   rater metrics > /dev/full
P 4 -                   rater explain rules > /dev/full
P 0 -                   rater findings out/result.json --lang en | grep -q .
# What was not used can be mended and sent again.
P 0 run_mended.txt      rater run data -o first -q; sed 's/2024-04-31/2024-04-30/' first/rejects.csv > mended.csv; rater run data mended.csv -o second -q --json
P 0 -                   rater explain rules --lang en | grep -q '^  field_count'
P 0 -                   rater explain card.top2.dealer --lang en | grep -q "^Formula: ." && rater explain --lang en | grep -q "^  life.repairs_by_product"
P 0 -                   rater metrics --json | python3 -m json.tool | grep -q '"sla.close_24h"'
P 0 -                   for metric in $(rater metrics --json | sed -n 's/.*{"id":"\([^"]*\)".*/\1/p'); do rater explain "$metric" > /dev/null || exit 1; done
# Every page says what it is, how sure, by which convention, when not, from where and what it must not be used for.
P 0 -                   for metric in $(rater metrics --json | sed -n 's/.*{"id":"\([^"]*\)".*/\1/p'); do test "$(rater explain "$metric" --lang en | grep -cE '^(Question|Unit|Definition|Formula|Interval|Guard|Comparison|Source|Caveat): .')" = 9 || exit 1; test "$(rater explain "$metric" --lang zh | grep -cE '^(问题|单位|定义|公式|区间|门槛|比较|出处|注意): .')" = 9 || exit 1; done
P 0 -                   for metric in survey.overall.top2 survey.overall.mean survey.nps rater.alpha.empathy sla.close.p90; do rater explain $metric | grep -q '^约定: ' && rater explain $metric --lang en | grep -q '^Convention: ' || exit 1; done
# Without a name, and with a family's, it lists.
P 0 -                   rater explain --lang en | grep -q '^  survey ' && rater explain | grep -q '^  rules '
P 0 -                   rater explain service --lang en | grep -q '^  sla.close_24h ' && rater explain service | grep -q '^问题: '
P 0 -                   for topic in charts charts.baseline charts.signals guards.simpson guards.regression quality.maturity; do rater explain $topic --lang en | grep -q "^Guard: " || exit 1; done
# Where the time went: a line a stage on standard error, an object with --json; not a byte of the results differs.
P 0 run_profile.txt     rater run data -o timed -q --profile 2>&1 | sed 's/ *[0-9][0-9.]*/ N/g; s/ *-/ -/g; s/ *wall/ wall/'
P 0 -                   rater run data -o plain -q && cmp plain/result.json timed/result.json && cmp plain/report.html timed/report.html && cmp plain/rejects.csv timed/rejects.csv
P 0 run_stages.txt      rater run data -o timed -q --profile --json 2> /dev/null | python3 -c 'import json, sys; found = json.load(sys.stdin)["profile"]; print(*(f"{one['"'"'stage'"'"']} of {one['"'"'part_of'"'"']}: {one['"'"'bytes'"'"'] > 0} {one['"'"'rows'"'"']} {one['"'"'wall_seconds'"'"'] > 0}" for one in found["stages"]), sep="\n"); print(found["peak_bytes"] > 0, found["reading"]["bytes"] > 0)'
P 0 -                   rater run data -o timed -q --json | python3 -c 'import json, sys; sys.exit("profile" in json.load(sys.stdin))'
P 0 -                   rater run data -o - -q --profile 2> /dev/null | cmp - plain/result.json
# The cache: cold, warm, moved, damaged, with two runs at once; not a byte of the results differs.
P 0 -                   rater run data -o plain -q && cp -r data moved
P 0 cache_cold.txt      rater run data -o cold --cache kept 2>&1 | grep -i cache; cmp plain/result.json cold/result.json && cmp plain/rejects.csv cold/rejects.csv && cmp plain/report.html cold/report.html
P 0 cache_warm.txt      rater run data -o warm --cache kept 2>&1 | grep -i cache; cmp plain/result.json warm/result.json && cmp plain/rejects.csv warm/rejects.csv && cmp plain/report.html warm/report.html
P 0 -                   rater run data -o warm -q --cache=kept --no-digest && rater run data -o plain2 -q --no-digest && cmp plain2/result.json warm/result.json
P 0 cache_warm.txt      rm kept/index; rater run data -o warm --cache kept 2>&1 | grep -i cache
P 0 cache_warm.txt      rater run moved -o warm --cache kept 2>&1 | grep -i cache
P 0 cache_list.txt      rater cache kept | sed 's/  *[0-9]* bytes  20[0-9-]*  [0-9a-f]*$/ N bytes/; s/[0-9]* bytes$/N bytes/' | sort
P 0 -                   rater cache kept --json | python3 -c 'import json, sys; found = json.load(sys.stdin); sys.exit(found["bytes"] != sum(one["bytes"] for one in found["entries"]) or len(found["entries"]) != 15)'
P 0 cache_pruned.txt    rater cache kept --prune 1
P 0 -                   touch -d '40 days ago' kept/*.cache && rater cache kept --prune 30 | tail -1 | grep -q '^15 files removed' && test "$(ls kept)" = index
P 0 cache_cold.txt      rater run data -o cold --cache kept 2>&1 | grep -i cache
P 0 -                   for entry in kept/*.cache; do printf damage | dd of="$entry" bs=1 seek=400 conv=notrunc 2> /dev/null; done; rater run data -o mended --cache kept 2> said; test "$(grep -c 'is damaged; data/.* is read instead$' said)" = 15 && cmp plain/result.json mended/result.json
P 0 cache_warm.txt      rater run data -o warm --cache kept 2>&1 | grep -i cache
P 0 -                   truncate -s 100 kept/*.cache kept/index; rater run data -o mended -q --cache kept > said 2>&1; test ! -s said && cmp plain/result.json mended/result.json
P 0 -                   rater run data -o one -q --cache both & rater run data -o two -q --cache both && wait && cmp one/result.json two/result.json && cmp plain/result.json one/result.json
P 0 cache_nowhere.txt   rater run data -o unkept --cache /dev/null/kept 2>&1 | grep -i cache; cmp plain/result.json unkept/result.json
P 2 cache_inside.txt    rater run data -o inside -q --cache data/kept
P 3 cache_missing.txt   rater cache nothing/here
# What late data changed since an earlier result: nothing where the data are the same; what was mended since then else.
P 0 -                   rater run data -o may -q --month 2025-05 && rater run data -o june -q --previous may/result.json && python3 -c 'import json; t = json.load(open("june/result.json"))["tables"]; row = t["returns.revision"]["rows"][0]; assert row[0] == "2025-05" and row[1] > 9 and row[2:] == [0, 0, 1] and not t["returns.revised"]["rows"], row'
P 0 -                   cp -r data part && rm -r part/D03 && echo '{"minimum_base": 1}' > c.json && rater run part -o before -q --month 2025-06 -c c.json && rater run data -o june -q --month 2025-06 -c c.json --previous before/result.json && python3 -c 'import json; t = json.load(open("june/result.json"))["tables"]; row = t["returns.revision"]["rows"][0]; assert 0 < row[2] <= row[1], row; rows = t["returns.revised"]["rows"]; assert rows and all(r[2] != r[4] or r[3] != r[5] for r in rows)'
P 3 -                   rater run data -o never -q --previous nothing.json 2> /dev/null
P 3 -                   rater run data -o never -q --previous data/purchases.csv 2> /dev/null
P 0 -                   ! ls -d never 2> /dev/null
