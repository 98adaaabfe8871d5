# Q2: service levels of matured repairs, and exact quantiles (type 7) of the minutes to close, by month.

answer_q2 <- function(columns) {
  horizon <- columns$horizon
  share <- function(met, matured) if (any(matured)) mean(met[matured] %in% TRUE) else NA_real_
  columns$repairs[, {
    in_day <- reported_at + MINUTES_A_DAY <= horizon
    in_two_days <- reported_at + 2L * MINUTES_A_DAY <= horizon
    leg <- closed_at - reported_at
    closed <- leg[!is.na(leg)]
    quantiles <- quantile(closed, c(0.5, 0.9, 0.95), type = 7, names = FALSE)
    .(reply_24h_n = sum(in_day), reply_24h = share(replied_at - reported_at <= MINUTES_A_DAY, in_day),
      close_24h_n = sum(in_day), close_24h = share(leg <= MINUTES_A_DAY, in_day),
      close_48h_n = sum(in_two_days), close_48h = share(leg <= 2L * MINUTES_A_DAY, in_two_days),
      close_n = length(closed), close_p50 = quantiles[1], close_p90 = quantiles[2],
      close_p95 = quantiles[3])
  }, by = month][, month := month_name(month)][]
}
