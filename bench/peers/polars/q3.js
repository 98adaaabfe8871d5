'use strict';
// Q3: how often each fault, cause, action and chain of the three was recorded, by month.
// The chains, missing links included, are counted once over the rows; everything else is summed from those few groups.

const pl = require('nodejs-polars');

const LINKS = ['fault', 'cause', 'action'];

const link = (name) => `SELECT month, '${name}' AS link, ${LINKS
  .map((column) => (column === name ? column : `CAST(NULL AS VARCHAR) AS ${column}`)).join(', ')}, SUM(n) AS n
  FROM chains WHERE ${name} IS NOT NULL GROUP BY month, ${name}`;

function answer({ repairs }) {
  const chains = pl.SQLContext({ repairs }).execute(`
    SELECT month, fault, cause, action, CAST(COUNT(*) AS BIGINT) AS n FROM repairs
    GROUP BY month, fault, cause, action`, { eager: true });
  return pl.SQLContext({ chains }).execute(`
    WITH counts AS (
      ${LINKS.map(link).join(' UNION ALL ')}
      UNION ALL SELECT month, 'chain' AS link, fault, cause, action, n FROM chains
      WHERE fault IS NOT NULL AND cause IS NOT NULL AND action IS NOT NULL)
    SELECT STRFTIME(month, '%Y-%m') AS month, link, fault, cause, action, n FROM counts`, { eager: false });
}

module.exports = { answer };
