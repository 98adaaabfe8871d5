# Cox models as R's survival sees them: the numbers that tests/unit/test_stats_cox.c and engine/measure/verify compare with.
#   Rscript survival_cox.R rossi.csv      rossi.csv: Rossi, Berk and Lenihan 1980, as in R's carData or lifelines' data sets
suppressPackageStartupMessages(library(survival))
options(digits = 17, width = 200)
control <- coxph.control(eps = 1e-14, iter.max = 100, toler.chol = 1e-14)
show <- function(name, fit, clock = NULL, terms = TRUE) {
  cat("\n==", name, "\n")
  cat("beta   ", format(unname(coef(fit))), "\n")
  cat("se     ", format(unname(sqrt(diag(if (is.null(fit$naive.var)) fit$var else fit$naive.var)))), "\n")
  if (!is.null(fit$naive.var)) cat("robust ", format(unname(sqrt(diag(fit$var)))), "wald", format(fit$wald.test), "\n")
  cat("loglik ", format(fit$loglik), "\nLR", format(2 * diff(fit$loglik)), "score", format(fit$score), "wald", format(fit$wald.test), "\n")
  cat("C      ", format(unname(fit$concordance)), "\n")
  for (clock in c("km", "identity")) {
    z <- cox.zph(fit, clock, terms = terms)$table
    cat(clock, format(z[, 1]), "| p", format(z[nrow(z), 3]), "\n")
  }
}
one <- data.frame(time = c(1, 1, 6, 6, 8, 9), status = c(1, 0, 1, 1, 0, 1), x = c(1, 1, 1, 0, 0, 0))
two <- data.frame(start = c(1, 2, 5, 2, 1, 7, 3, 4, 8, 8), stop = c(2, 3, 6, 7, 8, 9, 9, 9, 14, 17),
                  event = c(1, 1, 1, 1, 1, 1, 1, 0, 0, 0), x = c(1, 0, 0, 1, 0, 1, 1, 1, 0, 0))
for (ties in c("breslow", "efron")) {
  show(paste("test data 1", ties), coxph(Surv(time, status) ~ x, one, ties = ties, control = control))
  show(paste("test data 2", ties), coxph(Surv(start, stop, event) ~ x, two, ties = ties, control = control))
  show(paste("aml", ties), coxph(Surv(time, status) ~ as.integer(x == "Nonmaintained"), aml, ties = ties, control = control))
}
show("test data 2 clusters", coxph(Surv(start, stop, event) ~ x, two, control = control, cluster = rep(1:5, 2)))
show("ovarian", coxph(Surv(futime, fustat) ~ round(age * 10000) + ecog.ps, ovarian, control = control))
veteran$cell <- factor(veteran$celltype)
show("veteran terms", coxph(Surv(time, status) ~ trt + cell + karno + diagtime + age + prior, veteran, control = control))
show("veteran strata", coxph(Surv(time, status) ~ trt + karno + strata(cell), veteran, control = control))
show("veteran robust", coxph(Surv(time, status) ~ trt + karno + strata(cell), veteran, control = control, robust = TRUE))
show("veteran clusters", coxph(Surv(time, status) ~ trt + karno + strata(cell), veteran, control = control, cluster = (1:137) %% 20))
show("kidney clusters", coxph(Surv(time, status) ~ age + sex, kidney, control = control, cluster = id))
rossi <- read.csv(commandArgs(trailingOnly = TRUE)[1])
f <- Surv(week, arrest) ~ fin + age + race + wexp + mar + paro + prio
for (ties in c("efron", "breslow")) show(paste("rossi", ties), coxph(f, rossi, ties = ties, control = control))
show("rossi strata", coxph(update(f, . ~ . - race + strata(race)), rossi, control = control))
show("rossi robust", coxph(f, rossi, control = control, robust = TRUE))
