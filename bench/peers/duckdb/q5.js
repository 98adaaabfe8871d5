'use strict';
// Q5: share of customers who buy within 365 days of their index date, by path.
// Of complaints opened in the same minute the earlier row counts; complaint numbers rise with the rows.

const answer = `
  WITH buyers AS (
    SELECT customer_id, min(purchased_on) AS first_day FROM purchases WHERE customer_id IS NOT NULL
    GROUP BY customer_id),
  troubled AS (
    SELECT customer_id, min(reported) AS reported FROM repairs GROUP BY customer_id),
  complained AS (
    SELECT customer_id, arg_min({'opened': opened, 'resolved': resolved}, (opened, complaint_id)) AS first
    FROM complaints GROUP BY customer_id),
  indexed AS (
    SELECT buyers.customer_id,
      CASE WHEN first IS NULL THEN CASE WHEN reported IS NULL THEN 'no_problem' ELSE 'problem_no_complaint' END
           WHEN first.resolved IS NULL THEN 'complained_unsolved'
           WHEN first.resolved - first.opened <= 1440 THEN 'complained_solved_fast'
           ELSE 'complained_solved' END AS path,
      coalesce(DATE '1970-01-01' + (coalesce(first.opened, reported) // 1440)::INTEGER, first_day) AS index_day
    FROM buyers LEFT JOIN troubled USING (customer_id) LEFT JOIN complained USING (customer_id)),
  matured AS (
    SELECT indexed.* FROM indexed, horizon WHERE index_day + 365 <= DATE '1970-01-01' + (minute // 1440)::INTEGER)
  SELECT path, count(*) AS n, avg(EXISTS (
      SELECT 1 FROM purchases WHERE purchases.customer_id = matured.customer_id
        AND purchased_on - index_day BETWEEN 1 AND 365)::INTEGER) AS share
  FROM matured GROUP BY path`;

module.exports = { answer };
