'use strict';
// Q1: survey scores by dealer and month. One pass over the file makes whole-number sums per group; Q1 itself divides.
// Written in Polars' SQL: the Node binding needs milliseconds for each expression object, and Q1 has over a thousand.

const pl = require('nodejs-polars');
const { dimensions, items } = require('../dimensions');
const { scan, month, milliseconds } = require('./columns');

// Per respondent: answered items and their sum.
function rowColumns({ name, items: own }) {
  const answered = own.map((item) => `CAST(${item} IS NOT NULL AS INT)`).join(' + ');
  return [`${answered} AS k_${name}`, `${own.map((item) => `COALESCE(${item}, 0)`).join(' + ')} AS sum_${name}`];
}

// The score where at least half are answered; the items again where all are. A product with an absent item is absent.
function scoreColumns({ name, items: own }) {
  const isComplete = `k_${name} = ${own.length}`;
  return [
    `CASE WHEN 2 * k_${name} >= ${own.length} THEN CAST(sum_${name} AS DOUBLE) / k_${name} END AS score_${name}`,
    ...own.map((item) => `CASE WHEN ${isComplete} THEN ${item} END AS c_${item}`),
  ];
}

function groupColumns({ name, items: own, pairs }) {
  return [
    `COUNT(score_${name}) AS n_${name}`, `AVG(score_${name}) AS mean_${name}`, `COUNT(c_${own[0]}) AS complete_${name}`,
    ...own.map((item) => `SUM(c_${item}) AS s_${item}`),
    ...pairs.map(([a, b]) => `SUM(c_${a} * c_${b}) AS p_${a}_${b}`),
  ];
}

const list = (columnsOf) => dimensions.flatMap(columnsOf).join(', ');

function groups(folder) {
  const surveys = scan(folder, 'surveys', ['surveyed_at', 'dealer_id', ...items])
    .withColumns(month('surveyed_at'), milliseconds('surveyed_at'));
  return pl.SQLContext({ surveys }).execute(`
    WITH answered AS (SELECT *, ${list(rowColumns)} FROM surveys),
    scored AS (SELECT dealer_id, month, surveyed_at, ${list(scoreColumns)} FROM answered)
    SELECT dealer_id, month, COUNT(*) AS surveys, MAX(surveyed_at) AS latest, ${list(groupColumns)}
    FROM scored GROUP BY dealer_id, month`, { eager: true });
}

const scaled = ([a, b]) => `v_${a}_${b}`;

function scaledColumns({ name, pairs }) {
  const whole = (column) => `CAST(${column} AS BIGINT)`;
  const n = whole(`complete_${name}`);
  return pairs.map(([a, b]) => `${n} * p_${a}_${b} - ${whole(`s_${a}`)} * s_${b} AS ${scaled([a, b])}`);
}

function answerColumns({ name, items: own, pairs }) {
  const n = `CAST(complete_${name} AS DOUBLE)`;
  const variance = own.map((item) => scaled([item, item])).join(' + ');
  const total = pairs.map(([a, b]) => (a === b ? '' : '2 * ') + scaled([a, b])).join(' + ');
  const ratio = own.length / (own.length - 1);
  return [
    `n_${name}`, `mean_${name}`, `complete_${name}`,
    `CASE WHEN ${n} > 1 AND (${total}) > 0
       THEN ${ratio} * (1 - CAST(${variance} AS DOUBLE) / CAST(${total} AS DOUBLE)) END AS alpha_${name}`,
    ...pairs.map(([a, b]) => `CASE WHEN ${n} > 1 THEN ${scaled([a, b])} / (${n} * (${n} - 1)) END AS cov_${a}_${b}`),
  ];
}

function answer({ surveyGroups }) {
  return pl.SQLContext({ survey_groups: surveyGroups }).execute(`
    WITH scaled AS (SELECT *, ${list(scaledColumns)} FROM survey_groups)
    SELECT dealer_id AS dealer, STRFTIME(month, '%Y-%m') AS month, surveys, ${list(answerColumns)}
    FROM scaled WHERE dealer_id IS NOT NULL`, { eager: false });
}

module.exports = { groups, answer };
