# Life of products from single rows, for tests/reference/units.py: Rscript units.R FOLDER FIRST_DAY LAST_DAY
# Writes lines "metric,product,n,value,lower,upper".
suppressMessages({library(survival); library(data.table)})
arguments <- commandArgs(TRUE)
first <- as.Date(arguments[2]); last <- as.Date(arguments[3])
LIMIT <- 24; DAYS <- 3652; Z <- qnorm(0.975)
ends <- c(7, 14, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 365, 456, 547, 638, 730, 912, 1095, 1278, 1461,
          1826, 2191, 2557, 2922, 3287, 3652)
starts <- c(0, head(ends, -1))
read <- function(name) fread(file.path(arguments[1], name), colClasses = "character", encoding = "UTF-8")
installs <- read("installs.csv")
installs[, `:=`(x = as.Date(installed_on), bought = as.Date(purchased_on))]
repairs <- read("repairs.csv")[unit_id != ""]
repairs[, day := as.Date(substr(reported_at, 1, 10))]
repairs <- merge(repairs[day >= first & day <= last, .(unit_id, day)],
                 installs[, .(unit_id, x, bought)], by = "unit_id")
after <- repairs[!is.na(x) & day >= x, .(unit_id, age = as.integer(day - x) + 1L)][age <= DAYS]
crowded <- after[, .N, by = unit_id][N > LIMIT]$unit_id
before <- unique(repairs[!is.na(x) & day < x & day >= bought]$unit_id)

units <- installs[!is.na(x) & x <= last]
units[, `:=`(from = pmax(as.integer(first - x), 0L), until = pmin(as.integer(last - x) + 1L, DAYS))]
box <- units[bought >= first & bought <= x, .(unit_id, product, met = unit_id %in% before)]
units <- units[from < DAYS & !(unit_id %in% crowded)]
after <- after[!(unit_id %in% crowded)]
first_ages <- after[, .(first_age = min(age)), by = unit_id]
units <- merge(units, first_ages, by = "unit_id", all.x = TRUE)
units[, row := .I]
after <- merge(after, units[, .(unit_id, row)], by = "unit_id")
watched <- pmax(outer(units$until, ends, pmin) - outer(units$from, starts, pmax), 0)
counted <- matrix(0, nrow(units), length(ends))
cells <- after[, .N, by = .(row, period = findInterval(age, starts, left.open = TRUE))]
counted[cbind(cells$row, cells$period)] <- cells$N

say <- function(metric, key, n, value, lower, upper)
  cat(sprintf("%s,%s,%d,%.17g,%.17g,%.17g\n", metric, key, as.integer(n), value, lower, upper))

weibull <- function(time, failed) {
  r <- sum(failed); logs <- sum(log(time[failed])); big <- max(time)
  powers <- function(b, k = 0) sum((time / big)^b * log(time / big)^k)
  score <- function(b) r / b + logs - r * log(big) - r * powers(b, 1) / powers(b)
  b <- uniroot(score, c(0.01, 50), tol = 1e-14)$root
  scale <- big * (powers(b) / r)^(1 / b)
  # log likelihood in the shape and the life q by which the cumulative hazard is h
  likelihood <- function(b, q, h) r * log(b * h) + (b - 1) * logs - r * b * log(q) - h * sum((time / q)^b)
  best <- likelihood(b, scale, 1)
  drop <- qchisq(0.95, 1) / 2
  of_shape <- function(s) likelihood(s, big * (powers(s) / r)^(1 / s), 1) - best + drop
  of_life <- function(q, h) {
    slope <- function(s) r / s + sum(log(time[failed] / q)) - h * sum((time / q)^s * log(time / q))
    likelihood(uniroot(slope, c(0.01, 50), tol = 1e-14)$root, q, h) - best + drop
  }
  bounds <- function(f, at, step) {
    low <- at / step; while (f(low) > 0) low <- low / step
    high <- at * step; while (f(high) > 0) high <- high * step
    c(uniroot(f, c(low, at), tol = 1e-13 * at)$root, uniroot(f, c(at, high), tol = 1e-13 * at)$root)
  }
  h <- -log(0.9); life <- scale * h^(1 / b)
  list(shape = c(b, bounds(of_shape, b, 1.2)), b10 = c(life, bounds(function(q) of_life(q, h), life, 1.5)),
       scale = c(scale, bounds(function(q) of_life(q, 1), scale, 1.5)))
}

# Hjort's test with the whole quadratic form by a generalised inverse, not by the short way of the engine.
fit_p <- function(time, failed, b, scale) {
  r <- sum(failed); wanted <- min(10, r %/% 5)
  if (wanted < 3) return(NA)
  days <- seq_len(max(time))
  H <- (days / scale)^b; z <- log(days / scale)
  at_risk <- rev(cumsum(rev(tabulate(time, length(days)))))
  step <- function(v) at_risk * diff(c(0, v))
  e <- step(H); by_rate <- step(H); by_shape <- step(H * z)
  cell <- integer(length(days)); now <- 1; sum_e <- 0
  for (d in days) { cell[d] <- now; sum_e <- sum_e + e[d]; if (sum_e >= r / wanted * now && now < wanted) now <- now + 1 }
  fold <- function(v) as.vector(tapply(v, factor(cell, levels = seq_len(now)), sum))
  off <- fold(tabulate(time[failed], length(days))) - fold(e)
  E <- fold(e); G <- cbind(fold(by_rate), fold(by_shape))
  Hi <- (time / scale)^b; zi <- log(time / scale)
  information <- matrix(c(r, sum(Hi * zi), sum(Hi * zi), r / b^2 + sum(Hi * zi^2)), 2)
  V <- diag(E) - G %*% solve(information) %*% t(G)
  parts <- eigen(V, symmetric = TRUE); keep <- parts$values > 1e-9 * parts$values[1]
  stopifnot(sum(keep) == now - 1)
  pchisq(sum(crossprod(parts$vectors[, keep], off)^2 / parts$values[keep]), now - 1, lower.tail = FALSE)
}

group <- function(key, keep) {
  own <- units[keep]; N <- counted[keep, , drop = FALSE]; D <- watched[keep, , drop = FALSE]
  b <- box[if (key == "") TRUE else product == key]
  p <- mean(b$met); n <- nrow(b)
  wilson <- (p + Z^2 / (2 * n) + c(-1, 1) * Z * sqrt(p * (1 - p) / n + Z^2 / (4 * n^2))) / (1 + Z^2 / n)
  say("life.reported_before_install", key, n, p, wilson[1], wilson[2])
  new <- own[from == 0]
  failed <- !is.na(new$first_age)
  time <- ifelse(failed, new$first_age, new$until)
  s <- summary(survfit(Surv(time, failed) ~ 1, conf.type = "log-log"), times = 365, extend = TRUE)
  say("life.failed_365d", key, nrow(new), 1 - s$surv, 1 - s$upper, 1 - s$lower)
  if (sum(failed) >= 10) {
    w <- weibull(time, failed)
    r <- survreg(Surv(time, failed) ~ 1, control = list(rel.tolerance = 1e-12, maxiter = 100))
    stopifnot(abs(1 / r$scale - w$shape[1]) < 1e-6 * w$shape[1])
    say("life.weibull.shape", key, sum(failed), w$shape[1], w$shape[2], w$shape[3])
    say("life.b10_days", key, sum(failed), w$b10[1], w$b10[2], w$b10[3])
    say("scale", key, sum(failed), w$scale[1], w$scale[2], w$scale[3])
    say("fit_p", key, sum(failed), fit_p(time, failed, w$shape[1], w$scale[1]), NA, NA)
  }
  parts <- list(since = own$from == 0, all = rep(TRUE, nrow(own)), late = own$from > 0)
  year <- list()
  for (part in names(parts)) {
    Np <- N[parts[[part]], , drop = FALSE]; Dp <- D[parts[[part]], , drop = FALSE]; units_p <- own[parts[[part]]]
    total <- colSums(Dp); rate <- colSums(Np) / total; length <- ends - starts
    influence <- sweep(Np - sweep(Dp, 2, rate, `*`), 2, total, `/`)
    robust <- function(weights) sqrt(sum((influence[, seq_along(weights)] %*% weights)^2))
    for (k in match(c(30, 90, 180, 365, 730), ends)) {
      mean <- sum((rate * length)[1:k]); error <- robust(length[1:k]) / mean
      n <- sum(units_p$from < ends[k] & units_p$until >= ends[k])
      if (part != "late") say(paste(part, ends[k], sep = "_"), key, n, mean, mean * exp(-Z * error), mean * exp(Z * error))
      if (ends[k] == 365) year[[part]] <- c(log(mean), error)
      if (ends[k] == 365 && part == "since")
        say("life.repairs_per_unit_365d", key, nrow(units_p), mean, mean * exp(-Z * error), mean * exp(Z * error))
    }
    if (part == "since") {
      early <- sum((rate * length)[1:8]); late <- sum((rate * length)[9:14])
      error <- robust(c(-length[1:8] / early, length[9:14] / late)); ratio <- (late / 185) / (early / 180)
      say("life.repair_trend", key, sum(Np[, 1:14]), ratio, ratio * exp(-Z * error), ratio * exp(Z * error))
    }
  }
  if (key == "") say("late_z", "", sum(N[, 1:14]), (year$since[1] - year$late[1]) / sqrt(year$since[2]^2 + year$late[2]^2), NA, NA)
  if (key == "") {
    # Nelson's curve by days with survfit: another estimator of the same mean, so near and not equal
    spans <- merge(own[, .(unit_id, from, until)], after[, .(unit_id, age)], by = "unit_id", all.x = TRUE)
    spans <- spans[, {
      stops <- sort(c(age[!is.na(age)] + 0, until[1] + 0.5))
      stops <- stops + seq_along(stops) * 1e-4
      .(start = c(from[1], head(stops, -1)), stop = stops, event = c(rep(1, length(stops) - 1), 0))
    }, by = unit_id]
    f <- summary(survfit(Surv(start, stop, event) ~ 1, data = spans, id = unit_id, robust = TRUE), times = 365.25)
    say("nelson_365", key, nrow(own), f$cumhaz, f$std.chaz, NA)
  }
}
group("", rep(TRUE, nrow(units)))
for (key in sort(unique(units$product[units$product != ""]))) group(key, units$product == key)
