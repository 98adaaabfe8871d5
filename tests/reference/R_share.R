# Shares, rates, paired shares and ordered answers as base R computes them, to full precision.
#   Rscript R_share.R      one line a number: name value
options(digits = 17)
put <- function(name, ...) for (v in c(...)) cat(name, format(v, digits = 17), "\n")

# Wilson and Clopper-Pearson of Newcombe 1998, Table I.
z <- qnorm(0.975)
for (case in list(c(81, 263), c(15, 148), c(0, 20), c(1, 29))) {
  x <- case[1]; n <- case[2]; p <- x / n
  put(sprintf("wilson %d/%d", x, n), (2 * x + z^2 + c(-1, 1) * z * sqrt(z^2 + 4 * x * (1 - p))) / (2 * (n + z^2)))
  put(sprintf("exact %d/%d", x, n), binom.test(x, n)$conf.int)
}
wilson <- function(x, n) prop.test(x, n, correct = FALSE)$conf.int
newcombe <- function(x1, n1, x2, n2) {
  a <- wilson(x1, n1); b <- wilson(x2, n2); p <- x1 / n1; q <- x2 / n2
  c(p - q - sqrt((p - a[1])^2 + (b[2] - q)^2), p - q + sqrt((a[2] - p)^2 + (q - b[1])^2))
}
put("newcombe 56/70-48/80", newcombe(56, 70, 48, 80))
put("newcombe 9/10-3/10", newcombe(9, 10, 3, 10))
put("newcombe 6/7-2/7", newcombe(6, 7, 2, 7))
put("newcombe 5/56-0/29", suppressWarnings(newcombe(5, 56, 0, 29)))

# Rates.
put("poisson 4", poisson.test(4)$conf.int)
put("poisson 0 in 12.5", poisson.test(0, 12.5)$conf.int)
put("poisson 123456", poisson.test(123456)$conf.int)
for (events in c(15, 20, 30)) for (tail in c(0.025, 0.001))
  put(sprintf("limits %g %g", events, tail), qgamma(tail, events), qgamma(tail, events + 1, lower.tail = FALSE))
ratio <- function(x1, t1, x2, t2) { r <- poisson.test(c(x1, x2), c(t1, t2)); c(r$estimate, r$conf.int, r$p.value) }
put("rate 137/24.19893", { r <- poisson.test(137, 24.19893); c(r$estimate, r$conf.int) }) # the examples of R's poisson.test
put("ratio 11/800 21/3011", ratio(11, 800, 21, 3011))
put("ratio 0/10 7/12", ratio(0, 10, 7, 12))
put("ratio 400/1 300/1", ratio(400, 1, 300, 1))
put("binom 682 925 .75", binom.test(682, 925, 0.75)$p.value, binom.test(682, 925)$conf.int) # R's binom.test example, after Conover
put("binom 3 11 .1", binom.test(3, 11, 0.1)$p.value)
put("binom 0 11 .1", binom.test(0, 11, 0.1)$p.value)
put("binom 50300 100000 .5", binom.test(50300, 100000, 0.5)$p.value)

# Paired.
paired <- function(a, b, c, d) {
  n <- a + b + c + d
  l <- wilson(a + b, n); m <- wilson(a + c, n); p <- (a + b) / n; q <- (a + c) / n
  cross <- a * d - b * c
  if (cross > 0) cross <- max(cross - n / 2, 0)
  phi <- if (prod(a + b, c + d, a + c, b + d) == 0) 0 else cross / sqrt((a + b) * (c + d) * (a + c) * (b + d))
  arm <- function(x, y) sqrt(x^2 - 2 * phi * x * y + y^2)
  c(p - q - arm(p - l[1], m[2] - q), p - q + arm(l[2] - p, q - m[1]))
}
put("paired 794 150 86 570", paired(794, 150, 86, 570))
put("paired 36 12 2 0", suppressWarnings(paired(36, 12, 2, 0)))
put("paired 20 12 2 16", paired(20, 12, 2, 16))

# Ordered answers: Brunner and Munzel's pain scores.
y <- c(1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1)
n <- c(3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4)
superiority <- function(a, b) {
  na <- length(a); nb <- length(b); r <- rank(c(a, b))
  pa <- (r[seq_along(a)] - rank(a)) / nb; pb <- (r[na + seq_along(b)] - rank(b)) / na
  value <- mean(pa); va <- var(pa) / na; vb <- var(pb) / nb
  df <- (va + vb)^2 / (va^2 / (na - 1) + vb^2 / (nb - 1)); error <- sqrt(va + vb)
  t <- (value - 0.5) / error
  w <- suppressWarnings(wilcox.test(a, b, exact = FALSE, correct = FALSE))
  ties <- table(c(a, b)); N <- na + nb
  wz <- (w$statistic - na * nb / 2) / sqrt(na * nb / 12 * (N + 1 - sum(ties^3 - ties) / (N * (N - 1))))
  c(value, error, t, df, 2 * pt(-abs(t), df), plogis(qlogis(value) + c(-1, 1) * qt(0.975, df) * error / value / (1 - value)),
    wz, w$p.value)
}
put("pain", superiority(n, y))
put("pain t interval", { s <- superiority(n, y); s[1] + c(-1, 1) * qt(0.975, s[4]) * s[2] })
put("scales", superiority(rep(1:5, c(3, 8, 20, 51, 40)), rep(1:5, c(10, 11, 25, 40, 19))))
# Kruskal and Wallis: Hollander and Wolfe's mucociliary efficiency (no ties), and airquality (ties).
k <- kruskal.test(list(c(2.9, 3.0, 2.5, 2.6, 3.2), c(3.8, 2.7, 4.0, 2.4), c(2.8, 3.4, 3.7, 2.2, 2.0)))
put("mucociliary", k$statistic, k$p.value)
k <- kruskal.test(Ozone ~ Month, data = airquality)
put("airquality", k$statistic, k$p.value)
k <- kruskal.test(list(rep(1:5, c(3, 8, 20, 51, 40)), rep(1:5, c(10, 11, 25, 40, 19)), rep(1:5, c(1, 1, 5, 2, 0))))
put("three scales", k$statistic, k$p.value)
# van Elteren over three strata.
strata <- list(list(rep(1:5, c(3, 8, 20, 51, 40)), rep(1:5, c(10, 11, 25, 40, 19))),
               list(rep(1:5, c(0, 2, 1, 5, 9)), rep(1:5, c(2, 2, 4, 3, 1))),
               list(rep(1:5, c(1, 0, 1, 0, 0)), rep(1:5, c(0, 0, 1, 0, 0))))
sums <- sapply(strata, function(s) {
  a <- s[[1]]; b <- s[[2]]; m <- length(a); n <- length(b); N <- m + n
  ties <- table(c(a, b))
  null <- m * n / 12 * (N + 1 - sum(ties^3 - ties) / (N * (N - 1)))
  w <- 1 / (N + 1); r <- rank(c(a, b))
  u <- sum(r[1:m]) - m * (m + 1) / 2 - m * n / 2
  pa <- (r[1:m] - rank(a)) / n; pb <- (r[m + 1:n] - rank(b)) / m
  own <- if (m > 1 && n > 1) (m * n)^2 * (var(pa) / m + var(pb) / n) else null
  c(w * u, w^2 * null, w * m * n, w^2 * own)
})
total <- rowSums(sums)
put("van elteren", total[1] / sqrt(total[2]), 2 * pnorm(-abs(total[1] / sqrt(total[2]))))
put("van elteren value", 0.5 + total[1] / total[3], 0.5 + total[1] / total[3] + c(-1, 1) * qnorm(0.975) * sqrt(total[4]) / total[3])

# Families of p values: Benjamini and Hochberg 1995, 3.2.
p <- c(.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1)
put("bh", p.adjust(p, "BH"))
put("holm", p.adjust(p, "holm"))
