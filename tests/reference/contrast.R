#!/usr/bin/env Rscript
# What R says where tests/unit/test_stats_ols_pattern.c and test_stats_contrast.c hold numbers "from R": least squares with
# the sandwich HC3 by its definition, and the difference of two groups in one mix of strata. Base R 4.2.
options(digits = 17)
say <- function(name, values) cat(paste(name, paste(format(values, digits = 17), collapse = ","), sep = ","), "\n", sep = "")

# Scores of complaints: two steps and whether it was solved
rows <- data.frame(a = rep(c(0, 1, 0, 1, 0, 1, 1), c(4, 3, 5, 3, 2, 6, 2)), b = rep(c(0, 0, 1, 1, 0, 0, 1), c(4, 3, 5, 3, 2, 6, 2)),
                   solved = rep(c(0, 0, 0, 0, 1, 1, 1), c(4, 3, 5, 3, 2, 6, 2)),
                   y = c(1, 2, 2, 4,  3, 3, 5,  1, 2, 6, 4, 2,  5, 4, 4,  4, 6,  7, 6, 7, 5, 7, 6,  7, 6))
fit <- lm(y ~ a + b + solved, rows); X <- model.matrix(fit); bread <- solve(crossprod(X))
errors <- sqrt(diag(bread %*% crossprod(X * (residuals(fit) / (1 - hatvalues(fit)))) %*% bread)); df <- fit$df.residual
for (name in names(coef(fit))) { b <- coef(fit)[[name]]; e <- errors[[name]]
  say(paste0("ols.", name), c(b, e, b / e, 2 * pt(-abs(b / e), df), b - qt(.975, df) * e, b + qt(.975, df) * e)) }

# Group and others in four strata; the last two have one row on a side, or none
group <- list(c(3, 4, 4, 5), c(6, 5, 7), 4, c(2, 3)); others <- list(c(3, 3, 4), c(6, 4, 5, 5, 7), c(2, 5), numeric(0))
used <- which(lengths(group) > 0 & lengths(others) > 0); w <- lengths(group)[used] / sum(lengths(group)[used])
side <- function(strata) { n <- lengths(strata); several <- n > 1; pooled_df <- sum(n[several] - 1)
  pooled <- sum(sapply(strata[several], function(x) var(x) * (length(x) - 1))) / pooled_df
  parts <- sapply(seq_along(strata), function(i) if (several[i]) w[i]^2 * var(strata[[i]]) / n[i] else 0); alone <- sum(w[!several]^2) * pooled
  c(sum(w * sapply(strata, mean)), sum(parts) + alone, sum(parts[several]^2 / (n[several] - 1)) + alone^2 / pooled_df) }
a <- side(group[used]); b <- side(others[used]); d <- a[1] - b[1]; v <- a[2] + b[2]; df <- v^2 / (a[3] + b[3])
say("contrast", c(a[1], b[1], d, d - qt(.975, df) * sqrt(v), d + qt(.975, df) * sqrt(v), d / sqrt(v), df, 2 * pt(-abs(d / sqrt(v)), df)))
