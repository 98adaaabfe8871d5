# Q5: share of customers who buy within 365 days of their index date, by path.

answer_q5 <- function(columns) {
  bought <- columns$purchases[!is.na(customer_id), .(customer_id, day)]
  buyers <- bought[, .(first_day = min(day)), keyby = customer_id]
  troubled <- columns$repairs[, .(reported = min(reported_at)), by = customer_id]
  # Of complaints opened in the same minute the earlier row counts: setorder is stable.
  complaints <- columns$complaints[, .(customer_id, opened = opened_at, resolved = resolved_at)]
  complained <- unique(setorder(complaints, opened), by = "customer_id")
  buyers[troubled, reported := i.reported, on = "customer_id"]
  buyers[complained, `:=`(opened = i.opened, resolved = i.resolved), on = "customer_id"]
  buyers[, path := fcase(
    is.na(opened) & is.na(reported), "no_problem",
    is.na(opened), "problem_no_complaint",
    is.na(resolved), "complained_unsolved",
    resolved - opened <= MINUTES_A_DAY, "complained_solved_fast",
    default = "complained_solved")]
  buyers[, index_day := fcoalesce(opened %/% MINUTES_A_DAY, reported %/% MINUTES_A_DAY, first_day)]
  matured <- buyers[index_day + 365L <= columns$horizon %/% MINUTES_A_DAY]
  later <- bought[matured, .(customer_id, gap = day - index_day), on = "customer_id"]
  again <- unique(later[gap >= 1L & gap <= 365L, customer_id])
  matured[, .(n = .N, share = mean(customer_id %chin% again)), by = path]
}
