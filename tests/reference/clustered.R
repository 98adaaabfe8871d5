# Reference values of tests/unit/test_stats_clustered.c: Pearson's dispersion within groups is that of R's quasi-binomial
# model with a level for each group.   Rscript tests/reference/clustered.R
group <- c(1, 1, 1, 2, 2, 2, 2, 3, 3)
met <- c(3, 9, 1, 20, 14, 31, 2, 7, 0)
n <- c(10, 12, 8, 25, 30, 40, 5, 9, 6)
model <- glm(cbind(met, n - met) ~ factor(group), family = quasibinomial)
factor <- sum(residuals(model, "pearson")^2) / model$df.residual
z <- qnorm(0.975)
wilson <- function(x, m) {
  centre <- (x + z^2 / 2) / (m + z^2)
  half <- z * sqrt(x * (m - x) / m + z^2 / 4) / (m + z^2)
  c(centre - half, centre + half)
}
own <- c(sum(met[group == 2]), sum(n[group == 2]))
rest <- c(sum(met) - own[1], sum(n) - own[2])
test <- suppressWarnings(prop.test(c(own[1], rest[1]), c(own[2], rest[2]), correct = FALSE))
t <- sqrt(test$statistic / factor)
cat(sprintf("factor %.15g, df %d\n", factor, model$df.residual))
cat(sprintf("bounds %.15g %.15g\n", wilson(own[1] / factor, own[2] / factor)[1], wilson(own[1] / factor, own[2] / factor)[2]))
cat(sprintf("p %.15g\n", 2 * pt(-t, model$df.residual)))
skewed <- function(own, rest, factor) {
  if (own[2] > rest[2]) return(skewed(rest, own, factor))
  n <- own[2] * (own[2] + rest[2]) / rest[2] / factor
  x <- n * own[1] / own[2]
  share <- (own[1] + rest[1]) / (own[2] + rest[2])
  above <- (if (x < n) pbeta(share, x + 1, n - x) else 0) + (if (x > 0) pbeta(share, x, n - x + 1) else 1)
  2 * min(above / 2, 1 - above / 2)
}
cat(sprintf("skewed p %.15g\n", skewed(own, rest, factor)))
two <- function(own, rest) c(2 * pt(-sqrt(suppressWarnings(prop.test(c(own[1], rest[1]), c(own[2], rest[2]), correct = FALSE))$statistic / factor),
                               model$df.residual), skewed(own, rest, factor))
cat(sprintf("rare: by t %.15g, skewed %.15g\n", two(c(12, 46), c(120, 2714))[1], two(c(12, 46), c(120, 2714))[2]))
cat(sprintf("none: by t %.15g, skewed %.15g\n", two(c(0, 46), c(1500, 2714))[1], two(c(0, 46), c(1500, 2714))[2]))
cat(sprintf("all: by t %.15g, skewed %.15g\n", two(c(46, 46), c(1500, 2714))[1], two(c(46, 46), c(1500, 2714))[2]))
cat(sprintf("few of many, none: by t %.15g, skewed %.15g\n", two(c(0, 46), c(120, 2714))[1], two(c(0, 46), c(120, 2714))[2]))
cat(sprintf("few of many, all: by t %.15g, skewed %.15g\n", two(c(46, 46), c(2594, 2714))[1], two(c(46, 46), c(2594, 2714))[2]))
