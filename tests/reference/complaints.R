#!/usr/bin/env Rscript
# Waiting times of complaints from single rows: the numbers frozen in tests/unit/test_complaints.c.
suppressMessages(library(survival))
i <- 0:59
minutes <- (i * 37) %% 101 * 13 + (i %% 5) * 60
open <- i %% 4 == 3
group <- i %% 3 == 0
print(quantile(survfit(Surv(minutes, !open) ~ 1, subset = group, conf.type = "log-log"), 0.5))
print(quantile(survfit(Surv(minutes, !open) ~ 1, subset = !group, conf.type = "log-log"), 0.5))
print(survdiff(Surv(minutes, !open) ~ group, rho = 1)$chisq, digits = 15)
print(pchisq(survdiff(Surv(minutes, !open) ~ group, rho = 1)$chisq, 1, lower.tail = FALSE), digits = 15)
# every second one waits three times as long
slow <- ifelse(group, 3 * minutes, minutes)
print(quantile(survfit(Surv(slow, !open) ~ 1, subset = group, conf.type = "log-log"), 0.5))
print(pchisq(survdiff(Surv(slow, !open) ~ group, rho = 1)$chisq, 1, lower.tail = FALSE), digits = 15)
