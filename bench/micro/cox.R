# Rscript bench/micro/cox.R MICRO_COX [PERSONS...]: the same persons by R's survival and by micro_cox.
# Each size is made and written by micro_cox, fitted by it, read and fitted by coxph with Efron's ties; coefficients
# and standard errors must agree to 1e-8. Prints a table for bench/results. R's time is that of coxph alone, with the
# persons in memory; micro_cox's that of collecting them and of the fit.
suppressPackageStartupMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
program <- arguments[1]
sizes <- if (length(arguments) > 1) as.integer(arguments[-1]) else c(200000L, 1000000L)
ours_of <- function(size, file = NULL) {
  lines <- read.csv(text = system2(program, c(format(size, scientific = FALSE), file), stdout = TRUE), header = FALSE)
  setNames(as.numeric(lines$V2), lines$V1)
}
cat("| persons | events | entries | micro_cox wall s | CPU s | coxph wall s | CPU s | coxph / micro_cox, CPU | largest difference |\n")
cat("|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
agree <- TRUE
for (size in sizes) {
  file <- tempfile()
  ours <- ours_of(size, file)
  connection <- file(file, "rb")
  columns <- lapply(1:8, function(i) readBin(connection, "integer", size, 4L))
  close(connection); unlink(file)
  persons <- as.data.frame(c(columns[1:2], lapply(columns[3:8], factor)), col.names = c("day", "event", letters[1:6]))
  time <- system.time(fit <- coxph(Surv(day, event) ~ a + b + c + d + e + f, persons, ties = "efron",
                                   model = FALSE, x = FALSE, y = FALSE))
  spent <- unname(time["user.self"] + time["sys.self"])
  own <- unname(ours["collect_cpu_s"] + ours["fit_cpu_s"])
  apart <- max(abs(c(coef(fit), sqrt(diag(fit$var))) - ours[c(paste0("b", 0:21), paste0("se", 0:21))]))
  agree <- agree && apart < 1e-8
  cat(sprintf("| %d | %.0f | %.0f | %.2f | %.2f | %.1f | %.1f | %.0f | %.1e |\n", size, ours["events"], ours["entries"],
              ours["collect_wall_s"] + ours["fit_wall_s"], own, time["elapsed"], spent, spent / own, apart))
}
ours <- ours_of(5000000L)
cat(sprintf("| 5000000 | %.0f | %.0f | %.2f | %.2f | | | | |\n", ours["events"], ours["entries"],
            ours["collect_wall_s"] + ours["fit_wall_s"], ours["collect_cpu_s"] + ours["fit_cpu_s"]))
quit(status = if (agree) 0L else 1L)
