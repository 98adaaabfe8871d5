# Key drivers of one table of rows, by R's own least squares: R^2 of every set of columns from lm(), LMG
# over all of them, standardised coefficients, a delete-a-group jackknife, Johnson's weights from the
# eigenvectors of the correlations.
#   Rscript drivers.R FILE MODEL      one line a number: name value
# FILE: the columns, then y, then (MODEL = groups) the row's group; with a header. MODEL = items: no groups.
options(digits = 17)
arguments <- commandArgs(TRUE)
rows <- read.csv(arguments[1])
put <- function(name, value) cat(name, format(value, digits = 17), "\n")
explained <- function(data, columns)
  if (length(columns) == 0) 0 else summary(lm(reformulate(columns, "y"), data))$r.squared
lmg <- function(data, columns) {
  count <- length(columns)
  sets <- lapply(0:(2^count - 1), function(set) columns[bitwAnd(set, 2^(seq_len(count) - 1)) > 0])
  r2 <- sapply(sets, explained, data = data)
  parts <- sapply(seq_len(count), function(j) {
    without <- which(bitwAnd(0:(2^count - 1), 2^(j - 1)) == 0)
    size <- lengths(sets)[without]
    sum(factorial(size) * factorial(count - 1 - size) / factorial(count) * (r2[without + 2^(j - 1)] - r2[without]))
  })
  list(parts = parts, r2 = r2[2^count])
}
standardised <- function(data, columns) {
  fit <- lm(reformulate(columns, "y"), data)
  coef(fit)[-1] * sapply(data[columns], sd) / sd(data$y)
}
if (arguments[2] == "groups") {
  columns <- setdiff(names(rows), c("y", "group"))
  numbers <- function(data) {
    l <- lmg(data, columns)
    c(qlogis(l$r2), qlogis(l$parts / l$r2), standardised(data, columns))
  }
  whole <- numbers(rows)
  groups <- sort(unique(rows$group))
  without <- sapply(groups, function(g) numbers(rows[rows$group != g, ]))
  count <- length(groups)
  half <- qt(0.975, count - 1) * sqrt((count - 1) / count * rowSums((without - whole)^2))
  back <- c(rep(list(plogis), 1 + length(columns)), rep(list(identity), length(columns)))
  names <- c("r_squared", paste0("share.", columns), paste0("coefficient.", columns))
  for (i in seq_along(names)) {
    put(paste0(names[i], ".value"), back[[i]](whole[i]))
    put(paste0(names[i], ".lower"), back[[i]](whole[i] - half[i]))
    put(paste0(names[i], ".upper"), back[[i]](whole[i] + half[i]))
  }
} else {
  columns <- setdiff(names(rows), "y")
  correlations <- cor(rows)
  r <- correlations[columns, columns]; with_y <- correlations[columns, "y"]
  e <- eigen(r, symmetric = TRUE)
  root <- e$vectors %*% diag(sqrt(e$values)) %*% t(e$vectors)
  johnson <- drop(root^2 %*% solve(root, with_y)^2)
  beta <- standardised(rows, columns)
  for (j in seq_along(columns)) {
    put(paste0(columns[j], ".correlation"), with_y[j])
    put(paste0(columns[j], ".johnson_share"), johnson[j] / explained(rows, columns))
    put(paste0(columns[j], ".standardised"), beta[j])
    put(paste0(columns[j], ".inflation"),
        1 / (1 - summary(lm(reformulate(columns[-j], columns[j]), rows))$r.squared))
    put(paste0(columns[j], ".turned"), as.integer(beta[j] * with_y[j] < 0))
  }
}
