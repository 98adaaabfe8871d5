'use strict';
// Q3: how often each fault, cause, action and chain of the three was recorded, by month.
// The chains, missing links included, are counted once over the rows; everything else is summed from those few groups.

const link = (name) => `SELECT month, '${name}' AS link, ${['fault', 'cause', 'action']
  .map((column) => (column === name ? column : `NULL AS ${column}`)).join(', ')}, sum(n) AS n
  FROM chains WHERE ${name} IS NOT NULL GROUP BY month, ${name}`;

const answer = `
  WITH chains AS MATERIALIZED (
    SELECT month, fault, cause, action, count(*) AS n FROM repairs GROUP BY month, fault, cause, action),
  counts AS (
    ${['fault', 'cause', 'action'].map(link).join(' UNION ALL ')}
    UNION ALL SELECT month, 'chain', fault, cause, action, n FROM chains
    WHERE fault IS NOT NULL AND cause IS NOT NULL AND action IS NOT NULL)
  SELECT strftime(month, '%Y-%m') AS month, link, fault, cause, action, n FROM counts`;

module.exports = { answer };
