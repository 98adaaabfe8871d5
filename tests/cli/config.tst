# The configuration: what it prints is what it reads, and every mistake is named with its place.
P 0 config_en.txt       rater config --lang en
P 0 config_zh.txt       rater config
P 0 -                   rater config --json | python3 -m json.tool > /dev/null
P 0 -                   rater config > printed.json; rater run data -o out -q -c printed.json
P 0 -                   rater run data -o plain -q; grep -v config_sha256 out/result.json > a; grep -v config_sha256 plain/result.json > b; cmp a b
P 2 config_missing.txt  rater run data -o out -c nothing.json
P 2 config_empty.txt    : > c.json; rater run data -o out -c c.json
P 2 config_comma.txt    printf '{\n  "title": "示例",  // ours\n  "month": 2025-06\n}\n' > c.json; rater run data -o out -c c.json
P 2 config_bytes.txt    printf '{\n  "title": "\312\276\300\375"\n}\n' > c.json; rater run data -o out -c c.json
P 2 config_after.txt    echo '{"title": "x"} y' > c.json; rater run data -o out -c c.json
P 2 config_list.txt     echo '[]' > c.json; rater run data -o out -c c.json
P 2 config_twice.txt    echo '{"minimum_base": 10, "minimum_base": 11}' > c.json; rater run data -o out -c c.json
P 2 config_unknown.txt  echo '{"scale": {"minimum": 1, "maxmum": 7}}' > c.json; rater run data -o out -c c.json
P 2 config_section.txt  echo '{"scal": {"minimum": 1}}' > c.json; rater run data -o out -c c.json
P 2 config_object.txt   echo '{"scale": 7}' > c.json; rater run data -o out -c c.json
P 2 config_whole.txt    echo '{"scale": {"minimum": 1.5}}' > c.json; rater run data -o out -c c.json
P 2 config_scale.txt    echo '{"scale": {"minimum": 9}}' > c.json; rater run data -o out -c c.json
P 2 config_points.txt   echo '{"points": {"reliability": 32}}' > c.json; rater run data -o out -c c.json
P 2 config_month.txt    echo '{"month": "2025-6"}' > c.json; rater run data -o out -c c.json
P 2 config_zone.txt     echo '{"time_zone": "8"}' > c.json; rater run data -o out -c c.json
P 2 config_share.txt    echo '{"reject_share_limit": 1.5}' > c.json; rater run data -o out -c c.json
P 2 config_text.txt     echo '{"title": 5}' > c.json; rater run data -o out -c c.json
P 2 config_schema.txt   echo '{"schema": "rater.config/2"}' > c.json; rater run data -o out -c c.json
P 2 config_table.txt    echo '{"tables": {"survey": {}}}' > c.json; rater run data -o out -c c.json
P 2 config_column.txt   echo '{"tables": {"surveys": {"columns": {"overal": "x"}}}}' > c.json; rater run data -o out -c c.json
P 2 config_mapping.txt  echo '{"tables": {"surveys": {"columns": {"overall": {"heder": "x"}}}}}' > c.json; rater run data -o out -c c.json
P 2 config_two.txt      echo '{"tables": {"surveys": {"columns": {"overall": {"header": "x", "constant": "5"}}}}}' > c.json; rater run data -o out -c c.json
P 2 config_key.txt      echo '{"tables": {"surveys": {"columns": {"overall": {"row_number": true}}}}}' > c.json; rater run data -o out -c c.json
P 2 config_serial.txt   echo '{"tables": {"surveys": {"columns": {"overall": {"header": "x", "excel_serial": true}}}}}' > c.json; rater run data -o out -c c.json
P 2 config_target.txt   echo '{"targets": {"sla.close_24": 0.85}}' > c.json; rater run data -o out -c c.json
P 2 config_source.txt   echo '{"benchmarks": {"survey.nps": {"value": 20}}}' > c.json; rater run data -o out -c c.json
P 2 config_axis.txt     echo '{"benchmarks": {"survey.nps|deler=D01": {"value": 20, "source": "x"}}}' > c.json; rater run data -o out -c c.json
P 2 config_low.txt      echo '{"benchmarks": {"survey.nps": {"value": 20, "low": 30, "source": "x"}}}' > c.json; rater run data -o out -c c.json
