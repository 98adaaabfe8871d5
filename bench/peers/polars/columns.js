'use strict';
// The files as lazy scans with a full schema, and the columns that several questions read, collected once.
// Times are Int64 milliseconds since 1970, as the reader makes them; days are Int32 days.

const fs = require('fs');
const path = require('path');
const pl = require('nodejs-polars');
const { items } = require('../dimensions');

const TYPES = {
  ...Object.fromEntries(items.map((item) => [item, pl.Int32])),
  purchased_on: pl.Date,
};
const HAPPENED = {
  repairs: ['reported_at', 'replied_at', 'visited_at', 'closed_at'],
  complaints: ['opened_at', 'answered_at', 'resolved_at'],
};

function headerOf(file) {
  const handle = fs.openSync(file, 'r');
  const start = Buffer.alloc(65536);
  const length = fs.readSync(handle, start, 0, start.length, 0);
  fs.closeSync(handle);
  return start.toString('utf8', 0, length).split(/\r?\n/, 1)[0].replaceAll('"', '').split(',');
}

// Columns that nothing selects are text in the schema and are never converted.
function scan(folder, table, wanted) {
  const file = path.join(folder, `${table}.csv`);
  const typeOf = (name) => TYPES[name] || (name.endsWith('_at') ? pl.Datetime('ms') : pl.Utf8);
  const schema = Object.fromEntries(headerOf(file)
    .map((name) => [name, wanted.includes(name) ? typeOf(name) : pl.Utf8]));
  return pl.scanCSV(file, { schema, rechunk: false }).select(...wanted);
}

const milliseconds = (name) => pl.col(name).cast(pl.Int64);
const month = (name) => pl.col(name).dt.truncate('1mo').cast(pl.Date).alias('month');

function readColumns(folder) {
  const repairs = scan(folder, 'repairs',
    ['unit_id', 'customer_id', ...HAPPENED.repairs, 'fault', 'cause', 'action'])
    .withColumns(month('reported_at'), ...HAPPENED.repairs.map(milliseconds));
  const complaints = scan(folder, 'complaints', ['customer_id', ...HAPPENED.complaints])
    .withColumns(...HAPPENED.complaints.map(milliseconds));
  const purchases = scan(folder, 'purchases', ['customer_id', 'purchased_on'])
    .withColumns(pl.col('purchased_on').cast(pl.Int32).alias('day'));
  return { repairs: repairs.collectSync(), complaints: complaints.collectSync(), purchases: purchases.collectSync() };
}

const DAY = 86400000;

// The latest millisecond at which anything happened.
function horizonOf({ repairs, complaints, purchases }, surveyHorizon) {
  const latest = (frame, names) => Math.max(...names.map((name) => Number(frame.getColumn(name).max())));
  return Math.max(surveyHorizon, latest(repairs, HAPPENED.repairs), latest(complaints, HAPPENED.complaints),
    latest(purchases, ['day']) * DAY);
}

module.exports = { scan, readColumns, horizonOf, month, milliseconds, DAY };
