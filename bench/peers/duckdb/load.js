'use strict';
// SQL that reads the files: every column declared, only the needed ones kept, times as whole minutes since 1970.

const fs = require('fs');
const path = require('path');
const { items } = require('../dimensions');

// Columns that are not named here are declared as text and, since nothing selects them, never converted.
const TYPES = {
  ...Object.fromEntries(items.map((item) => [item, 'SMALLINT'])),
  ...Object.fromEntries(
    ['surveyed_at', 'reported_at', 'replied_at', 'visited_at', 'closed_at', 'opened_at', 'answered_at', 'resolved_at']
      .map((column) => [column, 'TIMESTAMP'])),
  purchased_on: 'DATE',
};

function headerOf(file) {
  const handle = fs.openSync(file, 'r');
  const start = Buffer.alloc(65536);
  const length = fs.readSync(handle, start, 0, start.length, 0);
  fs.closeSync(handle);
  return start.toString('utf8', 0, length).split(/\r?\n/, 1)[0].replaceAll('"', '').split(',');
}

// The file as a table expression.
function csv(folder, table) {
  const file = path.join(folder, `${table}.csv`);
  const columns = headerOf(file).map((name) => `'${name}': '${TYPES[name] || 'VARCHAR'}'`);
  return `read_csv('${file}', columns = {${columns.join(', ')}}, header = true, auto_detect = false, delim = ',',
    quote = '"', escape = '"', nullstr = '')`;
}

const minute = (column) => `(epoch_us(${column}) // 60000000)::INTEGER`;

// Tables that more than one question reads. surveys.csv is read by Q1 alone, straight into its groups.
function load(folder) {
  return [
    `CREATE TABLE repairs AS SELECT unit_id, customer_id, date_trunc('month', reported_at) AS month,
       ${minute('reported_at')} AS reported, ${minute('replied_at')} AS replied, ${minute('visited_at')} AS visited,
       ${minute('closed_at')} AS closed, fault, cause, action FROM ${csv(folder, 'repairs')}`,
    `CREATE TABLE purchases AS SELECT customer_id, purchased_on FROM ${csv(folder, 'purchases')}`,
    `CREATE TABLE complaints AS SELECT complaint_id, customer_id, ${minute('opened_at')} AS opened,
       ${minute('answered_at')} AS answered, ${minute('resolved_at')} AS resolved FROM ${csv(folder, 'complaints')}`,
  ];
}

// The latest minute at which anything happened; needs the tables above and Q1's groups.
const horizon = `CREATE TABLE horizon AS SELECT greatest(
  (SELECT max(latest) FROM survey_groups),
  (SELECT greatest(max(reported), max(replied), max(visited), max(closed)) FROM repairs),
  (SELECT max(${minute('purchased_on::TIMESTAMP')}) FROM purchases),
  (SELECT greatest(max(opened), max(answered), max(resolved)) FROM complaints)) AS minute`;

module.exports = { csv, minute, load, horizon };
