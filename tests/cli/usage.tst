# What the user asks for wrongly, and help.
P 0 help.txt            rater
P 0 help.txt            rater --help
P 0 help.txt            rater help
P 0 help_run.txt        rater run --help
P 0 help_run.txt        rater help run
P 0 help_run.txt        rater run data -o out --help
P 0 -                   rater --version | grep -q '^rater [0-9]'
P 0 -                   rater version | grep -q 'GNU General Public License'
P 2 unknown_command.txt rater rnu data
P 2 unknown_help.txt    rater help rnu
P 2 unknown_option.txt  rater run data --ouput out
P 2 option_first.txt    rater --lang en metrics
P 2 no_output.txt       rater run data
P 2 no_data.txt         rater run -o out
P 2 no_value.txt        rater run data -o
P 2 flag_value.txt      rater run data -o out --quiet=yes
P 2 threads_zero.txt    rater run data -o out --threads 0
P 2 threads_zero.txt    rater run data -o out -t0
P 2 threads_many.txt    rater run data -o out --threads=1025
P 2 chunk_words.txt     rater run data -o out --chunk 1Q
P 2 lang_unknown.txt    rater run data -o out --lang fr
P 2 month_words.txt     rater run data -o out --month 2025-13
P 2 output_inside.txt   rater run data -o data/out
P 2 output_inside.txt   rater run data -o data/out -q --no-progress
P 2 output_new.txt      rater run data -o data/new/below -q
P 2 output_glob.txt     rater run 'data/*' -o data/results/ -q
P 2 output_root.txt     rater run / -o report -q
P 2 output_file.txt     rater run data -o data.csv
P 2 only_unknown.txt    rater run data -o out --only survey,cals
P 2 skip_empty.txt      rater run data -o out --skip ''
P 2 both_stdout.txt     rater run data -o - --json
P 2 too_many.txt        rater metrics overall
P 2 unknown_metric.txt  rater explain sla.close_24 --lang en
P 3 no_result_file.txt  rater report nothing.json
P 3 no_result.txt       rater report data.csv
P 3 no_result.txt       rater findings data.csv
# Nothing of the above has left anything behind.
P 1 -                   ls | grep out
