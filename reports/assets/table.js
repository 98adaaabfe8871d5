"use strict";
/* The page is complete without this: it sorts, filters and saves tables, says where a number
 * stands in result.json, and opens what is folded. All texts come from templates in the page. */
(() => {
  const make = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
  const fill = (pattern, ...parts) => pattern.replace(/\{(\d)\}/g, (all, digit) => parts[digit - 1]);
  const methods = Array.from(document.getElementById("methods").content.children, (method) => method.textContent);
  const words = (cell) => cell.textContent.replace(/\s+/g, " ").trim();
  const plain = (text) => text.replace(/\u2212/g, "-").replace(/(\d),(?=\d{3})/g, "$1");
  const isNumeric = (table, column) => table.classList.contains("r" + (column + 1));
  const rowsOf = (table) => Array.from(table.tBodies[0].rows).filter((row) => !row.classList.contains("panel"));

  /* What a cell is sorted by; NaN or "" is missing and comes last in both directions. */
  function keyOf(table, row, column) {
    const cell = row.cells[column];
    const given = cell.dataset.sort;
    if (given !== undefined) return given === "" ? NaN : Number(given);
    if (!isNumeric(table, column)) return words(cell) === "\u2013" ? "" : words(cell);
    const found = /^[^\d-]*(-?\d+(?:\.\d+)?)/.exec(plain(words(cell)));
    return found ? Number(found[1]) : NaN;
  }
  function compare(a, b, sign) {
    const missing = (a === "" || a !== a) - (b === "" || b !== b);
    if (missing || a === "" || a !== a) return missing;
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * String(a).localeCompare(String(b), document.documentElement.lang, { numeric: true });
  }
  function sort(table, column, heading) {
    const sign = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    table.querySelectorAll(".panel").forEach(closePanel);
    rowsOf(table).map((row) => ({ row, key: keyOf(table, row, column) }))
      .sort((a, b) => compare(a.key, b.key, sign)).forEach((item) => table.tBodies[0].append(item.row));
    table.tHead.querySelectorAll("[aria-sort]").forEach((cell) => cell.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
  }
  function wrap(cell, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...cell.childNodes);
    button.addEventListener("click", () => action(button));
    cell.append(button);
  }

  /* A field as RFC 4180 has it; text that a spreadsheet would take for a formula begins with '; so does one with '. */
  function field(cell) {
    const text = words(cell), number = plain(text);
    if (/^[-+]?\d+(\.\d+)?$/.test(number)) return number;
    return '"' + (/^[=+\-@'＝＋－＠]/.test(text) ? "'" : "") + text.replace(/"/g, '""') + '"';
  }
  function save(table) {
    const rows = [table.tHead.rows[0], ...rowsOf(table).filter((row) => !row.hidden)];
    const text = "\uFEFF" + rows.map((row) => Array.from(row.cells, field).join(",") + "\r\n").join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = (table.id || "table") + ".csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  /* How many rows hold what is wanted; the others are hidden. */
  function keep(table, wanted) {
    const rows = rowsOf(table);
    table.querySelectorAll(".panel").forEach(closePanel);
    rows.forEach((row) => { row.hidden = !words(row).toLowerCase().includes(wanted); });
    return rows.filter((row) => !row.hidden).length;
  }
  function filter(table, input, count) {
    const wanted = input.value.trim().toLowerCase(), shown = keep(table, wanted);
    count.textContent = wanted ? fill(count.dataset.pattern, shown, rowsOf(table).length) : "";
  }
  /* In all tables: those without such a row hide, folds with one open, and close when the search is over; the contents mark where. */
  function search(tables, input, count) {
    const wanted = input.value.trim().toLowerCase();
    const found = tables.map((table) => keep(table, wanted));
    document.querySelectorAll("details.found").forEach((fold) => { fold.open = false; fold.classList.remove("found"); });
    tables.forEach((table, i) => {
      const home = table.parentNode, fold = home.closest("details");
      home.hidden = home.previousElementSibling.hidden = wanted !== "" && found[i] === 0;
      if (wanted && found[i] && fold && !fold.open) { fold.open = true; fold.classList.add("found"); }
    });
    document.querySelectorAll(".contents ul ul a").forEach((link) => {
      const part = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      link.classList.toggle("hit", wanted !== "" && tables.some((table, i) => found[i] > 0 && part.contains(table)));
    });
    const hits = found.filter((rows) => rows > 0);
    count.textContent = wanted ? fill(count.dataset.pattern, hits.reduce((sum, rows) => sum + rows, 0), hits.length) : "";
  }

  /* The page writes blanks of an id as %20, result.json as they are. */
  const headOf = (cell) => cell.closest("table").tHead.rows[0].cells[cell.cellIndex].dataset;
  const code = (letter) => "%" + letter.charCodeAt(0).toString(16).toUpperCase();
  function idOf(cell) {
    if (cell.id) return cell.id.replace(/%([01][0-9A-F]|20|7F)/g, (all, digits) => String.fromCharCode(parseInt(digits, 16)));
    const name = words(cell.parentNode.cells[0]).replace(/[%|=]/g, code);
    return headOf(cell).id && /\d/.test(words(cell)) ? headOf(cell).id.replace("{}", () => name) : "";
  }
  function closePanel(panel) {
    panel.previousElementSibling.querySelector("[aria-expanded]").setAttribute("aria-expanded", "false");
    panel.remove();
  }
  function toggle(table, row, button) {
    const open = row.nextElementSibling;
    if (open && open.classList.contains("panel")) return closePanel(open);
    const panel = make("row-panel"), home = panel.cells[0], pattern = home.firstElementChild;
    home.colSpan = row.cells.length;
    const n = Array.from(table.tHead.rows[0].cells).findIndex((cell) => words(cell) === "n");
    Array.from(row.cells).filter((cell) => idOf(cell)).forEach((cell) => {
      const part = pattern.cloneNode(true), [id, note, command] = part.querySelectorAll("code,span");
      id.textContent = idOf(cell);
      const notes = [methods[cell.dataset.note || headOf(cell).note || table.dataset.note], n > 0 && "n " + words(row.cells[n])];
      note.textContent = notes.filter(Boolean).join(" \u00B7 ");
      command.textContent = fill(command.textContent, JSON.stringify(idOf(cell)).replace(/'/g, "'\\''"));
      home.append(part);
    });
    pattern.remove();
    row.after(panel);
    button.setAttribute("aria-expanded", "true");
  }

  function equip(table) {
    const home = table.parentNode;
    if (rowsOf(table).length < 2) home.tabIndex = 0; /* nothing in it to reach it by */
    else Array.from(table.tHead.rows[0].cells).forEach((cell, column) => {
      wrap(cell, () => sort(table, column, cell));
    });
    rowsOf(table).filter((row) => Array.from(row.cells).some(idOf)).forEach((row) => {
      wrap(row.cells[0], (button) => toggle(table, row, button));
      row.cells[0].lastChild.setAttribute("aria-expanded", "false");
    });
    const tools = make("table-tools"), input = tools.querySelector("input");
    if (rowsOf(table).length > 8) input.addEventListener("input", () => filter(table, input, tools.querySelector("output")));
    else tools.querySelector("label").remove();
    tools.querySelector("button").addEventListener("click", () => save(table));
    home.before(tools);
  }
  function arrive() {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch (error) { return; }
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target) target.scrollIntoView();
  }
  const tables = Array.from(document.querySelectorAll(".table>table")), contents = document.querySelector(".contents");
  tables.forEach(equip);
  if (contents && tables.length > 1) {
    const tools = make("page-search"), [input, count] = tools.querySelectorAll("input,output");
    input.addEventListener("input", () => search(tables, input, count));
    contents.prepend(tools);
  }
  addEventListener("hashchange", arrive);
  addEventListener("beforeprint", () => document.querySelectorAll("details.print").forEach((fold) => { fold.open = true; }));
  arrive();
})();
