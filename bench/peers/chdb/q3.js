'use strict';
// Q3: how often each fault, cause, action and chain of the three was recorded, by month.
// The chains, missing links included, are counted once over the rows; everything else is summed from those few groups.

const LINKS = ['fault', 'cause', 'action'];

const link = (name) => `SELECT month, '${name}' AS link, ${LINKS
  .map((column) => (column === name ? `toString(${column}) AS ${column}` : `'' AS ${column}`)).join(', ')}, sum(n) AS n
  FROM chains WHERE chains.${name} != '' GROUP BY month, chains.${name}`;

const count = `CREATE TABLE chains ENGINE = Memory AS
  SELECT month, fault, cause, action, count() AS n FROM repairs GROUP BY month, fault, cause, action`;

const answer = `
  SELECT formatDateTime(month, '%Y-%m') AS month, link, fault, cause, action, n FROM (
    ${LINKS.map(link).join(' UNION ALL ')}
    UNION ALL SELECT month, 'chain', toString(fault), toString(cause), toString(action), n FROM chains
    WHERE fault != '' AND cause != '' AND action != '')`;

module.exports = { prepare: [count], answer };
