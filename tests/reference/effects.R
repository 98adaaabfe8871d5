# What became of one unit that was acted upon, of trained dealers, and of a series that was interrupted, computed with
# nothing but arithmetic, lm() and pt() of R.   Rscript effects.R
options(digits = 17)
put <- function(name, ...) for (v in c(...)) cat(sprintf("%-32s %.17g\n", name, v))

# --- One treated unit against k others: wander by moments, weights 1 / (wander + c).
acted <- function(name, unit, others) {
  d <- others[, 2] - others[, 1]; c <- others[, 3] + others[, 4]; k <- length(d)
  w <- 1 / c; q <- sum(w * (d - sum(w * d) / sum(w))^2)
  wander <- max(0, (q - (k - 1)) / (sum(w) - sum(w^2) / sum(w)))
  w <- 1 / (wander + c); change <- sum(w * d) / sum(w)
  error <- sqrt(wander + unit[3] + unit[4] + 1 / sum(w)); effect <- unit[2] - unit[1] - change
  put(paste(name, "wander"), wander); put(paste(name, "others"), change); put(paste(name, "effect"), effect)
  put(paste(name, "error"), error); put(paste(name, "lower"), effect - qt(0.975, k - 1) * error)
  put(paste(name, "p"), 2 * pt(-abs(effect / error), k - 1))
  put(paste(name, "smallest"), (qt(0.975, k - 1) + qt(0.8, k - 1)) * error)
}
others <- matrix(c(5.1, 5.3, 0.01, 0.012, 5.6, 5.5, 0.02, 0.018, 5.4, 5.9, 0.008, 0.009, 5.0, 5.0, 0.015, 0.011,
                   5.7, 5.4, 0.03, 0.025, 5.2, 5.5, 0.012, 0.014), ncol = 4, byrow = TRUE)
acted("scattered", c(5.0, 5.9, 0.01, 0.02), others)
calm <- others; calm[, 2] <- calm[, 1] + c(0.1, 0.12, 0.08, 0.11, 0.09, 0.1)
acted("calm", c(5.0, 5.3, 0.01, 0.02), calm)

# --- A series that was interrupted: weighted least squares with a line and a step.
interrupted <- function(name, y, chance, after) {
  t <- seq_along(y); fit <- lm(y ~ t + after, weights = 1 / chance); s <- summary(fit)
  scale <- max(1, s$sigma^2); error <- s$coefficients["after", 2] / s$sigma * sqrt(scale); df <- length(y) - 3
  effect <- coef(fit)[["after"]]
  put(paste(name, "effect"), effect); put(paste(name, "error"), error)
  put(paste(name, "upper"), effect + qt(0.975, df) * error); put(paste(name, "p"), 2 * pt(-abs(effect / error), df))
  put(paste(name, "smallest"), (qt(0.975, df) + qt(0.8, df)) * error)
}
interrupted("rough", c(0.60, 0.66, 0.58, 0.65, 0.61, 0.67, 0.80, 0.74, 0.82, 0.79),
            c(4, 5, 6, 4, 5, 4, 5, 6, 4, 5) * 1e-4, c(0, 0, 0, 0, 0, 0, 1, 1, 1, 1))
interrupted("smooth", c(0.60, 0.61, 0.60, 0.62, 0.61, 0.70, 0.71), rep(4e-4, 7), c(0, 0, 0, 0, 0, 1, 1))
