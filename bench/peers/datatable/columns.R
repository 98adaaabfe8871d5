# The columns that the five questions need, read with their types; times become whole minutes since 1970.

DIMENSIONS <- c(rel = 5L, asr = 4L, tan = 4L, emp = 5L, res = 4L)
ITEMS <- unlist(lapply(names(DIMENSIONS), function(name) paste0(name, seq_len(DIMENSIONS[[name]]))))
MINUTES_A_DAY <- 1440L

TYPES <- list(
  surveys = c(surveyed_at = "character", dealer_id = "character",
              setNames(rep("integer", length(ITEMS)), ITEMS)),
  repairs = c(unit_id = "character", customer_id = "character", reported_at = "character",
              replied_at = "character", visited_at = "character", closed_at = "character",
              fault = "character", cause = "character", action = "character"),
  purchases = c(customer_id = "character", purchased_on = "IDate"),
  complaints = c(customer_id = "character", opened_at = "character", answered_at = "character",
                 resolved_at = "character"))

# "2025-06-01 08:05" to minutes. There are few different days, so each is converted once.
minutes_of <- function(text) {
  day_text <- substr(text, 1L, 10L)
  days <- unique(day_text)
  day <- as.integer(as.IDate(days))[chmatch(day_text, days)]
  day * MINUTES_A_DAY + as.integer(substr(text, 12L, 13L)) * 60L + as.integer(substr(text, 15L, 16L))
}

# fread's own reader of times wants seconds; these have none.
read_table <- function(folder, name) {
  types <- TYPES[[name]]
  table <- fread(file.path(folder, paste0(name, ".csv")), select = types, na.strings = "",
                 encoding = "UTF-8", showProgress = FALSE)
  for (column in grep("_at$", names(types), value = TRUE))
    set(table, j = column, value = minutes_of(table[[column]]))
  table
}

# Months since 1970-01, and their names; few different days again.
month_of <- function(minute) {
  day <- minute %/% MINUTES_A_DAY
  days <- unique(day)
  date <- as.POSIXlt(as.Date(days, origin = "1970-01-01"))
  ((date$year - 70L) * 12L + date$mon)[match(day, days)]
}
month_name <- function(month) sprintf("%04d-%02d", 1970L + month %/% 12L, month %% 12L + 1L)

read_columns <- function(folder) {
  columns <- lapply(setNames(nm = names(TYPES)), function(name) read_table(folder, name))
  columns$purchases[, day := as.integer(purchased_on)]
  columns$repairs[, month := month_of(reported_at)]
  latest <- function(table) max(unlist(lapply(
    columns[[table]][, .SD, .SDcols = patterns("_at$")], max, na.rm = TRUE)))
  columns$horizon <- max(latest("surveys"), latest("repairs"), latest("complaints"),
                         max(columns$purchases$day) * MINUTES_A_DAY)
  columns
}
