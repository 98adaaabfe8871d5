# The five questions with data.table. Usage: Rscript main.R DATA_FOLDER OUTPUT_FILE
suppressPackageStartupMessages(library(data.table))
setDTthreads(2)

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)))
for (name in c("columns", "q1", "q2", "q3", "q4", "q5")) source(file.path(here, paste0(name, ".R")))

QUESTIONS <- list(q1 = answer_q1, q2 = answer_q2, q3 = answer_q3, q4 = answer_q4, q5 = answer_q5)

main <- function(folder, output) {
  columns <- read_columns(folder)
  close(file(output, "w"))
  for (name in names(QUESTIONS)) {
    cat("#", name, "\n", sep = "", file = output, append = TRUE)
    fwrite(QUESTIONS[[name]](columns), output, append = TRUE, col.names = TRUE)
  }
}

arguments <- commandArgs(TRUE)
main(arguments[1], arguments[2])
