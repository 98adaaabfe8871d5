'use strict';
// Q5: share of customers who buy within 365 days of their index date, by path.

const pl = require('nodejs-polars');
const { DAY } = require('./columns');

const matured = (horizon) => `
  WITH buyers AS (
    SELECT customer_id, MIN(day) AS first_day FROM purchases WHERE customer_id IS NOT NULL GROUP BY customer_id),
  troubled AS (SELECT customer_id, MIN(reported_at) AS reported_at FROM repairs GROUP BY customer_id),
  indexed AS (
    SELECT buyers.customer_id AS customer_id,
      CASE WHEN opened_at IS NULL AND reported_at IS NULL THEN 'no_problem'
           WHEN opened_at IS NULL THEN 'problem_no_complaint'
           WHEN resolved_at IS NULL THEN 'complained_unsolved'
           WHEN resolved_at - opened_at <= ${DAY} THEN 'complained_solved_fast'
           ELSE 'complained_solved' END AS path,
      COALESCE(CAST(FLOOR(COALESCE(opened_at, reported_at) / ${DAY}.0) AS BIGINT), CAST(first_day AS BIGINT))
        AS index_day
    FROM buyers LEFT JOIN troubled ON buyers.customer_id = troubled.customer_id
      LEFT JOIN complained ON buyers.customer_id = complained.customer_id)
  SELECT * FROM indexed WHERE index_day + 365 <= ${Math.floor(horizon / DAY)}`;

const share = `
  WITH again AS (
    SELECT DISTINCT purchases.customer_id AS customer_id FROM purchases
      INNER JOIN matured ON purchases.customer_id = matured.customer_id
    WHERE day - index_day >= 1 AND day - index_day <= 365)
  SELECT path, COUNT(*) AS n, AVG(CASE WHEN again.customer_id IS NULL THEN 0.0 ELSE 1.0 END) AS share
  FROM matured LEFT JOIN again ON matured.customer_id = again.customer_id GROUP BY path`;

function answer({ repairs, complaints, purchases, horizon }) {
  // Of complaints opened in the same minute the earlier row counts: the sort keeps their order.
  const complained = complaints.lazy().sort({ by: 'opened_at', maintainOrder: true })
    .groupBy('customer_id').agg(pl.col('opened_at').first(), pl.col('resolved_at').first());
  const found = pl.SQLContext({ purchases, repairs, complained }).execute(matured(horizon), { eager: true });
  return pl.SQLContext({ purchases, matured: found }).execute(share, { eager: false });
}

module.exports = { answer };
