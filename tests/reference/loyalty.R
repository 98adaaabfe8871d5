# Rscript loyalty.R FOLDER: what survival says of the rows that loyalty.py wrote there, as name,value in r.csv.
suppressPackageStartupMessages(library(survival))
folder <- commandArgs(trailingOnly = TRUE)[1]
pieces <- read.csv(file.path(folder, "pieces.csv"), encoding = "UTF-8", colClasses = c(first_year = "character"))
people <- read.csv(file.path(folder, "people.csv"))
control <- coxph.control(eps = 1e-13, iter.max = 100, toler.chol = 1e-14)
names_said <- character(); values_said <- numeric()
say <- function(name, value) { names_said <<- c(names_said, name); values_said <<- c(values_said, unname(value)) }

# Customers, departures and days of each level.
for (trait in c("state", "product", "first_year")) {
  key <- paste0(trait, "=", pieces[[trait]])
  days <- tapply(pieces$stop - pieces$start, key, sum)
  events <- tapply(pieces$event, key, sum)
  for (k in names(days)) { say(paste0("days|", k), days[k]); say(paste0("events|", k), events[k]) }
}
# The reference is the level with most customers, of the state no_problem; levels without a departure go.
last <- pieces[!duplicated(pieces$customer, fromLast = TRUE), ]
frequencies <- list(product = table(last$product), first_year = table(last$first_year))
relevelled <- function(rows) {
  for (trait in c("product", "first_year", "state")) {
    left <- unique(rows[[trait]][rows$event == 1])
    rows <- rows[rows[[trait]] %in% left, ]
    counts <- frequencies[[trait]][left]
    rows[[trait]] <- relevel(factor(rows[[trait]]), if (trait == "state") "no_problem" else names(counts)[which.max(counts)])
  }
  rows
}
formula <- Surv(start, stop, event) ~ state + product + first_year
rows <- relevelled(pieces)
fit <- coxph(formula, rows, ties = "efron", control = control, cluster = dealer)
breslow <- coxph(formula, rows, ties = "breslow", control = control)
clusters <- length(unique(pieces$dealer))
factor_of <- sqrt(clusters / (clusters - 1)); quantile_of <- qt(0.975, clusters - 1)
label <- function(names) sub("^(state|product|first_year)", "\\1=", names)
tell <- function(fit, ratio, lower, upper, only = rep(TRUE, length(coef(fit)))) {
  error <- sqrt(diag(fit$var)) * factor_of
  for (i in which(only)) {
    key <- label(names(coef(fit))[i])
    say(paste0(ratio, "|", key), exp(coef(fit)[i]))
    say(paste0(lower, "|", key), exp(coef(fit)[i] - quantile_of * error[i]))
    say(paste0(upper, "|", key), exp(coef(fit)[i] + quantile_of * error[i]))
  }
  error
}
error <- tell(fit, "hazard_ratio", "lower", "upper")
for (i in seq_along(coef(fit))) {
  key <- label(names(coef(fit))[i])
  say(paste0("p|", key), 2 * pt(-abs(coef(fit)[i] / error[i]), clusters - 1))
  say(paste0("breslow|", key), exp(coef(breslow)[i]))
}
lr <- 2 * diff(fit$loglik)
say("statistic|departure.likelihood_ratio", lr)
say("p|departure.likelihood_ratio", pchisq(lr, length(coef(fit)), lower.tail = FALSE))
for (trait in c("state", "product", "first_year")) {
  at <- grep(paste0("^", trait), names(coef(fit)))
  wald <- sum(coef(fit)[at] * solve(fit$var[at, at], coef(fit)[at])) * (clusters - 1) / clusters / length(at)
  say(paste0("statistic|departure.", trait), wald)
  say(paste0("p|departure.", trait), pf(wald, length(at), clusters - 1, lower.tail = FALSE))
}
zph <- cox.zph(coxph(formula, rows, ties = "efron", control = control), "km")$table
for (i in seq_len(nrow(zph))) {
  name <- c("state", "product", "first_year", "all")[i]
  say(paste0("statistic|departure.proportional.", name), zph[i, 1])
  say(paste0("p|departure.proportional.", name), zph[i, 3])
}
c_index <- fit$concordance["concordance"]
half <- quantile_of * factor_of * fit$concordance["std"]
say("value|departure.concordance|", c_index)
say("lower|departure.concordance|", c_index - half)
say("upper|departure.concordance|", c_index + half)

# Two halves: states alone, whose reference is there in both.
event_days <- sort(rows$stop[rows$event == 1])
middle <- event_days[ceiling(length(event_days) / 2)]
early <- rows[rows$start < middle, ]
early$event[early$stop > middle] <- 0
early$stop <- pmin(early$stop, middle)
late <- rows[rows$stop > middle, ]
late$start <- pmax(late$start, middle)
for (part in c("early", "late")) {
  own <- if (part == "early") early else late
  own <- relevelled(transform(own, product = as.character(product), first_year = as.character(first_year),
                              state = as.character(state)))
  half_fit <- coxph(formula, own, ties = "efron", control = control, cluster = dealer)
  tell(half_fit, paste0(part, "_ratio"), paste0(part, "_lower"), paste0(part, "_upper"),
       grepl("^(state|product)", names(coef(half_fit))))
}

# Who stays, and incidences: log(-log) bounds of R's standard errors.
z <- qnorm(0.975)
bounds <- function(f, error, name) {
  width <- exp(z * error / (f * abs(log(f))))
  both <- sort(c(f^width, f^(1 / width)))
  say(paste0("lower|", name), both[1]); say(paste0("upper|", name), both[2])
}
stay <- function(rows, name) {
  curve <- summary(survfit(Surv(start, stop, cause > 0) ~ 1, rows, conf.type = "log-log"), times = 365)
  say(paste0("value|", name), curve$surv); say(paste0("lower|", name), curve$lower); say(paste0("upper|", name), curve$upper)
}
stay(people, "retention.stay_365d|")
for (year in unique(people$cohort)) {
  own <- people[people$cohort == year, ]
  watched <- sapply(0:365, function(day) sum(own$start < day & own$stop >= day))
  if (min(watched) >= 10 && sum(own$cause > 0 & own$stop <= 365) > 0) stay(own, paste0("retention.stay_365d|cohort=", year))
}
# Aalen and Johansen, with the covariance carried from day to day: survfit's is the jackknife by person, which with
# late entry is another one.
incidence <- function(people) {
  state <- c(1, 0, 0, 0); covariance <- matrix(0, 4, 4)
  for (day in sort(unique(people$stop[people$cause > 0 & people$stop <= 365]))) {
    n <- sum(people$start < day & people$stop >= day)
    share <- tabulate(people$cause[people$stop == day & people$cause > 0], 3) / n
    step <- diag(4); step[1, ] <- c(1 - sum(share), share)
    spread <- (diag(step[1, ]) - outer(step[1, ], step[1, ])) / n
    covariance <- t(step) %*% covariance %*% step + state[1]^2 * spread
    state <- as.vector(state %*% step)
  }
  list(state = state, error = sqrt(diag(covariance)))
}
gone <- incidence(people)
people$kind <- factor(people$cause, 0:3)
curve <- survfit(Surv(start, stop, kind) ~ 1, people, id = seq_len(nrow(people)))
stopifnot(all.equal(curve$pstate[max(which(curve$time <= 365)), ], gone$state, tolerance = 1e-12))
for (cause in 1:3) {
  name <- paste0("departure.incidence_365d|cause=", c("preventable", "not_preventable", "unknown")[cause])
  say(paste0("value|", name), gone$state[cause + 1])
  if (gone$state[cause + 1] > 0) bounds(gone$state[cause + 1], gone$error[cause + 1], name)
}
write.csv(data.frame(name = names_said, value = format(values_said, digits = 17)), file.path(folder, "r.csv"), row.names = FALSE,
          fileEncoding = "UTF-8")
