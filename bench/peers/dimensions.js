'use strict';
// The five dimensions of a survey and their items, and how each question's columns are named.

const ITEM_COUNTS = { rel: 5, asr: 4, tan: 4, emp: 5, res: 4 };

const dimensions = Object.entries(ITEM_COUNTS).map(([name, count]) => {
  const items = Array.from({ length: count }, (_, i) => `${name}${i + 1}`);
  const pairs = items.flatMap((a, i) => items.slice(i).map((b) => [a, b]));
  return { name, items, pairs };
});

module.exports = { dimensions, items: dimensions.flatMap((dimension) => dimension.items) };
