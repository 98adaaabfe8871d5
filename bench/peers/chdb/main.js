'use strict';
// The five questions with chDB. Usage: node main.js DATA_FOLDER OUTPUT_FILE

const fs = require('fs');
const { Session } = require('chdb');
const { load, horizon } = require('./load');
const q1 = require('./q1');

const questions = { q1, q2: require('./q2'), q3: require('./q3'), q4: require('./q4'), q5: require('./q5') };
const SETTINGS = ['max_threads = 2', "session_timezone = 'UTC'", "format_csv_null_representation = ''"];

function main(folder, output) {
  const session = new Session();
  try {
    session.query(`SET ${SETTINGS.join(', ')}`);
    const tables = [...load(folder), q1.groups(folder), horizon];
    for (const statement of tables) session.query(statement);
    const sections = Object.entries(questions).map(([name, { prepare = [], answer }]) => {
      for (const statement of prepare) session.query(statement);
      return `#${name}\n${session.query(answer, 'CSVWithNames').trimEnd()}\n`;
    });
    fs.writeFileSync(output, sections.join(''));
  } finally {
    session.close();
  }
}

main(process.argv[2], process.argv[3]);
