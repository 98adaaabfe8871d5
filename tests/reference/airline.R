# Dimension scores, alphas and Feldt intervals of the airline survey as R's psych sees them.
#   Rscript airline.R airline.csv      one line a dimension: name n mean n_alpha alpha lower upper
# The scores are RESULT.md's: the mean of the answered items if at least half are answered; alpha over complete cases.
suppressPackageStartupMessages(library(psych))
options(digits = 17)
csv <- commandArgs(trailingOnly = TRUE)[1]
survey <- read.csv(csv, check.names = FALSE, fill = TRUE)
survey <- survey[!is.na(survey[["Arrival Delay in Minutes"]]) | !is.na(survey[["Online boarding"]]), ]
dimensions <- list(
  reliability = c("Departure/Arrival time convenient", "Baggage handling", "Online boarding"),
  assurance = c("Online support", "On-board service", "Checkin service"),
  tangibles = c("Seat comfort", "Cleanliness", "Leg room service", "Food and drink"),
  empathy = c("Gate location", "Inflight entertainment"),
  responsiveness = c("Ease of Online booking", "Inflight wifi service"))
for (name in names(dimensions)) {
  items <- survey[, dimensions[[name]]]
  items[items == 0] <- NA
  answered <- rowSums(!is.na(items))
  scores <- rowMeans(items, na.rm = TRUE)[answered > 0 & 2 * answered >= ncol(items)]
  complete <- items[complete.cases(items), ]
  alpha <- psych::alpha(complete, check.keys = FALSE, warnings = FALSE)$total$raw_alpha
  ci <- psych::alpha.ci(alpha, n.obs = nrow(complete), n.var = ncol(complete))
  cat(name, length(scores), mean(scores), nrow(complete), alpha, ci$lower.ci, ci$upper.ci, "\n")
}
