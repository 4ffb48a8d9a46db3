// What a spreadsheet puts on the clipboard: cells parted by tabs, quoted where they hold lines.
const cellsOf = (text) => {
  const rows = [];
  let row = [], at = 0;
  while (at <= text.length) {
    const quoted = /^"((?:[^"]|"")*)"(?=\t|\r?\n|$)/.exec(text.slice(at));
    const found = quoted ?? /^[^\t\r\n]*/.exec(text.slice(at));
    row.push((quoted ? quoted[1].replace(/""/g, '"') : found[0]).trim());
    at += found[0].length;
    if (text[at] === "\t") { at += 1; continue; }
    rows.push(row);
    row = [];
    if (at >= text.length) break;
    at += text.startsWith("\r\n", at) ? 2 : 1;
    if (at >= text.length) break;
  }
  while (rows.length && rows.at(-1).every((cell) => !cell)) rows.pop();
  return rows;
};

const isBlock = (rows) => rows.length > 1 || (rows[0]?.length ?? 0) > 1;

// The fields that a row of headings names, or null where the row is none.
const headed = (row, columns) => {
  const fields = row.map((cell) => columns.find((each) => each.headings.includes(squeezed(cell)))?.field);
  return fields.filter(Boolean).length > 1 ? fields : null;
};

// Rows of a block as rows of a list, begun at a field; the columns of a whole form are known again.
const listed = (block, list, field) => {
  const named = headed(block[0], list.leading);
  const rows = named ? block.slice(1) : block;
  const whole = rows.every((row) => row.length === list.leading.length && /^\d*$/.test(row[0]));
  const from = list.columns.findIndex((each) => each.field === field);
  const fields = named ?? (whole ? list.leading : list.columns.slice(from)).map((each) => each.field);
  const known = new Set(list.columns.map((each) => each.field));
  let left = 0;
  const found = rows.map((row) => {
    const cells = {};
    row.forEach((cell, at) => {
      if (known.has(fields[at])) cells[fields[at]] = cell;
      else if (cell && fields[at] !== "number") left += 1;
    });
    return cells;
  });
  return { rows: found, left };
};

// Figures of a block by indicator: by their codes where it has them, by the rows of the paper form,
// which has rows without a figure in between, or one after the other.
const figured = (block, lines, form, from) => {
  const codes = new Map(lines.map((line) => [fold(line.code), line.code]));
  const known = (cell) => codes.get(fold(cell.replace(/\s/g, "")));
  const width = Math.max(...block.map((row) => row.length));
  const columns = [...Array(width).keys()];
  const coded = columns.find((at) => block.some((row) => known(row[at] ?? "")));
  if (coded !== undefined) return byCode(block, form, coded, known);
  return { cells: down(block.map((row) => row[0] ?? ""), lines, from), left: leftOf(block) };
};

const leftOf = (block) => block.flatMap((row) => row.slice(1)).filter(Boolean).length;

const byCode = (block, form, coded, known) => {
  const fields = headed(block[0], form.columns) ?? [];
  const place = (name) => form.columns.findIndex((each) => each.field === name);
  const apart = coded + place("figure") - place("code");
  const named = fields.indexOf("figure");
  const at = named >= 0 ? named : block.some((row) => row.length > apart) ? apart : coded + 1;
  const cells = {};
  for (const row of block) {
    const code = known(row[coded] ?? "");
    if (code) cells[code] = row[at] ?? "";
  }
  return { cells, left: 0 };
};

const down = (column, lines, from) => {
  const first = lines.findIndex((line) => line.code === from);
  const byRow = new Map(lines.map((line) => [line.row, line.code]));
  const spread = column.map((cell, step) => [byRow.get(lines[first].row + step), cell]);
  const close = column.map((cell, step) => [lines[first + step]?.code, cell]);
  const pairs = spread.every(([code, cell]) => code || !cell) ? spread : close;
  return Object.fromEntries(pairs.filter(([code]) => code));
};

