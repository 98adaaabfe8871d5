'use strict';
// Q5: share of customers who buy within 365 days of their index date, by path.
// Of complaints opened in the same minute the earlier row counts; complaint numbers rise with the rows.

const answer = `
  WITH (SELECT intDiv(minute, 1440) FROM horizon) AS latest_day
  SELECT path, count() AS n, avg(arrayExists(day -> day > index_day AND day <= index_day + 365, days)) AS share
  FROM (
    SELECT days,
      multiIf(opened = 0 AND reported = 0, 'no_problem', opened = 0, 'problem_no_complaint',
        resolved = 0, 'complained_unsolved', resolved - opened <= 1440, 'complained_solved_fast',
        'complained_solved') AS path,
      multiIf(opened > 0, intDiv(opened, 1440), reported > 0, intDiv(reported, 1440), first_day) AS index_day
    FROM (SELECT customer_id, min(day) AS first_day, groupArray(day) AS days
          FROM purchases WHERE customer_id != '' GROUP BY customer_id) AS buyers
    LEFT JOIN (SELECT customer_id, min(reported) AS reported FROM repairs GROUP BY customer_id) AS troubled
      USING (customer_id)
    LEFT JOIN (
      SELECT customer_id, tupleElement(first, 1) AS opened, tupleElement(first, 2) AS resolved
      FROM (SELECT customer_id, argMin((opened, resolved), (opened, complaint_id)) AS first
            FROM complaints GROUP BY customer_id)) AS complained
      USING (customer_id))
  WHERE index_day + 365 <= latest_day
  GROUP BY path`;

module.exports = { answer };
