const el = (tag, given = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === "value") made.value = value;
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child != null && child !== false));
  return made;
};

const icon = (name) => el("span", { class: `m m-${name}`, "aria-hidden": "true" });

const fits = CSS.supports("field-sizing", "content");
const grow = (area) => {
  if (fits || area.tagName !== "TEXTAREA") return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
};

// The lines under a field or a row: what the officer said, what is wrong, what is doubtful.
const sentences = (page, found) => found.map((each) => {
  const [tone, name, word] = {
    remark: ["back", "back", page.say("remark")],
    error: ["risk", "cross", page.say("error")],
    warning: ["slow", "half", page.say("warning")],
  }[each.severity];
  return el("p", { class: `said ${tone}` }, icon(name), el("b", {}, `${word}: `), each.message);
});

// One field: what is typed, where it stands, and how it looks while something is wrong with it.
const field = (page, at, options) => {
  const { kind, label, choices, text } = options;
  const given = { "aria-label": label, "data-part": at.part, "data-field": at.field, autocomplete: "off", spellcheck: "false" };
  let made;
  if (kind === "choice" || choices?.length) made = choice(given, choices, text, kind === "words" && page.say("other"));
  else if (kind === "count" || kind === "day") made = el("input", { ...given, type: "text", inputmode: kind === "count" ? "decimal" : "text", class: kind, value: text });
  else made = el("textarea", { ...given, rows: kind === "long" ? 2 : 1, class: kind, value: text });
  made.dataset.row = at.row;
  if (at.part === "figures") made.id = `figure-${at.row}`;
  return made;
};

const OTHER = "\u2026";

const choice = (given, choices, text, other) => {
  const made = el("select", given, el("option", { value: "" }));
  for (const each of choices) made.append(el("option", { value: each }, each));
  if (other) made.append(el("option", { value: OTHER }, other));
  put(made, text);
  return made;
};

// A closed choice shows one line of its text; what stands before it shows all.
const mirror = (control) => {
  const shown = control.previousElementSibling;
  if (control.tagName === "SELECT" && shown) shown.textContent = control.value;
};

const framed = (control) => {
  if (control.tagName !== "SELECT") return control;
  const frame = el("span", { class: "choice" }, el("span", { class: "shown", "aria-hidden": "true" }), control);
  mirror(control);
  return frame;
};

// A text that is none of the choices stands there all the same: the server says whether it will do.
const put = (control, text) => {
  if (control.tagName === "SELECT" && text && ![...control.options].some((each) => each.value === text))
    control.append(el("option", { value: text }, text));
  control.value = text;
  mirror(control);
  grow(control);
};

const WIDTH = { flow: 5, stock: 4 };

const drawFigures = (page) => {
  const { data } = page;
  const cards = data.sections.map((section) => el("section", { class: `card figures ${section.kind}` },
    el("h2", {}, section.title),
    el("table", { class: "plain" }, headings(page, section.kind), ...section.groups.map((group) => el("tbody", {},
      group.title && el("tr", { class: "group" }, el("th", { colspan: WIDTH[section.kind], scope: "colgroup" }, group.title)),
      ...group.lines.flatMap((line) => figureLine(page, section.kind, line)))))));
  const flows = cards.filter((_, at) => data.sections[at].kind === "flow");
  const stocks = cards.filter((_, at) => data.sections[at].kind !== "flow");
  return el("div", { class: "sheets" }, el("div", { class: "stack" }, ...flows), el("div", { class: "stack" }, ...stocks));
};

const headings = (page, kind) => {
  const words = kind === "flow" ? ["target", "before", "current", "to_date"] : ["last", "now", "change"];
  return el("thead", {}, el("tr", {}, el("th", { scope: "col", class: "text" }, page.say("indicator")),
    ...words.map((word) => el("th", { scope: "col", class: word }, page.say(word)))));
};

const figureLine = (page, kind, line) => {
  const { lang } = page.data;
  const input = field(page, { part: "figures", row: line.code, field: "figure" }, { kind: "count", label: line.name, text: page.figures[line.code] ?? "" });
  const told = el("td", { class: "told" }), hint = el("small", { class: "hint" });
  const head = el("th", { scope: "row", class: line.part ? "in" : "" }, el("label", { for: `figure-${line.code}` }, line.name), hint);
  const said = el("tr", { class: "under", hidden: true }, el("td", { colspan: WIDTH[kind] }));
  const own = el("td", { class: "own" }, input);
  const shown = kind === "flow"
    ? [el("td", { class: "target" }, line.target == null ? "–" : figure(line.target, lang)), el("td", { class: "before" }, figure(line.before, lang)), own, told]
    : [el("td", { class: "last" }, figure(line.last, lang)), own, told];
  page.lines.set(line.code, { line, kind, input, told, hint, said, own });
  return [el("tr", { "data-code": line.code }, head, ...shown), said];
};

// What is computed beside a figure: the year to date or the change, the list's rows, what moved it.
const drawLine = (page, code) => {
  const { line, kind, told, hint } = page.lines.get(code);
  const { lang } = page.data;
  const own = count(page.figures[code]);
  if (kind === "flow") {
    const sum = own === undefined ? page.live.year_to_date[code] : own === null ? line.before : (line.before ?? 0) + own;
    told.replaceChildren(figure(sum, lang));
  } else {
    told.replaceChildren(own == null || line.last == null ? "–" : signed(own - line.last, lang));
  }
  hint.replaceChildren(...[line.kind ? listHint(page, code, own) : null, kind === "stock" ? movedHint(page, code, own) : null].filter(Boolean));
};

const listHint = (page, code, own) => {
  const rows = page.rowsOf(code);
  if (!rows && own == null) return null;
  const even = rows === (own ?? 0);
  return el("span", { class: even ? "good" : "risk" }, icon(even ? "full" : "cross"),
    page.say(even ? "count_list" : "count_list_off", { count: figure(rows, page.data.lang) }));
};

const movedHint = (page, code, own) => {
  const { line } = page.lines.get(code);
  const moving = [...page.lines.values()].filter((each) => each.line.moves === code);
  if (line.last == null || !moving.length) return null;
  const made = moving.reduce((sum, each) => sum + each.line.moves_by * (count(page.figures[each.line.code]) ?? 0), line.last);
  const even = own === made;
  return el("span", { class: even || own == null ? "calm" : "slow" }, even ? icon("full") : null,
    page.say("computed", { count: figure(made, page.data.lang) }));
};

const drawList = (page, part) => {
  const list = page.data.lists[part];
  const head = el("tr", {}, el("th", { scope: "col", class: "number" }, "TT"),
    ...list.columns.map((each) => el("th", { scope: "col", class: `f-${each.field}` }, each.title)), el("th", { class: "remove" }));
  const body = el("tbody"), counts = el("div", { class: "counts" });
  page.bodies[part] = body;
  page.counts[part] = counts;
  return el("section", { class: `card list ${part}` },
    el("div", { class: "listhead" }, el("h2", {}, list.title), counts),
    el("table", { class: "plain" }, el("thead", {}, head), body),
    el("p", { class: "row start" }, el("button", { type: "button", class: "button plainly", "data-add": part }, page.say("add")),
      el("span", { class: "soft" }, page.say("keyboard"))));
};

const listRow = (page, part, row) => {
  const { columns } = page.data.lists[part];
  const number = el("td", { class: "number" });
  const controls = {};
  const cells = columns.map((each) => {
    const control = field(page, { part, row: row.uid, field: each.field }, { kind: each.kind, label: each.title, choices: each.options, text: row.cells[each.field] ?? "" });
    controls[each.field] = control;
    return el("td", { class: `f-${each.field}`, "data-label": each.title }, framed(control));
  });
  const remove = el("button", { type: "button", class: "remove", "data-remove": part, "data-uid": row.uid }, el("span", { "aria-hidden": "true" }, "×"));
  const said = el("tr", { class: "under", hidden: true }, el("td", { colspan: columns.length + 2 }));
  const line = el("tr", { class: "entry" }, number, ...cells, el("td", { class: "remove" }, remove));
  page.rows.set(row.uid, { part, line, said, number, controls, remove });
  return page.rows.get(row.uid);
};

// The rows as they are now; those that stay keep their elements, and with them the cursor.
const arrange = (page, part) => {
  const body = page.bodies[part], kept = new Set(page.lists[part].map((row) => row.uid));
  for (const [uid, drawn] of page.rows) if (drawn.part === part && !kept.has(uid)) {
    drawn.line.remove();
    drawn.said.remove();
    page.rows.delete(uid);
  }
  let before = null;
  page.lists[part].forEach((row, at) => {
    const drawn = page.rows.get(row.uid) ?? listRow(page, part, row);
    const place = before ? before.nextSibling : body.firstChild;
    if (place !== drawn.line) body.insertBefore(drawn.line, place);
    if (drawn.line.nextSibling !== drawn.said) body.insertBefore(drawn.said, drawn.line.nextSibling);
    before = drawn.said;
    drawn.number.textContent = at + 1;
    drawn.remove.setAttribute("aria-label", page.say("remove", { number: at + 1 }));
    drawn.remove.hidden = at === page.lists[part].length - 1 && !page.isFilled(row);
    for (const [name, control] of Object.entries(drawn.controls)) {
      const text = row.cells[name] ?? "";
      if (control.value !== text) put(control, text);
      else grow(control);
      const label = page.data.lists[part].columns.find((each) => each.field === name).title;
      control.setAttribute("aria-label", `${page.say("row", { number: at + 1 })}, ${label}`);
    }
  });
};

// Rows counted by kind, beside what Form 1 says of them.
const drawCounts = (page) => {
  const found = [];
  for (const { line } of page.lines.values()) {
    if (!line.kind) continue;
    const rows = page.rowsOf(line.code), own = count(page.figures[line.code]);
    if (!rows && !own) continue;
    const even = own === rows, { lang } = page.data;
    found.push(el("span", { class: `chip ${even ? "good" : "slow"}` }, icon(even ? "full" : "half"),
      page.say(even ? "counted" : "counted_off", { kind: line.kind, count: figure(rows, lang), figure: own === undefined ? page.figures[line.code] : figure(own, lang) })));
    if (!even) found.push(el("button", { type: "button", class: "link take", "data-take": line.code }, page.say("count_take", { count: figure(rows, lang) })));
  }
  page.counts.foundings.replaceChildren(...found);
};

