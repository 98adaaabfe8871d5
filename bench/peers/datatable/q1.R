# Q1: survey scores by dealer and month: respondents, means, Cronbach's alpha, item covariances.

# Whole-number sums of a dimension by group; sums and products of complete respondents only.
sum_dimension <- function(surveys, name) {
  items <- paste0(name, seq_len(DIMENSIONS[[name]]))
  scores <- surveys[, ..items]
  answered <- Reduce(`+`, lapply(scores, function(item) !is.na(item)))
  sum <- Reduce(`+`, lapply(scores, fcoalesce, 0L))
  has_score <- 2L * answered >= length(items)
  is_complete <- answered == length(items)
  means <- data.table(group = surveys$group[has_score], score = (sum / answered)[has_score])
  means <- means[, .(n = .N, mean = mean(score)), keyby = group]

  complete <- scores[is_complete]
  pairs <- pair_names(name)
  for (i in seq_len(nrow(pairs)))
    set(complete, j = paste0("p", i), value = complete[[pairs$a[i]]] * complete[[pairs$b[i]]])
  sums <- complete[, lapply(.SD, sum), keyby = .(group = surveys$group[is_complete])]
  counts <- data.table(group = surveys$group[is_complete])[, .(complete = .N), keyby = group]
  list(means = means, sums = sums[counts, on = "group"])
}

# Item pairs i <= j in the order of the answer's columns.
pair_names <- function(name) {
  count <- DIMENSIONS[[name]]
  i <- rep(seq_len(count), count:1)
  j <- unlist(lapply(seq_len(count), function(first) first:count))
  list2DF(list(a = paste0(name, i), b = paste0(name, j)))
}

answer_dimension <- function(surveys, groups, name) {
  found <- sum_dimension(surveys, name)
  means <- found$means[groups, on = "group"]
  sums <- found$sums[groups, on = "group"]
  n <- as.numeric(fcoalesce(sums$complete, 0L))
  pairs <- pair_names(name)
  scaled <- lapply(seq_len(nrow(pairs)), function(i)
    n * sums[[paste0("p", i)]] - as.numeric(sums[[pairs$a[i]]]) * sums[[pairs$b[i]]])
  is_own <- pairs$a == pairs$b
  own <- Reduce(`+`, scaled[is_own])
  total <- own + 2 * Reduce(`+`, scaled[!is_own])
  count <- DIMENSIONS[[name]]
  alpha <- fifelse(n > 1 & total > 0, count / (count - 1) * (1 - own / total), NA_real_)
  covariances <- lapply(scaled, function(s) fifelse(n > 1, s / (n * (n - 1)), NA_real_))
  names(covariances) <- paste("cov", pairs$a, pairs$b, sep = "_")
  out <- c(list(fcoalesce(means$n, 0L), means$mean, n, alpha), covariances)
  names(out)[1:4] <- paste(c("n", "mean", "complete", "alpha"), name, sep = "_")
  out
}

answer_q1 <- function(columns) {
  surveys <- columns$surveys
  surveys[, month := month_of(surveyed_at)]
  surveys <- surveys[!is.na(dealer_id)]
  surveys[, group := .GRP, by = .(dealer_id, month)]
  groups <- surveys[, .(surveys = .N), by = .(dealer_id, month, group)]
  parts <- lapply(names(DIMENSIONS), function(name) answer_dimension(surveys, groups, name))
  setDT(c(list(dealer = groups$dealer_id, month = month_name(groups$month), surveys = groups$surveys),
          unlist(parts, recursive = FALSE)))[]
}
