# Q4: closed repairs whose unit is reported again within 30 days of the closing, by month.

answer_q4 <- function(columns) {
  window <- 30L * MINUTES_A_DAY
  repairs <- columns$repairs[!is.na(unit_id), .(unit_id, month, reported_at, closed_at)]
  matured <- repairs[closed_at + window <= columns$horizon]
  # A rolling join backwards: the unit's first report at or after the minute that follows the closing.
  again <- repairs[, .(unit_id, at = reported_at, again_at = reported_at)]
  setkey(again, unit_id, at)
  followed <- again[matured[, .(unit_id, at = closed_at + 1L)], on = .(unit_id, at), roll = -Inf,
                    mult = "first", again_at]
  matured[, is_repeat := !is.na(followed) & followed - closed_at <= window]
  out <- matured[, .(n = .N, share = mean(is_repeat)), by = month]
  out[, month := month_name(month)][]
}
