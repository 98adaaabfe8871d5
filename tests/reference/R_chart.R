# Control charts of the data published with R's package qcc, to full precision, in base R.
#   Rscript R_chart.R      one line a number: name value
options(digits = 17)
put <- function(name, ...) for (v in c(...)) cat(name, format(v, digits = 17), "\n")
d2 <- 1.128
# Montgomery's orange juice cans: nonconforming of 50.
juice <- c(12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6)
limits <- function(x, n, base, s) { centre <- sum(x[base]) / sum(n[base]); c(centre, centre + c(-3, 3) * s(centre)) }
n <- rep(50, 30)
put("juice", limits(juice, n, 1:30, function(p) sqrt(p * (1 - p) / 50)))
put("juice without 15, 23", limits(juice, n, -c(15, 23), function(p) sqrt(p * (1 - p) / 50)))
laney <- function(x, n, base, s1) {
  centre <- sum(x[base]) / sum(n[base]); s <- s1(centre, n)
  z <- ((x / n - centre) / s)[base]
  sigma_z <- mean(abs(diff(z))) / d2
  c(centre, sigma_z, centre + c(-3, 3) * s[1] * sigma_z, sum(z^2), pchisq(sum(z^2), length(z) - 1, lower.tail = FALSE))
}
p_sigma <- function(p, n) sqrt(p * (1 - p) / n); u_sigma <- function(u, n) sqrt(u / n)
put("juice laney", laney(juice, n, 1:30, p_sigma))
put("juice laney without 15, 23", laney(juice, n, -c(15, 23), p_sigma))
circuit <- c(21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15)
n <- rep(100, 26)
put("circuit u", limits(circuit, n, 1:26, function(u) sqrt(u / 100)))
put("circuit u without 6, 20", limits(circuit, n, -c(6, 20), function(u) sqrt(u / 100)))
put("circuit laney", laney(circuit, n, 1:26, u_sigma))
pcs <- c(10, 12, 8, 14, 10, 16, 11, 7, 10, 15, 9, 5, 7, 11, 12, 6, 8, 10, 7, 5)
put("pcmanufact u", limits(pcs, rep(5, 20), 1:20, function(u) sqrt(u / 5)))
# Unequal sizes: dyed cloth (Montgomery), defects of 10 to 13 units; limits of the first and the third.
cloth <- c(14, 12, 20, 11, 7, 10, 21, 16, 19, 23); size <- c(10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5)
put("dyedcloth laney", laney(cloth, size, 1:10, u_sigma))
put("dyedcloth third upper", sum(cloth) / sum(size) + 3 * sqrt(sum(cloth) / sum(size) / 13))
# Over-dispersion: Wetherill and Brown 1991, p. 212 to 218.
x <- c(12, 11, 18, 11, 10, 16, 9, 11, 14, 15, 11, 9, 10, 13, 12, 8, 12, 13, 10, 12, 13, 16, 12, 18, 16, 10, 16, 10, 12, 14)
D <- 29 * var(x) / (50 * mean(x) / 50 * (1 - mean(x) / 50)); put("wetherill binomial", D, pchisq(D, 29, lower.tail = FALSE))
x <- c(11, 8, 13, 11, 13, 17, 25, 23, 11, 16, 9, 15, 10, 16, 12, 8, 9, 15, 4, 12, 12, 12, 15, 17, 14, 17, 12, 12, 7, 16)
D <- 29 * var(x) / mean(x); put("wetherill poisson", D, pchisq(D, 29, lower.tail = FALSE))
# Piston rings (Montgomery): 25 samples of 5 diameters, thousandths of a millimetre above 74 mm.
rings <- matrix(c(30, 2, 19, -8, 8, -5, -8, 1, 11, 4, -12, 24, 21, 5, 2, 2, -4, -7, 15, 9, -8, 7, 15, -11, 14, 9, -6, -3, -15, -7,
  -5, 6, -6, 0, 5, -15, 3, -7, 15, -12, 8, -5, 9, 5, 4, -2, 0, -10, 7, -5, -6, -2, -6, -5, -10, 4, 0, 7, 0, -4,
  -17, 2, -2, -3, 12, 6, -33, -6, 0, -16, 12, 14, -2, -1, 7, 0, -16, 5, -2, -4, -6, 12, -14, 5, 7, 6, 10, 18, 3, 0,
  -16, 2, 3, 5, -3, 0, 10, 13, 20, 3, -12, 1, 9, 5, -4, 4, -1, -10, 6, 9, 10, -11, -10, 9, 14, 15, 8, -7, 0, 10,
  -18, -16, -5, 17, 13), nrow = 5)
c4 <- function(n) sqrt(2 / (n - 1)) * exp(lgamma(n / 2) - lgamma((n - 1) / 2))
s <- apply(rings, 2, sd) / 1000; sigma <- mean(s) / c4(5); centre <- 74 + mean(rings) / 1000
put("rings mean", centre, sigma, centre + c(-3, 3) * sigma / sqrt(5))
put("rings S", mean(s), c4(5) * sigma + c(-3, 3) * sigma * sqrt(1 - c4(5)^2))
# Unequal sizes: the first 25 samples cut to 5, 4, 3, 5, 4, 3 ... values.
size <- rep(c(5, 4, 3), length.out = 25)
s <- sapply(1:25, function(i) sd(rings[1:size[i], i])) / 1000
w <- c4(size)^2 / (1 - c4(size)^2); sigma <- sum(w * s / c4(size)) / sum(w)
values <- unlist(lapply(1:25, function(i) rings[1:size[i], i]))
put("rings unequal", 74 + mean(values) / 1000, sigma, c4(4) * sigma, c4(4) * sigma + 3 * sigma * sqrt(1 - c4(4)^2))
for (n in c(2, 3, 10, 25, 200)) put(sprintf("c4 %d", n), c4(n))
# NIST e-Handbook 6.3.2.2: flow rates of ten batches.
flow <- c(49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
mr <- mean(abs(diff(flow))); put("flow", mean(flow), mr, mean(flow) + c(-3, 3) * mr / d2, 3.267 * mr)
# Runs: longest allowed and least crossings.
for (n in c(1, 2, 10, 12, 24, 100, 1000)) put(sprintf("runs %d", n), round(log2(n)) + 3, qbinom(0.05, n - 1, 0.5))
