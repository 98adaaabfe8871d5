'use strict';
// Q4: closed repairs whose unit is reported again within 30 days of the closing, by month.

const WINDOW = 30 * 1440;

// A repair that nothing follows is joined with reported = 0.
const answer = `
  WITH (SELECT minute FROM horizon) AS latest
  SELECT formatDateTime(month, '%Y-%m') AS month, count() AS n,
    avg(again.reported > 0 AND again.reported - matured.closed <= ${WINDOW}) AS share
  FROM (SELECT month, unit_id, closed FROM repairs
        WHERE unit_id != '' AND closed > 0 AND closed + ${WINDOW} <= latest) AS matured
  ASOF LEFT JOIN (SELECT unit_id, reported FROM repairs) AS again
    ON matured.unit_id = again.unit_id AND matured.closed < again.reported
  GROUP BY month`;

module.exports = { answer };
