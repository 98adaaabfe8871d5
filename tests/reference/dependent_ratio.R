# The ratio of two dependent shares and its trend over months, by R's weighted lm(): the numbers that
# tests/unit/test_stats_dependent_ratio.c holds.   Rscript dependent_ratio.R
options(digits = 17)
put <- function(name, values) cat(name, format(values, digits = 17), "\n")
ratio <- function(a, b, both) {
  s <- sqrt(1 / a + 1 / b - 2 * both / (a * b))
  c(a / b, exp(log(a / b) + c(-1, 1) * qnorm(0.975) * s))
}
trend <- function(a, b, both, months) {
  variance <- 1 / a + 1 / b - 2 * both / (a * b)
  fit <- lm(log(a / b) ~ months, weights = 1 / variance)
  scatter <- summary(fit)$sigma # 1 where months scatter as their variances say
  error <- coef(summary(fit))[2, 2] / scatter * max(1, scatter)
  slope <- coef(fit)[[2]]
  df <- length(a) - 2
  put("scatter", scatter)
  put("trend", exp(12 * (slope + c(0, -1, 1) * qt(0.975, df) * error)))
  put("p", 2 * pt(-abs(slope / error), df))
}
a <- c(48, 55, 61, 50, 44, 70, 66, 52)
b <- c(20, 25, 19, 30, 22, 21, 18, 26)
both <- c(3, 4, 0, 5, 2, 6, 1, 3)
put("ratio", ratio(48, 20, 3))
put("ratio", ratio(3, 900, 2))
trend(a, b, both, c(0, 1, 2, 3, 4, 6, 7, 8))
# Months that scatter less than their variances say: the error stays.
trend(c(40, 42, 44, 47, 50, 52), rep(20, 6), rep(2, 6), 0:5)
