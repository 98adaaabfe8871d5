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

# --- Trained at different times: y - mean - b (x - mean), clean units of the same time; clustered by unit.
staggered <- function(name, d, matched) {
  clean <- d[!d$treated, ]; treated <- d[d$treated, ]
  mx <- tapply(clean$x, clean$g, mean); my <- tapply(clean$y, clean$g, mean); k <- table(clean$g)
  cx <- clean$x - mx[as.character(clean$g)]; cy <- clean$y - my[as.character(clean$g)]
  b <- if (matched) unname(coef(lm(cy ~ 0 + cx))) else 1
  tx <- treated$x - mx[as.character(treated$g)]; left <- treated$y - my[as.character(treated$g)] - b * tx
  effect <- mean(left); n <- length(left); r <- cy - b * cx
  ng <- table(factor(treated$g, levels = names(k)))
  w <- as.numeric(ng[as.character(clean$g)]) / n / as.numeric(k[as.character(clean$g)]) + if (matched) mean(tx) * cx / sum(cx^2) else 0
  units <- sort(unique(d$u)); gt <- length(unique(treated$u)); gc <- length(unique(clean$u))
  t <- sapply(units, function(u) sum((left - effect)[treated$u == u]) / n) * sqrt(gt / (gt - 1))
  c <- sapply(units, function(u) -sum((r * w)[clean$u == u])) * sqrt(gc / (gc - 1))
  error <- sqrt(sum((t + c)^2)); vt <- sum(t^2); vc <- sum(c^2); df <- (vt + vc)^2 / (vt^2 / (gt - 1) + vc^2 / (gc - 1))
  put(paste(name, "effect"), effect); put(paste(name, "error"), error); put(paste(name, "df"), df)
  put(paste(name, "p"), 2 * pt(-abs(effect / error), df)); put(paste(name, "slope"), b)
}
x <- c(5.1, 5.4, 5.0, 5.6, 5.2, 5.5, 5.3, 5.1, 5.7, 4.9); y <- c(5.6, 5.7, 5.5, 5.4, 5.3, 5.4, 5.5, 5.0, 5.6, 5.2)
one <- data.frame(u = 1:10, g = 1, x = x, y = y, treated = 1:10 <= 4)
staggered("one plain", one, FALSE)
w <- t.test((y - x)[1:4], (y - x)[5:10]); put("one plain t.test", w$estimate[[1]] - w$estimate[[2]], w$stderr, w$parameter, w$p.value)
staggered("one matched", one, TRUE) # the effect is the coefficient of a regression with interaction, x from the treated's mean
xc <- x - mean(x[1:4]); put("one matched lm", coef(lm(y ~ one$treated * xc))[["one$treatedTRUE"]])
two <- rbind(one, data.frame(u = c(11, 12, 5:9, 1), g = 2, x = c(5.0, 5.3, 5.3, 5.4, 5.5, 5.0, 5.6, 5.6),
                             y = c(5.3, 5.6, 5.2, 5.5, 5.4, 5.2, 5.5, 5.7), treated = c(TRUE, TRUE, rep(FALSE, 6))))
staggered("two plain", two, FALSE); staggered("two matched", two, TRUE)

# --- Spearman's rho of classed answers, with the jackknife.
ranked <- function(name, counts) {
  at <- which(counts > 0, arr.ind = TRUE); x <- rep(at[, 1], counts[at]); y <- rep(at[, 2], counts[at]); n <- length(x)
  rho <- cor(x, y, method = "spearman")
  without <- sapply(seq_len(n), function(i) cor(x[-i], y[-i], method = "spearman"))
  error <- sqrt((n - 1) / n * sum((without - mean(without))^2)); reach <- qnorm(0.975) * error / (1 - rho^2)
  put(paste(name, "rho"), rho); put(paste(name, "lower"), tanh(atanh(rho) - reach)); put(paste(name, "upper"), tanh(atanh(rho) + reach))
}
ranked("scores", matrix(c(0, 1, 2, 6, 1, 3, 7, 4, 5, 9, 4, 2, 12, 6, 1, 0), nrow = 4, byrow = TRUE))
ranked("binary", matrix(c(2, 9, 5, 20, 11, 18, 30, 16, 44, 7), ncol = 2, byrow = TRUE))
