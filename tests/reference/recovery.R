#!/usr/bin/env Rscript
# The steps of recovery and the recovery paradox from single rows, with R's own lm, glm and wilcoxon ranks: name,numbers with 17 digits.
#   recovery.R DATA MONTH looks.csv     MONTH is the report month; looks.csv is of recovery.py
options(digits = 17)
suppressMessages(library(data.table))
arguments <- commandArgs(TRUE)
read <- function(name) fread(file.path(arguments[1], name), colClasses = "character", na.strings = "", encoding = "UTF-8")
say <- function(...) { x <- list(...); numbers <- unlist(x[-1])
  cat(x[[1]], ",", paste(ifelse(is.na(numbers), "NA", format(numbers, digits = 17)), collapse = ","), "\n", sep = "") }
months <- function(texts) as.integer(substr(texts, 1, 4)) * 12L + as.integer(substr(texts, 6, 7))
last <- months(arguments[2])
day <- function(texts) as.integer(as.Date(substr(texts, 1, 10)))
minute <- function(texts) as.numeric(as.POSIXct(texts, format = "%Y-%m-%d %H:%M", tz = "UTC")) / 60
steps <- c("apologised", "listened", "fair_fix", "compensated", "promise_kept", "followed_up", "permanent_fix")

complaints <- read("complaints.csv")
for (name in c(steps, "satisfied_after")) complaints[, (name) := as.numeric(get(name))]
complaints[, opened := minute(opened_at)][, resolved := minute(resolved_at)]
complaints[, solved := as.numeric(!is.na(resolved))]
complaints[, solved_fast := as.numeric(!is.na(resolved) & resolved - opened <= 1440)]
columns <- c(steps, "solved", "solved_fast")
formula_of <- function(response) as.formula(paste(response, "~", paste(columns, collapse = "+")))

# Satisfaction: least squares on rows, sandwich HC3 by its definition
rows <- complaints[months(opened_at) <= last & months(opened_at) > last - 12 & !is.na(satisfied_after)]
whole <- rows[complete.cases(rows[, ..columns])]
fit <- lm(formula_of("satisfied_after"), whole)
X <- model.matrix(fit); bread <- solve(crossprod(X))
meat <- crossprod(X * (residuals(fit) / (1 - hatvalues(fit))))
errors <- sqrt(diag(bread %*% meat %*% bread)); reach <- qt(.975, fit$df.residual)
p <- 2 * pt(-abs(coef(fit) / errors), fit$df.residual)
q <- c(p.adjust(p[steps], "BH"), NA, NA)
for (i in seq_along(columns)) { column <- columns[i]; b <- coef(fit)[[column]]; taken <- whole[[column]] == 1
  say(paste0("steps.satisfaction.", column), nrow(whole), nrow(rows) - nrow(whole), sum(taken), mean(whole$satisfied_after[taken]), sum(!taken),
      mean(whole$satisfied_after[!taken]), b, b - reach * errors[[column]], b + reach * errors[[column]], p[[column]], q[[i]]) }

# Buying again: logistic regression on customers
purchases <- read("purchases.csv")[, day := day(purchased_on)]
horizon <- as.integer(arguments[4])
first <- complaints[order(opened), .SD[1], by = customer_id][, day := day(opened_at)][, earlier := FALSE][, bought := 0]
days <- split(purchases$day, purchases$customer_id)
for (i in seq_len(nrow(first))) { own <- days[[first$customer_id[i]]] - first$day[i]
  set(first, i, "earlier", any(own <= 0)); set(first, i, "bought", as.numeric(any(own > 0 & own <= 365))) }
rows <- first[earlier & day + 365 <= horizon]
whole <- rows[complete.cases(rows[, ..columns])]
fit <- glm(formula_of("bought"), binomial, whole, control = glm.control(epsilon = 1e-15, maxit = 100))
found <- coef(summary(fit)); p <- found[, 4]
q <- c(p.adjust(p[steps], "BH"), NA, NA)
for (i in seq_along(columns)) { column <- columns[i]; b <- found[column, 1]; e <- found[column, 2]; taken <- whole[[column]] == 1
  say(paste0("steps.repurchase.", column), nrow(whole), nrow(rows) - nrow(whole), sum(taken), mean(whole$bought[taken]), sum(!taken),
      mean(whole$bought[!taken]), exp(b), exp(b - qnorm(.975) * e), exp(b + qnorm(.975) * e), p[[column]], q[[i]]) }

# A group against the others in its mix: means and variances per stratum of rows with group (TRUE), stratum, y
side <- function(rows, weights) {
  cells <- rows[, .(n = .N, mean = mean(y), variance = var(y)), keyby = stratum][.(names(weights))]
  single <- cells$n == 1; several <- !single
  df <- sum(cells$n[several] - 1); pooled <- sum((cells$variance * (cells$n - 1))[several]) / df
  w <- weights / sum(weights); parts <- ifelse(single, 0, w^2 * cells$variance / cells$n); alone <- sum(w[single]^2) * pooled
  variance <- sum(parts) + alone
  below <- sum((parts^2 / (cells$n - 1))[several]) + (if (any(single)) alone^2 / df else 0)
  c(value = sum(w * cells$mean), variance = variance, below = below) }
contrast <- function(rows) {
  both <- intersect(rows[group == TRUE]$stratum, rows[group == FALSE]$stratum)
  used <- rows[stratum %in% both]; weights <- table(used[group == TRUE]$stratum)
  a <- side(used[group == TRUE], weights); b <- side(used[group == FALSE], weights)
  variance <- a[["variance"]] + b[["variance"]]; df <- variance^2 / (a[["below"]] + b[["below"]]); d <- a[["value"]] - b[["value"]]
  c(nrow(rows[group == TRUE]), nrow(rows[group == FALSE]), nrow(used[group == TRUE]) / nrow(rows[group == TRUE]), a[["value"]], b[["value"]],
    mean(rows[group == TRUE]$y) - mean(rows[group == FALSE]$y), d, d - qt(.975, df) * sqrt(variance), d + qt(.975, df) * sqrt(variance)) }
# P(group > others) + P(=)/2 per stratum by comparing every pair's share, with van Elteren's weights
superiority <- function(rows) {
  parts <- rows[, { a <- y[group]; b <- y[!group]
    if (length(a) && length(b)) .(w = length(a) * length(b) / (.N + 1), p = mean(sapply(a, function(x) mean((x > b) + (x == b) / 2)))) }, by = stratum]
  sum(parts$w * parts$p) / sum(parts$w) }
groups <- list(recovered = c("solved", "solved_fast"), solved_fast = "solved_fast", solved_later = "solved", unsolved = "unsolved")

surveys <- read("surveys.csv")[months(surveyed_at) <= last & months(surveyed_at) > last - 12]
for (test in list(c("satisfaction", "overall"), c("intention", "repurchase_intent"))) for (name in names(groups)) {
  rows <- surveys[!is.na(get(test[2])) & (had_problem == "0" | (had_problem == "1" & outcome %in% groups[[name]]))]
  rows <- rows[, .(group = had_problem == "1", stratum = ifelse(is.na(product), "-", product), y = as.numeric(get(test[2])))]
  say(paste("paradox", test[1], name, sep = "."), contrast(rows), superiority(rows)) }
looks <- fread(arguments[3])
for (name in names(groups)) {
  rows <- looks[class == "never" | class %in% groups[[name]]]
  say(paste("paradox.behaviour", name, sep = "."), contrast(rows[, .(group = class != "never", stratum = as.character(stratum), y = bought)]), NA) }
