# The engine and R agree to 1e-8 on six shapes of invented tables: balanced, sparse, tied, censored, separated, huge.
#   Rscript agree.R PROGRAM      the program made of agree.c
# R writes whole numbers, asks the program for what the engine's library makes of them, and computes the same by survival,
# psych and stats; by its definition where R has no function for it, or none that takes counts. Ends with 1 when they differ.
suppressPackageStartupMessages({ library(survival); library(psych) })
options(digits = 17, warn = 1)
program <- commandArgs(trailingOnly = TRUE)[1]
LIMIT <- 1e-8

# ---- shapes: tables of counts ----

collect <- function(frame, count) aggregate(list(count = count), frame, sum) # equal rows as one
as_rows <- function(frame, count) frame[rep(seq_len(nrow(frame)), count), , drop = FALSE]

scores <- function(persons, items, levels) {
  liking <- rnorm(persons)
  cut_points <- qnorm(seq_len(levels - 1) / levels)
  as.data.frame(sapply(seq_len(items), function(i) 1 + findInterval(0.9 * liking + rnorm(persons), 1.3 * cut_points)))
}
times <- function(hazard, days, watched) { # whole days from 1, cut at `days`, watched for a random while
  event <- ceiling(rexp(length(hazard)) / hazard)
  until <- pmin(ceiling(runif(length(hazard)) * days * watched) + 1, days)
  data.frame(day = pmax(pmin(event, until), 1), events = as.integer(event <= until))
}
# persons: of each table; days: event days at most; watched: how long beside that; times_count: what a row stands for
make_shape <- function(seed, persons = 300, items = 5, levels = 7, days = 40, watched = 1.5, hazard = 0.04, units = 30,
                       unit_size = 60, is_separated = FALSE, times_count = function(rows) rep(1, rows)) {
  set.seed(seed, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
  shape <- list()
  rows <- scores(persons, items, levels)
  shape$alpha <- collect(rows, times_count(persons))[c(items + 1, 1:items)]
  group <- rep(0:2, length.out = persons)
  seen <- times(hazard * c(1, 1.4, 0.8)[group + 1], days, watched)
  shape$survival <- split_ends(data.frame(group = group, day = seen$day), seen$events, times_count(persons))
  x <- data.frame(x1 = rbinom(persons, 1, 0.5), x2 = rbinom(persons, 3, 0.4), x3 = rbinom(persons, 1, 0.3))
  seen <- times(hazard * exp(0.5 * x$x1 - 0.3 * x$x2 + 0.2 * x$x3), days, watched)
  if (is_separated) seen$events[x$x3 == 1] <- 0
  shape$cox <- split_ends(cbind(day = seen$day, x), seen$events, times_count(persons))[c("day", "events", "censored", "x1", "x2", "x3")]
  life <- pmax(1, ceiling(rweibull(persons, 1.6, days / 2)))
  until <- pmax(1, ceiling(runif(persons) * days * watched))
  shape$weibull <- split_ends(data.frame(day = pmin(life, until)), as.integer(life <= until), times_count(persons))
  met <- rbinom(persons, 1, plogis(-0.4 + 0.7 * x$x1 - 0.2 * x$x2 + 0.5 * x$x3))
  if (is_separated) met[x$x3 == 1] <- 1
  counts <- times_count(persons)
  both <- merge(collect(x, counts), collect(x, met * counts), by = names(x))
  shape$logistic <- both[c(4, 5, 1, 2, 3)]
  drivers <- scores(persons, items, levels)
  drivers$y <- pmax(1, pmin(levels, round(rowMeans(drivers) + rnorm(persons))))
  shape$drivers <- collect(drivers, times_count(persons))[c(items + 2, 1:(items + 1))]
  n <- pmax(1, rpois(units, unit_size)) * round(times_count(units))
  shape$shares <- data.frame(met = rbinom(units, n, rbeta(units, 12, 5)), n = n)
  expected <- pmax(1, rpois(units, unit_size / 4)) * round(times_count(units))
  shape$rates <- data.frame(events = rpois(units, expected), expected = expected)
  error <- round(1000 / sqrt(n)) + 1
  shape$means <- data.frame(value = round(rnorm(units, 4200, 300) + rnorm(units) * error), error = error)
  lapply(shape, function(table) as.data.frame(lapply(table, as.numeric))) # R's whole numbers end at 2^31
}
# One row per day and pattern with those who had the event and those who had not.
split_ends <- function(frame, is_event, count) {
  all <- collect(frame, count); events <- collect(frame, count * is_event)
  both <- merge(all, events, by = names(frame))
  out <- cbind(both[names(frame)], events = both$count.y, censored = both$count.x - both$count.y)
  out[do.call(order, unname(out[intersect(c("group", "day"), names(out))])), ]
}
shapes <- list(
  balanced  = make_shape(11),
  sparse    = make_shape(23, persons = 36, items = 4, days = 12, units = 8, unit_size = 6),
  tied      = make_shape(13, levels = 2, days = 4, hazard = 0.3, unit_size = 20),
  censored  = make_shape(14, persons = 600, days = 60, hazard = 0.004, watched = 1),
  separated = make_shape(15, is_separated = TRUE),
  huge      = make_shape(16, persons = 500, days = 30, units = 20, times_count = function(rows) sample(2e3:9e4, rows, TRUE)))

# ---- what R makes of them ----

numbered <- function(name, values) setNames(values, paste0(name, ".", seq_along(values) - 1))
weighted_cov <- function(x, w) { # divisor n - 1
  x <- as.matrix(x); apart <- sweep(x, 2, colSums(w * x) / sum(w))
  crossprod(apart, w * apart) / (sum(w) - 1)
}
quietly <- function(call) suppressWarnings(suppressMessages(call))

r_alpha <- function(t, is_huge) {
  items <- t[-1]; n <- sum(t$count)
  input <- if (is_huge) weighted_cov(items, t$count) else as_rows(items, t$count)
  raw <- quietly(psych::alpha(input, n.obs = if (is_huge) n, check.keys = FALSE, warnings = FALSE))$total$raw_alpha
  bounds <- unlist(psych::alpha.ci(raw, n.obs = n, n.var = ncol(items))[c("lower.ci", "upper.ci")])
  if (is_huge) { # above 4e5 degrees of freedom qf() takes the second ones for infinite
    df1 <- n - 1; df2 <- df1 * (ncol(items) - 1)
    bounds <- 1 - (1 - raw) * (1 / qbeta(c(0.975, 0.025), df2 / 2, df1 / 2, lower.tail = FALSE) - 1) * df2 / df1
  }
  c(alpha.value = raw, alpha.lower = unname(bounds[1]), alpha.upper = unname(bounds[2]))
}

persons_of <- function(t) { # rows with a status and how many they stand for
  out <- rbind(cbind(t, status = 1, count = t$events), cbind(t, status = 0, count = t$censored))
  out[out$count > 0, ]
}
r_survival <- function(t, is_huge) {
  rows <- persons_of(t); out <- c()
  for (g in sort(unique(t$group))) {
    s <- summary(survfit(Surv(day, status) ~ 1, rows[rows$group == g, ], weights = count, conf.type = "log-log"))
    kept <- s$n.event > 0
    told <- function(name, values) setNames(values[kept], paste("curve", name, g, s$time[kept], sep = "."))
    bounds <- c(told("error", s$std.err), told("lower", s$lower), told("upper", s$upper))
    is_left <- rep(s$surv[kept] > 0, 3)
    out <- c(out, told("survival", s$surv), bounds[is_left])
  }
  statistic <- if (is_huge) log_rank_of(t) else
    survdiff(Surv(day, status) ~ group, as_rows(rows, rows$count))$chisq
  c(out, log_rank.statistic = statistic, log_rank.p = pchisq(statistic, length(unique(t$group)) - 1, lower.tail = FALSE))
}
log_rank_of <- function(t) { # survdiff() takes no counts
  groups <- sort(unique(t$group)); u <- numeric(length(groups)); v <- matrix(0, length(groups), length(groups))
  for (day in sort(unique(t$day[t$events > 0]))) {
    at_risk <- sapply(groups, function(g) sum((t$events + t$censored)[t$group == g & t$day >= day]))
    events <- sapply(groups, function(g) sum(t$events[t$group == g & t$day == day]))
    n <- sum(at_risk); d <- sum(events); share <- at_risk / n
    u <- u + events - d * share
    if (n > 1) v <- v + d * (n - d) / (n - 1) * (diag(share) - share %o% share)
  }
  kept <- -length(groups)
  drop(u[kept] %*% solve(v[kept, kept], u[kept]))
}

# A model whose likelihood has no maximum: R warns, or its coefficient goes on with every step it is given.
grows <- function(fit_of) {
  told <- sapply(c(8, 16), function(steps) max(abs(coef(quietly(fit_of(steps))))))
  diff(told) > 1
}
r_cox <- function(t, ties, is_huge) {
  name <- paste0("cox_", ties); rows <- persons_of(t); formula <- Surv(day, status) ~ x1 + x2 + x3
  if (any(tapply(t$events, t$x3, sum) == 0)) {
    fit_of <- function(steps) coxph(formula, rows, weights = count, ties = "breslow", control = coxph.control(eps = 1e-30, iter.max = steps))
    return(if (grows(fit_of)) setNames("separated", name) else setNames("R finds a maximum", name))
  }
  if (is_huge && ties == "efron") return(efron_of(t))
  # A count is as many persons for Breslow; Efron's average wants them one by one.
  control <- coxph.control(eps = 1e-15, iter.max = 100, toler.chol = 1e-16)
  fit <- if (is_huge) coxph(formula, rows, weights = count, ties = ties, control = control) else
    coxph(formula, as_rows(rows, rows$count), ties = ties, control = control)
  c(numbered(paste0(name, ".value"), unname(coef(fit))), numbered(paste0(name, ".error"), sqrt(diag(vcov(fit)))),
    setNames(fit$loglik[2], paste0(name, ".log_likelihood")))
}
efron_of <- function(t) { # Newton on the partial likelihood, term by term
  x <- as.matrix(t[c("x1", "x2", "x3")]); x <- sweep(x, 2, colMeans(x)); beta <- numeric(3)
  for (step in 1:30) {
    hazard <- exp(drop(x %*% beta)); value <- 0; score <- numeric(3); information <- matrix(0, 3, 3)
    for (day in sort(unique(t$day[t$events > 0]))) {
      risk <- (t$day >= day) * (t$events + t$censored) * hazard; dying <- (t$day == day) * t$events * hazard
      d <- sum(t$events[t$day == day]); gone <- (seq_len(d) - 1) / d
      s0 <- sum(risk) - gone * sum(dying)
      first <- colSums(risk * x); first_dying <- colSums(dying * x)
      second <- crossprod(x, risk * x); second_dying <- crossprod(x, dying * x)
      own <- colSums(((t$day == day) * t$events) * x)
      value <- value + sum(own * beta) - sum(log(s0))
      a <- sum(1 / s0); b <- sum(gone / s0)
      score <- score + own - (a * first - b * first_dying)
      aa <- sum(1 / s0^2); ab <- sum(gone / s0^2); bb <- sum(gone^2 / s0^2)
      information <- information + a * second - b * second_dying - (aa * first %o% first -
        ab * (first %o% first_dying + first_dying %o% first) + bb * first_dying %o% first_dying)
    }
    move <- solve(information, score); beta <- beta + move
    if (max(abs(move)) < 1e-13) break
  }
  c(numbered("cox_efron.value", unname(beta)), numbered("cox_efron.error", sqrt(diag(solve(information)))), cox_efron.log_likelihood = value)
}

r_weibull <- function(t) {
  rows <- persons_of(t)
  fit <- quietly(survreg(Surv(day, status) ~ 1, rows, weights = count, dist = "weibull",
                         control = survreg.control(rel.tolerance = 1e-15, maxiter = 200)))
  shape <- 1 / fit$scale; scale <- exp(unname(coef(fit))); errors <- unname(sqrt(diag(fit$var)))
  c(weibull.shape = shape, weibull.shape_error = shape * errors[2], weibull.scale = scale, weibull.scale_error = scale * errors[1],
    weibull.life = scale * (-log(0.9))^(1 / shape), weibull.log_likelihood = fit$loglik[2])
}

r_logistic <- function(t) {
  names(t)[1:2] <- c("n", "met")
  fit_of <- function(steps) glm(cbind(met, n - met) ~ x1 + x2 + x3, binomial, t, control = list(epsilon = 1e-30, maxit = steps))
  if (any(tapply(t$n - t$met, t$x3, sum) == 0)) return(if (grows(fit_of)) c(logistic = "separated") else c(logistic = "R finds a maximum"))
  x <- model.matrix(~ x1 + x2 + x3, t); beta <- coef(quietly(fit_of(60)))
  for (step in 1:3) { # glm() stops when the deviance stands still: the coefficients have half of its digits then
    p <- plogis(drop(x %*% beta)); inverse <- solve(crossprod(x, t$n * p * (1 - p) * x))
    beta <- beta + drop(inverse %*% crossprod(x, t$met - t$n * p))
  }
  c(numbered("logistic.value", unname(beta)), numbered("logistic.error", unname(sqrt(diag(inverse)))),
    logistic.log_likelihood = sum(t$met * log(p) + (t$n - t$met) * log1p(-p)))
}

r_drivers <- function(t) { # mean gain in R^2 over the orders, by subsets
  r <- cov2cor(weighted_cov(t[-1], t$count)); p <- ncol(r) - 1; y <- p + 1
  explained <- sapply(0:(2^p - 1), function(bits) {
    set <- which(bitwAnd(bits, 2^(0:(p - 1))) > 0)
    if (length(set) == 0) 0 else drop(r[y, set] %*% solve(r[set, set], r[set, y]))
  })
  lmg <- sapply(1:p, function(j) {
    without <- Filter(function(bits) bitwAnd(bits, 2^(j - 1)) == 0, 0:(2^p - 1))
    sum(sapply(without, function(bits) {
      size <- sum(bitwAnd(bits, 2^(0:(p - 1))) > 0)
      (explained[bits + 2^(j - 1) + 1] - explained[bits + 1]) / (p * choose(p - 1, size))
    }))
  })
  c(drivers.r_squared = explained[2^p], numbered("drivers.lmg", lmg))
}

r_shares <- function(t) { # beta-binomial: optim(), then Newton on (log a, log b)
  x <- t$met; n <- t$n; mean <- sum(x) / sum(n)
  if (sum(x * (x - 1) / mean + (n - x) * (n - x - 1) / (1 - mean) - n * (n - 1)) <= 0) # the likelihood falls from no spread on
    return(c(shrink_share.mean = mean, shrink_share.spread = 0, numbered("shrink_share.value", rep(mean, length(x)))))
  value <- function(q) -sum(lbeta(exp(q[1]) + x, exp(q[2]) + n - x) - lbeta(exp(q[1]), exp(q[2])))
  q <- optim(c(1, 0), value, method = "BFGS")$par
  for (step in 1:50) {
    a <- exp(q[1]); b <- exp(q[2])
    common <- sum(digamma(a + b) - digamma(a + b + n)); bend <- sum(trigamma(a + b) - trigamma(a + b + n))
    score <- c(a * (sum(digamma(a + x) - digamma(a)) + common), b * (sum(digamma(b + n - x) - digamma(b)) + common))
    hessian <- diag(score) + diag(c(a^2 * sum(trigamma(a + x) - trigamma(a)), b^2 * sum(trigamma(b + n - x) - trigamma(b)))) +
      bend * c(a, b) %o% c(a, b)
    move <- -solve(hessian, score); q <- q + move
    if (max(abs(move)) < 1e-12) break
  }
  a <- exp(q[1]); b <- exp(q[2])
  c(shrink_share.mean = a / (a + b), shrink_share.spread = 1 / (a + b + 1), numbered("shrink_share.value", (a + x) / (a + b + n)),
    numbered("shrink_share.lower", qbeta(0.025, a + x, b + n - x)), numbered("shrink_share.upper", qbeta(0.975, a + x, b + n - x)))
}

# Limits by the tails of each count, interpolated between the last count inside and the one beyond.
limits <- function(name, size, lowest, highest, at_most, at_least, chance, top) {
  tails <- c(0.025, 0.001); out <- c()
  for (i in seq_along(size)) for (k in 1:2) {
    low <- lowest(tails[k], i); high <- highest(tails[k], i)
    lower <- max(0, low - (at_most(low, i) - tails[k]) / chance(low, i)) / size[i]
    upper <- min(top * size[i], high + (at_least(high, i) - tails[k]) / chance(high, i)) / size[i]
    out <- c(out, setNames(c(lower, upper), paste(name, c("lower", "upper"), i - 1, k - 1, sep = ".")))
  }
  out
}
r_funnel_share <- function(t) {
  p <- sum(t$met) / sum(t$n); n <- t$n
  limits("funnel_share", n, function(tail, i) qbinom(tail, n[i], p), function(tail, i) n[i] - qbinom(tail, n[i], 1 - p),
         function(k, i) pbinom(k, n[i], p), function(k, i) pbinom(k - 1, n[i], p, lower.tail = FALSE), function(k, i) dbinom(k, n[i], p), 1)
}
r_funnel_ratio <- function(t) {
  e <- t$expected
  limits("funnel_ratio", e, function(tail, i) qpois(tail, e[i]), function(tail, i) qpois(tail, e[i], lower.tail = FALSE),
         function(k, i) ppois(k, e[i]), function(k, i) ppois(k - 1, e[i], lower.tail = FALSE), function(k, i) dpois(k, e[i]), Inf)
}

r_means <- function(t) { # DerSimonian and Laird; best linear unbiased prediction
  y <- t$value / 1000; v <- (t$error / 1000)^2; w <- 1 / v; centre <- sum(w * y) / sum(w)
  tau2 <- max(0, (sum(w * (y - centre)^2) - (length(y) - 1)) / (sum(w) - sum(w^2) / sum(w)))
  w <- 1 / (v + tau2); mu <- sum(w * y) / sum(w); to_mean <- v / (v + tau2)
  value <- (1 - to_mean) * y + to_mean * mu
  reach <- qnorm(0.975) * sqrt((1 - to_mean) * v + to_mean^2 / sum(w))
  c(shrink_mean.mean = mu, shrink_mean.spread = tau2, numbered("shrink_mean.value", value), numbered("shrink_mean.lower", value - reach),
    numbered("shrink_mean.upper", value + reach))
}

expected_of <- function(shape, is_huge) c(
  as.list(r_alpha(shape$alpha, is_huge)), as.list(r_survival(shape$survival, is_huge)), as.list(r_cox(shape$cox, "efron", is_huge)),
  as.list(r_cox(shape$cox, "breslow", is_huge)), as.list(r_weibull(shape$weibull)), as.list(r_logistic(shape$logistic)),
  as.list(r_drivers(shape$drivers)), as.list(r_shares(shape$shares)), as.list(r_funnel_share(shape$shares)),
  as.list(r_funnel_ratio(shape$rates)), as.list(r_means(shape$means)))

# ---- the program's answer, and the comparison ----

answer_of <- function(shape) {
  lines <- unlist(lapply(names(shape), function(name) {
    t <- shape[[name]]
    c(sprintf("%s %d %d", name, nrow(t), ncol(t)), apply(t, 1, function(row) paste(sprintf("%.0f", row), collapse = " ")))
  }))
  printed <- strsplit(system2(program, input = lines, stdout = TRUE), " ")
  setNames(lapply(printed, function(words) if (words[2] == "refused") paste(words[-(1:2)], collapse = " ") else as.numeric(words[2])), sapply(printed, `[`, 1))
}
differs <- function(found, expected) {
  if (is.null(found) || is.null(expected)) return(Inf)
  if (is.character(found) || is.character(expected)) return(if (identical(found, expected)) 0 else Inf)
  if (is.nan(found) || is.nan(expected)) return(Inf)
  if (expected == 0) abs(found) else abs(found - expected) / abs(expected)
}
failed <- 0
cat(sprintf("%-10s %-13s %7s  %s\n", "shape", "statistic", "numbers", "largest relative difference"))
for (name in names(shapes)) {
  found <- answer_of(shapes[[name]]); expected <- expected_of(shapes[[name]], name == "huge")
  keys <- union(names(found), names(expected))
  apart <- sapply(keys, function(key) differs(found[[key]], expected[[key]]))
  for (statistic in unique(sub("\\..*", "", keys))) {
    own <- apart[sub("\\..*", "", keys) == statistic]
    is_met <- max(own) <= LIMIT; failed <- failed + !is_met
    said <- if (!is.character(found[[statistic]])) sprintf("%.1e", max(own)) else
      paste(if (is_met) "both refuse:" else "the engine alone refuses:", found[[statistic]])
    cat(sprintf("%-10s %-13s %7d  %s %s\n", name, statistic, length(own), said,
                if (is_met) "PASS" else paste("FAIL at", names(own)[which.max(own)])))
  }
}
cat(if (failed == 0) "the engine and R agree on all of them\n" else sprintf("%d comparisons fail\n", failed))
quit(status = as.integer(failed > 0))
