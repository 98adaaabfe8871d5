'use strict';
// The five questions with Polars. Usage: node main.js DATA_FOLDER OUTPUT_FILE

const fs = require('fs');
const { readColumns, horizonOf } = require('./columns');
const q1 = require('./q1');

const questions = { q1, q2: require('./q2'), q3: require('./q3'), q4: require('./q4'), q5: require('./q5') };

function main(folder, output) {
  const surveyGroups = q1.groups(folder);
  const columns = { ...readColumns(folder), surveyGroups };
  columns.horizon = horizonOf(columns, Number(surveyGroups.getColumn('latest').max()));
  const sections = Object.entries(questions)
    .map(([name, { answer }]) => `#${name}\n${answer(columns).collectSync().writeCSV().toString()}`);
  fs.writeFileSync(output, sections.join(''));
}

main(process.argv[2], process.argv[3]);
