'use strict';
// SQL that reads the files: only the needed columns, with their types; times become whole minutes since 1970.
// What is absent is the type's zero, not NULL: no score, time or text of these files is zero or empty by itself,
// and columns without NULL are the fast ones here.

const path = require('path');
const { items } = require('../dimensions');

const times = (names) => Object.fromEntries(names.map((name) => [name, "DateTime(\\'UTC\\')"]));

const TYPES = {
  surveys: {
    ...times(['surveyed_at']), dealer_id: 'LowCardinality(String)',
    ...Object.fromEntries(items.map((item) => [item, 'UInt8'])),
  },
  repairs: {
    unit_id: 'String', customer_id: 'String', ...times(['reported_at', 'replied_at', 'visited_at', 'closed_at']),
    ...Object.fromEntries(['fault', 'cause', 'action'].map((link) => [link, 'LowCardinality(String)'])),
  },
  purchases: { customer_id: 'String', purchased_on: 'Date' },
  complaints: { complaint_id: 'String', customer_id: 'String', ...times(['opened_at', 'answered_at', 'resolved_at']) },
};

// The file as a table expression.
function csv(folder, table) {
  const structure = Object.entries(TYPES[table]).map(([column, type]) => `${column} ${type}`).join(', ');
  return `file('${path.resolve(folder, `${table}.csv`)}', 'CSVWithNames', '${structure}')`;
}

const minute = (column) => `intDiv(toInt32(toUInt32(${column})), 60)`;

// Tables that more than one question reads. surveys.csv is read by Q1 alone, straight into its groups.
function load(folder) {
  return [
    `CREATE TABLE repairs ENGINE = Memory AS SELECT unit_id, customer_id, toStartOfMonth(reported_at) AS month,
       ${minute('reported_at')} AS reported, ${minute('replied_at')} AS replied, ${minute('visited_at')} AS visited,
       ${minute('closed_at')} AS closed, fault, cause, action FROM ${csv(folder, 'repairs')}`,
    `CREATE TABLE purchases ENGINE = Memory AS SELECT customer_id, toInt32(toUInt16(purchased_on)) AS day
       FROM ${csv(folder, 'purchases')}`,
    `CREATE TABLE complaints ENGINE = Memory AS SELECT complaint_id, customer_id, ${minute('opened_at')} AS opened,
       ${minute('answered_at')} AS answered, ${minute('resolved_at')} AS resolved FROM ${csv(folder, 'complaints')}`,
  ];
}

// The latest minute at which anything happened; needs the tables above and Q1's groups.
const horizon = `CREATE TABLE horizon ENGINE = Memory AS SELECT toInt32(greatest(
  (SELECT max(latest) FROM survey_groups),
  (SELECT greatest(max(reported), max(replied), max(visited), max(closed)) FROM repairs),
  (SELECT max(day) * 1440 FROM purchases),
  (SELECT greatest(max(opened), max(answered), max(resolved)) FROM complaints))) AS minute`;

module.exports = { csv, minute, load, horizon };
