'use strict';
// The five questions with DuckDB. Usage: node main.js DATA_FOLDER OUTPUT_FILE

const fs = require('fs');
const { DuckDBInstance } = require('@duckdb/node-api');
const { load, horizon } = require('./load');
const q1 = require('./q1');

const questions = { q1, q2: require('./q2'), q3: require('./q3'), q4: require('./q4'), q5: require('./q5') };

async function main(folder, output) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', preserve_insertion_order: 'false' });
  const connection = await instance.connect();
  for (const statement of [...load(folder), q1.groups(folder), horizon]) await connection.run(statement);

  const lines = [];
  for (const [name, { answer }] of Object.entries(questions)) {
    const result = await connection.runAndReadAll(answer);
    lines.push(`#${name}`, result.columnNames().join(','));
    for (const row of result.getRows()) lines.push(row.map((value) => (value === null ? '' : String(value))).join(','));
  }
  fs.writeFileSync(output, lines.join('\n') + '\n');
  connection.closeSync();
}

main(process.argv[2], process.argv[3]).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
