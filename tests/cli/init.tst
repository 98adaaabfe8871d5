# A look at files becomes a configuration that can be used as it stands.
P 0 init_en.txt         rater init data --lang en
P 0 init_zh.txt         rater init data
P 0 -                   rater init data -o new.json; rater run data -o out -q -c new.json; rater run data -o plain -q; grep -v config_sha256 out/result.json > a; grep -v config_sha256 plain/result.json > b; cmp a b
P 2 init_there.txt      echo mine > mine.json; rater init data -o mine.json
P 0 -                   echo mine > mine.json; rater init data -o mine.json 2> /dev/null; grep -q '^mine$' mine.json
P 3 init_nothing.txt    rater init nothing
P 2 init_none.txt       rater init
# Headers that mean nothing, a guess, a needed column that is lacking, a file of no table; what hostile headers hold stays a comment.
P 0 init_odd.txt        mkdir odd; printf '回访编码号,回访时间,总体满意,"a""b\\",小票\n1,2025-06-01,5,1,1\n' > odd/回访.csv; printf 'x,y\n1,2\n' > odd/notes.csv; rater init odd
P 0 -                   mkdir odd; printf '回访编号,回访时间,总体满意,"a""b\\",小票\n1,2025-06-01,5,1,1\n' > odd/回访.csv; rater init odd -o odd.json; sed -i 's|// "overall"|"overall"|' odd.json; rater run odd -o out -q -c odd.json; grep -q '"survey.overall.mean' out/result.json
