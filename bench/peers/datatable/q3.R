# Q3: how often each fault, cause, action and chain of the three was recorded, by month.
# The chains, missing links included, are counted once over the rows; the rest is summed from those.

answer_q3 <- function(columns) {
  links <- c("fault", "cause", "action")
  chains <- columns$repairs[, .(n = .N), by = c("month", links)]
  counts <- lapply(links, function(name)
    chains[!is.na(get(name)), .(link = name, n = sum(n)), by = c("month", name)])
  whole <- na.omit(chains, cols = links)[, link := "chain"]
  out <- rbindlist(c(counts, list(whole)), use.names = TRUE, fill = TRUE)
  out[, month := month_name(month)]
  out[, c("month", "link", links, "n"), with = FALSE]
}
