'use strict';
// Q1: survey scores by dealer and month. One pass over the file makes whole-number sums per group; Q1 itself divides.

const { dimensions } = require('../dimensions');
const { csv, minute } = require('./load');

// Per respondent: answered items and their sum. An item that is absent is 0.
function rowColumns({ name, items }) {
  return [`${items.map((item) => `(${item} > 0)`).join(' + ')} AS k_${name}`, `${items.join(' + ')} AS sum_${name}`];
}

function groupColumns({ name, items, pairs }) {
  const hasScore = `2 * k_${name} >= ${items.length}`;
  const isComplete = `k_${name} = ${items.length}`;
  return [
    `countIf(${hasScore}) AS n_${name}`,
    `avgIf(sum_${name} / k_${name}, ${hasScore}) AS mean_${name}`,
    `toInt64(countIf(${isComplete})) AS complete_${name}`,
    ...items.map((item) => `toInt64(sumIf(${item}, ${isComplete})) AS s_${item}`),
    ...pairs.map(([a, b]) => `toInt64(sumIf(${a} * ${b}, ${isComplete})) AS p_${a}_${b}`),
  ];
}

function groups(folder) {
  return `CREATE TABLE survey_groups ENGINE = Memory AS
    SELECT dealer_id AS dealer, toStartOfMonth(surveyed_at) AS month, count() AS surveys,
      max(${minute('surveyed_at')}) AS latest, ${dimensions.flatMap(groupColumns).join(', ')}
    FROM (SELECT *, ${dimensions.flatMap(rowColumns).join(', ')} FROM ${csv(folder, 'surveys')})
    GROUP BY dealer, month`;
}

function answerColumns({ name, items, pairs }) {
  const n = `complete_${name}`;
  const scaled = ([a, b]) => `(${n} * p_${a}_${b} - s_${a} * s_${b})`;
  const own = items.map((item) => scaled([item, item])).join(' + ');
  const total = pairs.map(([a, b]) => (a === b ? '' : '2 * ') + scaled([a, b])).join(' + ');
  return [
    `n_${name}`, `if(n_${name} > 0, mean_${name}, NULL) AS mean_${name}`, n,
    `if(${n} > 1 AND (${total}) > 0, ${items.length} / ${items.length - 1} * (1 - (${own}) / (${total})), NULL)
       AS alpha_${name}`,
    ...pairs.map(([a, b]) => `if(${n} > 1, ${scaled([a, b])} / (${n} * (${n} - 1)), NULL) AS cov_${a}_${b}`),
  ];
}

const answer = `SELECT dealer, formatDateTime(month, '%Y-%m') AS month, surveys,
  ${dimensions.flatMap(answerColumns).join(', ')}
  FROM survey_groups WHERE dealer != ''`;

module.exports = { groups, answer };
