-- result.sqlite, version 1: one run of rater as a small star for Grafana, Metabase, Superset and plain SQL.
-- A fact's row is a number of a metric, a segment and a period; dim_* say what these are. Names and numbers are those of
-- result.json: shares are fractions of 1, money is fen, NULL is "no such number" and never zero.
-- Beside what stands here there is a table for each table of the result, table_NAME with _ for the dots in its name
-- (table_faults_flow); catalogue_tables and catalogue_columns list them all with their columns and units.
PRAGMA application_id = 1381127250; -- "RATR"
PRAGMA user_version = 1;

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL -- title, period, horizon, history_from, config_sha256, engine_version, engine_build, certificate
);

CREATE TABLE dim_metric (
  metric_id INTEGER PRIMARY KEY,
  metric TEXT NOT NULL UNIQUE, -- sla.close_24h
  unit TEXT NOT NULL,
  better TEXT NOT NULL, -- higher_is_better, lower_is_better, ''
  family TEXT NOT NULL,
  title_zh TEXT NOT NULL,
  title_en TEXT NOT NULL,
  definition_zh TEXT NOT NULL,
  definition_en TEXT NOT NULL,
  caveat_zh TEXT NOT NULL,
  caveat_en TEXT NOT NULL
);

CREATE TABLE dim_segment (
  segment_id INTEGER PRIMARY KEY,
  axis TEXT NOT NULL, -- dealer, region, product, ...; '' for the whole network
  key TEXT NOT NULL,
  UNIQUE (axis, key)
);

CREATE TABLE dim_period (
  period_id INTEGER PRIMARY KEY,
  period TEXT NOT NULL UNIQUE, -- 2025-06, or 'all'
  first_day TEXT, -- 2025-06-01; NULL for 'all'
  first_second INTEGER, -- the same as seconds since 1970 UTC, for Grafana
  is_report_month INTEGER NOT NULL
);

-- Every estimate. change_*: against the month change_from; verdict: against the other segments of its axis at q < 0.05.
CREATE TABLE fact_estimate (
  id TEXT PRIMARY KEY, -- metric|axis=key|period, as on the page
  metric_id INTEGER NOT NULL REFERENCES dim_metric,
  segment_id INTEGER NOT NULL REFERENCES dim_segment,
  period_id INTEGER NOT NULL REFERENCES dim_period,
  n INTEGER NOT NULL,
  value REAL,
  lower REAL,
  upper REAL, -- 95 % confidence interval
  verdict TEXT NOT NULL, -- better, consistent, worse, cannot_say, ''
  status TEXT NOT NULL, -- pass, partial, refused
  reason TEXT NOT NULL, -- code: words
  change_from TEXT,
  change REAL,
  change_lower REAL,
  change_upper REAL,
  change_q REAL,
  target REAL,
  benchmark REAL,
  benchmark_source TEXT,
  benchmark_verdict TEXT, -- above, consistent, below
  method TEXT NOT NULL
) WITHOUT ROWID;

-- The months before the report month, of each dealer.
CREATE TABLE fact_series (
  metric_id INTEGER NOT NULL REFERENCES dim_metric,
  segment_id INTEGER NOT NULL REFERENCES dim_segment,
  period_id INTEGER NOT NULL REFERENCES dim_period,
  n INTEGER,
  value REAL,
  PRIMARY KEY (metric_id, segment_id, period_id)
) WITHOUT ROWID;

-- The report month of an axis with more than 200 keys, whole; fact_estimate has only those that differ.
CREATE TABLE fact_column (
  metric_id INTEGER NOT NULL REFERENCES dim_metric,
  segment_id INTEGER NOT NULL REFERENCES dim_segment,
  period_id INTEGER NOT NULL REFERENCES dim_period,
  n INTEGER,
  value REAL,
  lower REAL,
  upper REAL,
  verdict TEXT NOT NULL,
  PRIMARY KEY (metric_id, segment_id, period_id)
) WITHOUT ROWID;

CREATE TABLE fact_curve (
  metric_id INTEGER NOT NULL REFERENCES dim_metric,
  key TEXT NOT NULL, -- of the metric's segment; '' for the network
  time_unit TEXT NOT NULL,
  time INTEGER,
  at_risk INTEGER,
  survival REAL,
  lower REAL,
  upper REAL,
  method TEXT NOT NULL
);

CREATE TABLE run_inputs (
  file TEXT, "table" TEXT, bytes INTEGER, sha256 TEXT, encoding TEXT, "rows" INTEGER, used INTEGER, rejected INTEGER,
  superseded INTEGER
);
CREATE TABLE quality_files (
  file TEXT, "table" TEXT, rows_in INTEGER, rows_used INTEGER, rows_rejected INTEGER, rows_superseded INTEGER,
  encoding TEXT, bytes INTEGER, why TEXT
);
CREATE TABLE quality_tables (
  "table" TEXT, files INTEGER, rows_in INTEGER, rows_used INTEGER, rows_rejected INTEGER, rows_superseded INTEGER
);
CREATE TABLE quality_columns (
  "table" TEXT, "column" TEXT, "values" INTEGER, missing INTEGER, bad INTEGER, unlisted INTEGER, date_alone INTEGER
);
CREATE TABLE quality_rejects (
  kind TEXT, rule TEXT, "table" TEXT, file TEXT, "column" TEXT, count INTEGER, zh TEXT, en TEXT
);
CREATE TABLE quality_notes (code TEXT, file TEXT, zh TEXT, en TEXT);

CREATE TABLE catalogue_tables (
  table_name TEXT PRIMARY KEY, -- in this file
  name TEXT NOT NULL, -- in result.json
  row_count INTEGER NOT NULL,
  title_zh TEXT NOT NULL,
  title_en TEXT NOT NULL,
  definition_zh TEXT NOT NULL,
  definition_en TEXT NOT NULL
);
CREATE TABLE catalogue_columns (
  table_name TEXT NOT NULL REFERENCES catalogue_tables,
  number INTEGER NOT NULL, -- from 1
  column_name TEXT NOT NULL,
  unit TEXT NOT NULL, -- '' of texts
  PRIMARY KEY (table_name, number)
) WITHOUT ROWID;

CREATE VIEW v_estimates AS
SELECT e.id, m.metric, m.title_zh, m.title_en, m.unit, m.better, m.family, s.axis, s.key, p.period, p.first_day,
  p.first_second, p.is_report_month, e.n, e.value, e.lower, e.upper, e.verdict, e.status, e.reason, e.change_from, e.change,
  e.change_lower, e.change_upper, e.change_q, e.target, e.benchmark, e.benchmark_source, e.benchmark_verdict, e.method
FROM fact_estimate e JOIN dim_metric m USING (metric_id) JOIN dim_segment s USING (segment_id) JOIN dim_period p USING (period_id);

-- The whole network, month by month: a line for each metric.
CREATE VIEW v_network_month AS
SELECT metric, title_zh, title_en, unit, better, period, first_day, first_second, n, value, lower, upper, status, target
FROM v_estimates WHERE axis = '' AND first_day IS NOT NULL;

-- Each dealer, month by month: the months before from the series (without bounds), the report month with its bounds.
CREATE VIEW v_dealer_month AS
SELECT m.metric, m.title_zh, m.title_en, m.unit, m.better, s.key AS dealer, p.period, p.first_day, p.first_second,
  f.n, f.value, f.lower, f.upper, f.verdict
FROM (
  SELECT metric_id, segment_id, period_id, n, value, NULL AS lower, NULL AS upper, '' AS verdict FROM fact_series
  UNION ALL
  SELECT metric_id, segment_id, period_id, n, value, lower, upper, verdict FROM fact_column
  UNION ALL
  SELECT metric_id, segment_id, period_id, n, value, lower, upper, verdict FROM fact_estimate e
  WHERE NOT EXISTS (SELECT 1 FROM fact_column c
    WHERE c.metric_id = e.metric_id AND c.segment_id = e.segment_id AND c.period_id = e.period_id)
) f JOIN dim_metric m USING (metric_id) JOIN dim_segment s USING (segment_id) JOIN dim_period p USING (period_id)
WHERE s.axis = 'dealer' AND p.first_day IS NOT NULL;

-- The five dimensions and their index, of the network, month by month.
CREATE VIEW v_rater AS
SELECT * FROM v_network_month WHERE metric IN ('rater.reliability', 'rater.assurance', 'rater.tangibles', 'rater.empathy',
  'rater.responsiveness', 'rater.index');

-- What differs from the rest, or changed, by more than chance.
CREATE VIEW v_standing_out AS
SELECT * FROM v_estimates WHERE verdict IN ('better', 'worse') OR change_q < 0.05;

-- After loading:
CREATE INDEX fact_estimate_cell ON fact_estimate (metric_id, segment_id, period_id);
