# The archive of a unit or a dealer: what every row of the data says of it.
P 0 -                   unit=$(zcat -f data/2025-06/repairs.csv | python3 -c 'import csv, sys; rows = list(csv.reader(sys.stdin)); print(rows[1][rows[0].index("unit_id")])'); echo "$unit" > unit; test -n "$unit"
P 0 -                   rater archive unit "$(cat unit)" data --json > unit.json && python3 -c 'import json; a = json.load(open("unit.json")); assert a["schema"] == "rater.archive/1" and a["kind"] == "unit" and a["id"] == open("unit").read().strip(); times = [e["time"] for e in a["events"]]; assert times and times == sorted(times); assert all(e["values"].get("unit_id") in (None, a["id"]) for e in a["events"]) and any(e["table"] == "repairs" for e in a["events"])'
# Every row is where it says: the file has it, and a later copy of its key would have taken its place.
P 0 -                   python3 check_archive.py unit.json data
P 0 -                   rater archive dealer D03 data --json > dealer.json && python3 check_archive.py dealer.json data
# From the cache, a cold one and a warm one, the same bytes; two threads and one.
P 0 -                   rater archive unit "$(cat unit)" data --json --cache cache > cold.json 2> /dev/null && cmp cold.json unit.json && rater archive unit "$(cat unit)" data --json --cache cache > warm.json && cmp warm.json unit.json
P 0 -                   rater archive dealer D03 data --json --cache cache --threads 1 > warm.json && cmp warm.json dealer.json
# Entries that a run has made are those of the archive; damaged ones are read again.
P 0 -                   rater run data -o out -q --cache shared && rater archive dealer D03 data --json --cache shared > shared.json 2> told.txt && cmp shared.json dealer.json && ! grep -q added told.txt
P 0 -                   touch data/2025-06/surveys.csv.gz; for f in shared/*.cache; do dd if=/dev/urandom of="$f" bs=64 seek=4 count=1 conv=notrunc 2> /dev/null; done; rater archive dealer D03 data --json --cache shared 2> /dev/null > mended.json && cmp mended.json dealer.json
# A page: in a file, in a folder, on standard output; customers' ids only when asked for.
P 0 -                   rater archive dealer D03 data -o page.html && rater archive dealer D03 data -o folder && cmp page.html folder/dealer-D03.html && rater archive dealer D03 data -o - | cmp - page.html
P 0 -                   rater archive unit "$(cat unit)" data -o - --lang en > masked.html; rater archive unit "$(cat unit)" data -o - --lang en --ids > shown.html; grep -q '<html' masked.html && ! cmp -s masked.html shown.html
P 0 -                   python3 -c 'import json, subprocess; ids = {e["values"]["customer_id"] for e in json.loads(subprocess.run(["rater", "archive", "unit", open("unit").read().strip(), "data", "--json", "--ids"], capture_output=True, check=True).stdout)["events"] if "customer_id" in e["values"]}; text = open("masked.html").read() + open("unit.json").read(); assert ids and not any(i in text for i in ids); shown = open("shown.html").read(); assert all(i in shown for i in ids)'
P 0 -                   rater archive unit "$(cat unit)" data --lang en | grep -q "Repair log"
# What is not there, or not meant.
P 2 -                   rater archive unit none data 2> wrong.txt
P 0 -                   grep -q 'no row of the data names the unit none' wrong.txt
P 2 -                   rater archive dealer D3 data 2> wrong.txt
P 0 -                   grep -q 'did you mean D0' wrong.txt
P 2 -                   rater archive dealr D03 data 2> wrong.txt
P 0 -                   grep -q 'did you mean dealer?' wrong.txt
P 2 -                   rater archive unit data
P 2 -                   rater archive dealer D03 data -o - --json
P 2 -                   rater archive dealer D03 data --lang both
P 3 -                   rater archive dealer D03 nothing
