'use strict';
// Q4: closed repairs whose unit is reported again within 30 days of the closing, by month.

const pl = require('nodejs-polars');
const { DAY } = require('./columns');

const WINDOW = 30 * DAY;

function answer({ repairs, horizon }) {
  const rows = repairs.lazy().filter(pl.col('unit_id').isNotNull());
  const matured = rows.filter(pl.col('closed_at').add(WINDOW).ltEq(horizon)).select('unit_id', 'month', 'closed_at')
    .sort('closed_at');
  const again = rows.select(pl.col('unit_id'), pl.col('reported_at').alias('again_at')).sort('again_at');
  const followed = matured.joinAsof(again, {
    leftOn: 'closed_at', rightOn: 'again_at', by: 'unit_id', strategy: 'forward', allowExactMatches: false,
    coalesce: false, checkSortedness: false,
  });
  const isRepeat = pl.col('again_at').sub(pl.col('closed_at')).ltEq(WINDOW).fillNull(false).cast(pl.Float64);
  return followed.groupBy('month').agg(pl.len().alias('n'), isRepeat.mean().alias('share'))
    .withColumns(pl.col('month').dt.strftime('%Y-%m').alias('month'));
}

module.exports = { answer };
