# Alpha and its companions as R's package psych computes them, to full precision.
#   Rscript R_alpha.R      one line a number: name value
suppressPackageStartupMessages(library(psych))
options(digits = 17)
put <- function(name, ...) for (v in c(...)) cat(name, format(v, digits = 17), "\n")
show <- function(name, data) {
  a <- suppressWarnings(psych::alpha(data, check.keys = FALSE, warnings = FALSE))
  put(paste(name, "raw"), a$total$raw_alpha)
  put(paste(name, "feldt"), psych::alpha.ci(a$total$raw_alpha, n.obs = nrow(data), n.var = ncol(data))[c("lower.ci", "upper.ci")] |> unlist())
  put(paste(name, "std"), a$total$std.alpha); put(paste(name, "lambda6"), a$total$`G6(smc)`)
  put(paste(name, "average_r"), a$total$average_r); put(paste(name, "median_r"), a$total$median_r); put(paste(name, "S/N"), a$total$`S/N`)
  put(paste(name, "dropped"), a$alpha.drop$raw_alpha)
  put(paste(name, "r.drop"), a$item.stats$r.drop); put(paste(name, "raw.r"), a$item.stats$raw.r)
}
show("attitude", attitude) # Chatterjee and Price 1977, in R
x <- matrix(c(5, 6, 4, 7, 3, 4, 4, 2, 6, 6, 5, 6, 2, 1, 3, 2, 7, 6, 7, 7, 4, 5, 3, 4, 5, 5, 6, 3, 1, 2, 1, 4), ncol = 4, byrow = TRUE)
show("eight", as.data.frame(x))
cross <- crossprod(as.matrix(attitude)); for (i in 1:7) cat("#", paste(cross[i, ], collapse = ", "), "\n"); cat("#", paste(colSums(attitude), collapse = ", "), "\n")
show("items", data.frame(a = c(2, 4, 3, 5), b = c(1, 5, 4, 4)))
