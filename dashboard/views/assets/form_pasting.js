const paste = (page, control, text) => {
  const block = cellsOf(text);
  if (!isBlock(block) || (control.classList.contains("long") && !text.includes("\t"))) return false;
  const before = page.content(), { part, row, field: name } = control.dataset;
  const { cells, left } = part === "figures" ? pasteFigures(page, block, row) : pasteRows(page, block, part, row, name);
  page.redraw();
  passing(page, page.say(left ? "pasted_out" : "pasted", { count: figure(cells, page.data.lang), left }), before);
  return true;
};

const pasteFigures = (page, block, from) => {
  const lines = [...page.lines.values()].map((each) => each.line);
  const { cells, left } = figured(block, lines, page.data.figures, from);
  for (const [code, text] of Object.entries(cells)) {
    page.figures[code] = text;
    put(page.lines.get(code).input, text);
  }
  return { cells: Object.keys(cells).length, left };
};

const pasteRows = (page, block, part, uid, name) => {
  const { rows, left } = listed(block, page.data.lists[part], name);
  const first = page.lists[part].findIndex((each) => each.uid === Number(uid));
  const room = rows.slice(0, page.data.most_rows - first);
  room.forEach((cells, step) => {
    const at = first + step;
    if (!page.lists[part][at]) page.lists[part].push({ uid: ++lastUid, cells: {} });
    Object.assign(page.lists[part][at].cells, cells);
  });
  page.openEnd(part);
  arrange(page, part);
  const many = (few) => few.reduce((sum, cells) => sum + Object.values(cells).filter(Boolean).length, 0);
  return { cells: many(room), left: left + many(rows.slice(room.length)) };
};
