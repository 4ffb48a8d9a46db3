// What the server read in the draft; rows are told by their number when it was sent.
const reads = (page, live, rows) => {
  page.live = live;
  page.problems = live.problems.map((each) => ({ ...each, row: typeof each.row === "number" ? rows[each.part]?.[each.row] ?? null : each.row }));
  for (const code of page.lines.keys()) drawLine(page, code);
  drawProblems(page);
};

// What is not filled in yet is no reproach while it is being filled in.
const isShown = (page, problem) => {
  if (page.reviewed || problem.severity === "remark" || problem.found) return true;
  if (problem.part === "figures") return false;
  return problem.row == null || rowInHand(page) !== problem.row;
};

const rowInHand = (page) => {
  const row = page.root.activeElement?.dataset?.row;
  return row && /^\d+$/.test(row) ? Number(row) : null;
};

const drawProblems = (page) => {
  const shown = [...page.remarks, ...page.problems].filter((each) => isShown(page, each));
  const at = new Map();
  for (const each of shown) {
    const key = `${each.part}/${each.row}`;
    at.set(key, [...(at.get(key) ?? []), each]);
  }
  for (const [code, drawn] of page.lines) drawUnder(page, drawn.said, at.get(`figures/${code}`) ?? [], { figure: drawn.input });
  for (const [uid, drawn] of page.rows) drawUnder(page, drawn.said, at.get(`${drawn.part}/${uid}`) ?? [], drawn.controls);
  drawElsewhere(page, shown.filter((each) => !hasPlace(page, each)));
  drawTallies(page, shown);
};

const hasPlace = (page, problem) =>
  (problem.part === "figures" ? page.lines.has(problem.row) : page.rows.has(problem.row));

const ORDER = { remark: 0, error: 1, warning: 2 };

const drawUnder = (page, said, found, controls) => {
  const sorted = found.sort((one, other) => ORDER[one.severity] - ORDER[other.severity]);
  said.hidden = !found.length;
  said.classList.remove("stale");
  said.firstChild.replaceChildren(...sentences(page, sorted));
  said.id ||= `said-${++lastUid}`;
  for (const [name, control] of Object.entries(controls)) {
    const own = sorted.filter((each) => each.field === name || (name === "figure" && !each.field));
    const errors = own.some((each) => each.severity === "error");
    control.classList.toggle("wrong", errors);
    control.classList.toggle("doubt", !errors && own.length > 0);
    control.setAttribute("aria-invalid", errors);
    if (found.length) control.setAttribute("aria-describedby", said.id);
    else control.removeAttribute("aria-describedby");
  }
};

const drawElsewhere = (page, found) => {
  const more = page.live.many_more;
  page.elsewhere?.remove();
  if (!found.length && !more) return;
  page.elsewhere = el("section", { class: "card elsewhere" }, ...sentences(page, found),
    more ? el("p", { class: "said" }, page.say("many_more", { count: figure(more, page.data.lang) })) : null);
  page.top.after(page.elsewhere);
};

const drawTallies = (page, shown) => {
  const entered = Object.entries(page.figures).filter(([code, text]) => page.lines.has(code) && count(text) !== null).length;
  const { all, lang } = page.data;
  for (const part of PARTS) {
    const tab = page.tabs.querySelector(`[data-tab=${part}]`);
    const rows = part === "figures" ? null : page.lists[part].filter((row) => page.isFilled(row)).length;
    tab.querySelector(".tally").textContent = rows === null ? (all ? `${entered}/${all}` : entered) : figure(rows, lang);
    const own = shown.filter((each) => each.part === part);
    const errors = own.filter((each) => each.severity === "error").length;
    const flag = tab.querySelector(".flag"), doubts = own.length - errors;
    flag.className = `flag ${errors ? "risk" : doubts ? "slow" : ""}`;
    flag.replaceChildren(...(errors || doubts ? [icon(errors ? "cross" : "half"), String(errors || doubts),
      el("span", { class: "sr" }, page.say(errors ? "errors" : "warnings", { count: errors || doubts }))] : []));
  }
  page.progress.textContent = page.say(all ? "entered" : "entered_some", { count: entered, all });
};

// To the first thing that must be mended.
const lead = (page, problem) => {
  if (problem.part) page.show(problem.part);
  const drawn = problem.part === "figures" ? page.lines.get(problem.row) : page.rows.get(problem.row);
  const control = drawn?.input ?? drawn?.controls?.[problem.field] ?? Object.values(drawn?.controls ?? {})[0];
  control?.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
  const errors = page.problems.filter((each) => each.severity === "error").length;
  passing(page, page.say("errors_left", { count: errors }));
};
