'use strict';
// Q2: service levels of matured repairs, and exact quantiles (type 7) of the minutes to close, by month.

const LEVELS = [['reply_24h', 'replied', 1440], ['close_24h', 'closed', 1440], ['close_48h', 'closed', 2880]];

const levels = LEVELS.flatMap(([name, end, limit]) => {
  const matured = `reported + ${limit} <= latest`;
  return [
    `countIf(${matured}) AS ${name}_n`,
    `if(${name}_n > 0, avgIf(${end} > 0 AND ${end} - reported <= ${limit}, ${matured}), NULL) AS ${name}`,
  ];
});

const quantiles = [50, 90, 95].map((percent, i) => `if(close_n > 0, quantiles[${i + 1}], NULL) AS close_p${percent}`);

const answer = `
  WITH (SELECT minute FROM horizon) AS latest
  SELECT formatDateTime(month, '%Y-%m') AS month, ${levels.map((level) => level.split(' AS ').pop()).join(', ')},
    close_n, ${quantiles.join(', ')}
  FROM (
    SELECT month, ${levels.join(', ')}, countIf(closed > 0) AS close_n,
      quantilesExactInclusiveIf(0.5, 0.9, 0.95)(closed - reported, closed > 0) AS quantiles
    FROM repairs GROUP BY month)`;

module.exports = { answer };
