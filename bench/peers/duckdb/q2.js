'use strict';
// Q2: service levels of matured repairs, and exact quantiles (type 7) of the minutes to close, by month.

const LEVELS = [['reply_24h', 'replied', 1440], ['close_24h', 'closed', 1440], ['close_48h', 'closed', 2880]];

const levels = LEVELS.flatMap(([name, end, limit]) => {
  const matured = `FILTER (reported + ${limit} <= minute)`;
  const met = `(coalesce(${end} - reported <= ${limit}, false))::INTEGER`;
  return [`count(*) ${matured} AS ${name}_n`, `avg(${met}) ${matured} AS ${name}`];
});

const answer = `
  WITH levels AS (
    SELECT month, ${levels.join(', ')}, count(closed) AS close_n,
      quantile_cont(closed - reported, [0.5, 0.9, 0.95]) AS quantiles
    FROM repairs, horizon GROUP BY month)
  SELECT * EXCLUDE quantiles REPLACE (strftime(month, '%Y-%m') AS month),
    quantiles[1] AS close_p50, quantiles[2] AS close_p90, quantiles[3] AS close_p95
  FROM levels`;

module.exports = { answer };
