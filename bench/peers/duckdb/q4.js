'use strict';
// Q4: closed repairs whose unit is reported again within 30 days of the closing, by month.
// A semi join on the unit, not ASOF JOIN: that took quadratic time on units of few rows (DuckDB 1.5.6).

const WINDOW = 30 * 1440;

const answer = `
  WITH matured AS (
    SELECT month, unit_id, closed FROM repairs, horizon WHERE unit_id IS NOT NULL AND closed + ${WINDOW} <= minute)
  SELECT strftime(month, '%Y-%m') AS month, count(*) AS n, avg(EXISTS (
      SELECT 1 FROM repairs AS again WHERE again.unit_id = matured.unit_id
        AND again.reported > matured.closed AND again.reported <= matured.closed + ${WINDOW})::INTEGER) AS share
  FROM matured GROUP BY month`;

module.exports = { answer };
