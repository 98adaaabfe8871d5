'use strict';
// Q1: survey scores by dealer and month. One pass over the file makes whole-number sums per group; Q1 itself divides.

const { dimensions } = require('../dimensions');
const { csv, minute } = require('./load');

// Per respondent: answered items and their sum.
function rowColumns({ name, items }) {
  const answered = items.map((item) => `(${item} IS NOT NULL)::UTINYINT`).join(' + ');
  return [`${answered} AS k_${name}`, `${items.map((item) => `coalesce(${item}, 0)`).join(' + ')} AS sum_${name}`];
}

// The score where at least half are answered; the items again where all are. A product with an absent item is absent.
// (Plain sums of these columns take a third of the time of sums with FILTER over the items.)
function scoreColumns({ name, items }) {
  return [
    `CASE WHEN 2 * k_${name} >= ${items.length} THEN sum_${name} / k_${name} END AS score_${name}`,
    ...items.map((item) => `CASE WHEN k_${name} = ${items.length} THEN ${item} END AS c_${item}`),
  ];
}

function groupColumns({ name, items, pairs }) {
  return [
    `count(score_${name}) AS n_${name}`, `avg(score_${name}) AS mean_${name}`,
    `count(c_${items[0]}) AS complete_${name}`,
    ...items.map((item) => `sum(c_${item}) AS s_${item}`),
    ...pairs.map(([a, b]) => `sum(c_${a} * c_${b}) AS p_${a}_${b}`),
  ];
}

const list = (columnsOf) => dimensions.flatMap(columnsOf).join(', ');

function groups(folder) {
  return `CREATE TABLE survey_groups AS
    WITH answered AS (
      SELECT *, date_trunc('month', surveyed_at) AS month, ${minute('surveyed_at')} AS minute, ${list(rowColumns)}
      FROM ${csv(folder, 'surveys')}),
    scored AS (SELECT dealer_id, month, minute, ${list(scoreColumns)} FROM answered)
    SELECT dealer_id AS dealer, month, count(*) AS surveys, max(minute) AS latest, ${list(groupColumns)}
    FROM scored GROUP BY dealer_id, month`;
}

function answerColumns({ name, items, pairs }) {
  const n = `complete_${name}`;
  const scaled = ([a, b]) => `(${n} * p_${a}_${b} - s_${a} * s_${b})`;
  const own = items.map((item) => scaled([item, item])).join(' + ');
  const total = pairs.map(([a, b]) => (a === b ? '' : '2 * ') + scaled([a, b])).join(' + ');
  const ratio = items.length / (items.length - 1);
  return [
    `n_${name}`, `mean_${name}`, n,
    `CASE WHEN ${n} > 1 AND (${total}) > 0 THEN ${ratio}::DOUBLE * (1 - (${own}) / (${total})) END AS alpha_${name}`,
    ...pairs.map(([a, b]) => `CASE WHEN ${n} > 1 THEN ${scaled([a, b])} / (${n} * (${n} - 1)) END AS cov_${a}_${b}`),
  ];
}

const answer = `SELECT dealer, strftime(month, '%Y-%m') AS month, surveys, ${list(answerColumns)}
  FROM survey_groups WHERE dealer IS NOT NULL`;

module.exports = { groups, answer };
