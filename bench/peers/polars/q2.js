'use strict';
// Q2: service levels of matured repairs, and exact quantiles (type 7) of the minutes to close, by month.

const pl = require('nodejs-polars');
const { DAY } = require('./columns');

const LEVELS = [['reply_24h', 'replied_at', DAY], ['close_24h', 'closed_at', DAY], ['close_48h', 'closed_at', 2 * DAY]];

function answer({ repairs, horizon }) {
  const levels = LEVELS.flatMap(([name, end, limit]) => {
    const isMatured = `reported_at + ${limit} <= ${horizon}`;
    const met = `CASE WHEN ${end} - reported_at <= ${limit} THEN 1.0 ELSE 0.0 END`;
    return [`SUM(CASE WHEN ${isMatured} THEN 1 ELSE 0 END) AS ${name}_n`,
      `AVG(CASE WHEN ${isMatured} THEN ${met} END) AS ${name}`];
  });
  const quantiles = [50, 90, 95].map((percent) => `QUANTILE_CONT(minutes, ${percent / 100}) AS close_p${percent}`);
  return pl.SQLContext({ repairs }).execute(`
    WITH legs AS (SELECT *, CAST(closed_at - reported_at AS DOUBLE) / 60000 AS minutes FROM repairs)
    SELECT STRFTIME(month, '%Y-%m') AS month, ${levels.map((level) => level.split(' AS ').pop()).join(', ')},
      close_n, close_p50, close_p90, close_p95
    FROM (SELECT month, ${levels.join(', ')}, COUNT(closed_at) AS close_n, ${quantiles.join(', ')}
          FROM legs GROUP BY month) AS levels`, { eager: false });
}

module.exports = { answer };
