#!/usr/bin/env Rscript
# What R itself says where tests of measure/stats hold numbers "from R": correlation, analysis of
# variance, changes, exact rates and tables, logistic regression. Base R 4.2; name,value with 17
# digits. The regressions with 50 digits are in regress.py, the tables in tables.py.
options(digits = 17)
say <- function(name, values) cat(paste(name, paste(format(values, digits = 17), collapse = ","), sep = ","), "\n", sep = "")

# Correlation
a <- c(5, 3, 6, 2, 7, 4, 5, 1); b <- c(6, 4, 6, 1, 6, 5, 5, 2)
found <- cor.test(a, b)
say("cor", c(found$estimate, found$conf.int, found$statistic, found$p.value))

# Analysis of variance of unequal groups
groups <- list(c(3, 4, 4, 5), c(6, 5, 7), c(2, 2, 3, 1, 2))
values <- unlist(groups); group <- factor(rep(1:3, lengths(groups)))
found <- anova(lm(values ~ group))
say("anova", c(found$`Sum Sq`, found$`F value`[1], found$`Pr(>F)`[1]))
squares <- found$`Mean Sq`; m <- (12 - sum(lengths(groups)^2) / 12) / 2
say("anova.icc", (squares[1] - squares[2]) / (squares[1] + (m - 1) * squares[2]))

# Difference of two changes of means: Satterthwaite from four variances
treated_before <- c(3, 4, 5, 4, 4); treated_after <- c(5, 6, 5, 7)
others_before <- c(4, 4, 3, 5, 2, 4); others_after <- c(4, 5, 3, 4, 5)
cells <- list(treated_after, treated_before, others_before, others_after)
value <- sum(c(1, -1, 1, -1) * sapply(cells, mean))
parts <- sapply(cells, function(x) var(x) / length(x)); df <- sum(parts)^2 / sum(parts^2 / (lengths(cells) - 1))
se <- sqrt(sum(parts))
say("mean_changes", c(value, value - qt(.975, df) * se, value + qt(.975, df) * se, value / se, df, 2 * pt(-abs(value / se), df)))

# Clusters of equal size: Welch's test of the clusters' changes
treated <- c(12, 9, 15, 11, 7) / 10; others <- c(3, -2, 5, 1) / 10
found <- t.test(treated, others)
say("equal_clusters", c(diff(rev(found$estimate)), found$conf.int, found$statistic, found$parameter, found$p.value))

# Clusters of different size: sandwich of the saturated regression on rows, by cluster, group by group
clusters <- data.frame(id = 1:7, treated = c(1, 1, 1, 1, 0, 0, 0), before_n = c(3, 2, 4, 0, 2, 5, 3), before_sum = c(7, 5, 9, 0, 4, 11, 8),
                       after_n = c(2, 4, 3, 2, 3, 2, 4), after_sum = c(8, 11, 9, 7, 6, 5, 9))
rows <- do.call(rbind, lapply(seq_len(nrow(clusters)), function(i) with(clusters[i, ], rbind(
  if (before_n > 0) data.frame(id = id, treated = treated, after = 0, y = before_sum / before_n)[rep(1, before_n), ],
  if (after_n > 0) data.frame(id = id, treated = treated, after = 1, y = after_sum / after_n)[rep(1, after_n), ]))))
fit <- lm(y ~ treated * after, rows)
X <- model.matrix(fit); bread <- solve(crossprod(X))
scores <- rowsum(X * residuals(fit), rows$id)
of_treated <- clusters$treated == 1
parts <- sapply(list(of_treated, !of_treated), function(chosen) {
  influence <- scores[chosen, , drop = FALSE] %*% bread[, "treated:after"]
  sum(chosen) / (sum(chosen) - 1) * sum(influence^2) })
counts <- c(sum(of_treated), sum(!of_treated)); df <- sum(parts)^2 / sum(parts^2 / (counts - 1))
value <- coef(fit)[["treated:after"]]; se <- sqrt(sum(parts))
say("clusters", c(value, value - qt(.975, df) * se, value + qt(.975, df) * se, value / se, df, 2 * pt(-abs(value / se), df)))

# Exact rates
for (case in list(c(4, 1), c(0, 3), c(12, 8.5), c(50, 71.25), c(12000, 11700.5)))
  say(paste0("rate.", case[1]), c(poisson.test(case[1], case[2])$conf.int,
    min(1, 2 * ppois(case[1], case[2]), 2 * ppois(case[1] - 1, case[2], lower.tail = FALSE))))

# Standardised mean, a stratum of one row with the pooled variance of the others
strata <- list(c(3, 4, 4, 5), c(6, 5, 7), c(2, 2, 3, 1, 2), 4); weights <- c(10, 20, 30, 5)
several <- strata[lengths(strata) > 1]; pooled_df <- sum(lengths(several) - 1)
pooled <- sum(sapply(several, function(x) var(x) * (length(x) - 1))) / pooled_df
parts <- c(weights[1:3]^2 * sapply(several, function(x) var(x) / length(x)), weights[4]^2 * pooled)
df <- sum(parts)^2 / sum(parts^2 / c(lengths(several) - 1, pooled_df))
value <- sum(weights * sapply(strata, mean)) / sum(weights); se <- sqrt(sum(parts)) / sum(weights)
say("standard_mean", c(value, se, value - qt(.975, df) * se, value + qt(.975, df) * se, df))

# Logistic regression by R, against regress.py
dose <- c(1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839)
n <- c(59, 60, 62, 56, 63, 59, 62, 60); killed <- c(6, 13, 18, 28, 52, 53, 61, 60)
fit <- glm(cbind(killed, n - killed) ~ dose, binomial, control = list(epsilon = 1e-15, maxit = 100))
say("beetles", c(coef(fit), sqrt(diag(vcov(fit))), deviance(fit)))
admissions <- as.data.frame(UCBAdmissions)
fit <- glm(Admit == "Admitted" ~ Gender + Dept, binomial, admissions, weights = Freq, control = list(epsilon = 1e-15, maxit = 100))
say("admissions", c(coef(fit), sqrt(diag(vcov(fit)))))

# Tables
say("hair", unlist(chisq.test(margin.table(HairEyeColor, c(1, 2)))[c("statistic", "p.value")]))
say("mcnemar", binom.test(86, 236)$p.value)
say("longley", coef(lm(Employed * 1000 ~ GNP.deflator + I(GNP * 1000) + I(Unemployed * 10) + I(Armed.Forces * 10) + I(Population * 1000) + Year, longley)))
