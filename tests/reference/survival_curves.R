# Weighted and stratified log-rank tests, competing risks, late entry and mean cumulative functions as R's survival sees them, for
# tests/unit/test_stats_*.c and engine/measure/verify.   Rscript survival_curves.R
suppressPackageStartupMessages(library(survival))
options(digits = 17, width = 200)
show <- function(...) cat(..., "\n")
gehan <- data.frame(
  time = c(6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35, 1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23),
  status = c(1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, rep(1, 21)), group = rep(1:2, each = 21))
weighted <- function(d, weight_of) { # straight from the definition
  u <- v <- 0
  kept <- kept_new <- 1
  for (t in sort(unique(d$time[d$status == 1]))) {
    n <- sum(d$time >= t); n1 <- sum(d$time >= t & d$group == 1)
    e <- sum(d$time == t & d$status == 1); e1 <- sum(d$time == t & d$status == 1 & d$group == 1)
    kept_new <- kept_new * (1 - e / (n + 1))
    w <- weight_of(n, kept, kept_new)
    kept <- kept * (1 - e / n)
    u <- u + w * (e1 - e * n1 / n)
    if (n > 1) v <- v + w^2 * e * (n1 / n) * (1 - n1 / n) * (n - e) / (n - 1)
  }
  u^2 / v
}
show("gehan equal", survdiff(Surv(time, status) ~ group, gehan)$chisq, weighted(gehan, function(n, s, m) 1))
show("gehan n", weighted(gehan, function(n, s, m) n))
show("gehan sqrt n", weighted(gehan, function(n, s, m) sqrt(n)))
show("gehan peto", survdiff(Surv(time, status) ~ group, gehan, rho = 1)$chisq, weighted(gehan, function(n, s, m) s))
show("gehan prentice", weighted(gehan, function(n, s, m) m))
lung2 <- lung[!is.na(lung$pat.karno) & !is.na(lung$inst), ]
for (rho in 0:1) {
  s <- survdiff(Surv(time, status) ~ pat.karno + strata(inst), lung2, rho = rho)
  show("lung strata rho", rho, s$chisq, length(s$n) - 1)
}
show("lung n", sapply(split(lung2$pat.karno, lung2$inst), length))
v <- survdiff(Surv(time, status) ~ celltype + strata(trt), veteran); show("veteran strata", v$chisq)
v <- survdiff(Surv(time, status) ~ celltype + strata(trt), veteran, rho = 1); show("veteran strata rho 1", v$chisq)

hand <- data.frame(time = c(1, 2, 2, 3, 3, 3, 5, 6), cause = factor(c(0, 1, 0, 1, 0, 1, 0, 1) * c(1, 1, 2, 2, 1, 2, 3, 2), 0:2))
curve <- function(name, f) {
  show(name)
  for (i in seq_along(f$time)) show(f$time[i], f$pstate[i, -1], f$std.err[i, -1], f$lower[i, -1], f$upper[i, -1])
}
curve("hand", survfit(Surv(time, cause) ~ 1, hand, conf.type = "log-log"))
mgus <- mgus2; mgus$etime <- with(mgus, ifelse(pstat == 0, futime, ptime)); mgus$event <- with(mgus, factor(ifelse(pstat == 0, 2 * death, 1), 0:2))
f <- survfit(Surv(etime, event) ~ 1, mgus[1:60, ], conf.type = "log-log")
show("mgus rows"); cat(paste(mgus$etime[1:60], mgus$event[1:60], sep = ","), sep = ", "); cat("\n")
show("mgus"); for (t in c(30, 120, 240)) { s <- summary(f, times = t); show(t, s$pstate[-1], s$std.err[-1], s$lower[-1], s$upper[-1]) }

two <- data.frame(start = c(1, 2, 5, 2, 1, 7, 3, 4, 8, 8), stop = c(2, 3, 6, 7, 8, 9, 9, 9, 14, 17), event = c(1, 1, 1, 1, 1, 1, 1, 0, 0, 0))
f <- survfit(Surv(start, stop, event) ~ 1, two, conf.type = "log-log")
show("late entry"); for (i in which(f$n.event > 0)) show(f$time[i], f$n.risk[i], f$surv[i], f$surv[i] * f$std.err[i], f$lower[i], f$upper[i])

mcf <- function(name, d) {
  f <- survfit(Surv(start, stop, event) ~ 1, d, id = d$id)
  show(name)
  for (i in which(f$n.event > 0)) show(f$time[i], f$n.risk[i], f$cumhaz[i], f$std.chaz[i])
}
intervals <- function(units) do.call(rbind, lapply(seq_along(units), function(i) {
  u <- units[[i]]
  data.frame(id = i, start = c(0, u[-length(u)]), stop = u, event = c(rep(1, length(u) - 1), 0))
}))
mcf("five", intervals(list(c(5, 10, 15, 17), c(6, 13, 17, 19), c(12, 20, 25, 26), c(13, 15, 24), c(16, 22, 25, 28))))
valves <- unname(lapply(split(valveSeat, valveSeat$id), function(u) { # two repairs on one day: half a day apart
  e <- u$time[u$status == 1]
  c(e + ifelse(duplicated(e), 0.25, 0), u$time[u$status == 0])
}))
mcf("valve seats", intervals(valves))
show("valve list"); for (u in split(valveSeat, valveSeat$id)) cat("{", u$time[u$status == 1], "|", u$time[u$status == 0], "} ")
show()
