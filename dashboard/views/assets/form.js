const PARTS = ["figures", "foundings", "reviews", "difficulties"];
const SHOWN = 4, LONG = 60; // of the places where two drafts differ
let lastUid = 0;

class Page {
  constructor(root, data, go) {
    Object.assign(this, { root, data, go, tab: "figures", reviewed: false, live: data.live });
    this.lines = new Map();
    this.rows = new Map();
    this.bodies = {};
    this.counts = {};
    this.problems = [];
    this.fill(data.begins);
    this.remarks = data.remarks.map((each) => ({ ...each, severity: "remark", row: this.uidAt(each.part, each.row) }));
    this.build();
    this.saver = new Saver(this);
    this.reads(data.live, this.rowIds());
    this.resume();
    this.drawState();
  }

  say(name, values = {}) {
    return this.data.words[name].replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  }

  fill(content) {
    this.figures = { ...content.figures };
    this.lists = {};
    for (const part of PARTS.slice(1)) {
      this.lists[part] = content[part].map((cells) => ({ uid: ++lastUid, cells: { ...cells } }));
      this.openEnd(part);
    }
  }

  isFilled(row) {
    return Object.values(row.cells).some((text) => text.trim());
  }

  // There is always an empty row at the end to type in.
  openEnd(part) {
    const rows = this.lists[part];
    if (rows.length < this.data.most_rows && (!rows.length || this.isFilled(rows.at(-1)))) rows.push({ uid: ++lastUid, cells: {} });
  }

  content() {
    const filled = (cells) => Object.fromEntries(Object.entries(cells).filter(([, text]) => text.trim()));
    const made = { figures: filled(this.figures) };
    for (const part of PARTS.slice(1)) {
      const rows = this.lists[part].map((row) => filled(row.cells));
      while (rows.length && !Object.keys(rows.at(-1)).length) rows.pop();
      made[part] = rows;
    }
    return made;
  }

  rowIds() {
    return Object.fromEntries(PARTS.slice(1).map((part) => [part, this.lists[part].map((row) => row.uid)]));
  }

  uidAt(part, row) {
    return typeof row === "number" ? this.lists[part][row]?.uid ?? null : row;
  }

  rowsOf(code) {
    return this.lists.foundings.filter((row) => this.data.kinds[squeezed(row.cells.indicator ?? "")] === code).length;
  }

  build() {
    this.state = el("p", { class: "state", role: "status" });
    this.notices = el("div", { class: "notices" });
    this.tabs = el("div", { class: "tabs", role: "tablist", "aria-label": this.say("sections") }, ...PARTS.map((part) => this.tabOf(part)));
    this.progress = el("p", { class: "progress" });
    const review = el("button", { type: "button", class: "button", "data-review": true }, this.say("review"));
    this.bar = el("div", { class: "bar" }, this.tabs, el("div", { class: "standing" }, this.progress, this.state, review));
    this.top = el("div", { class: "top" }, this.bar, this.notices);
    this.panels = Object.fromEntries(PARTS.map((part) => [part, el("div", { role: "tabpanel", id: `panel-${part}`, "aria-labelledby": `tab-${part}` })]));
    this.panels.figures.append(drawFigures(this));
    for (const part of PARTS.slice(1)) {
      this.panels[part].append(drawList(this, part));
      arrange(this, part);
    }
    this.foot = el("p", { class: "row start foot" },
      el("a", { class: "button plainly", href: this.data.download, "data-download": true }, this.say("download")),
      el("button", { type: "button", class: "button plainly", "data-discard": true }, this.say("discard")));
    this.body = el("main", { class: "tien-do form", lang: this.data.lang }, this.top, ...Object.values(this.panels), this.foot);
    this.root.append(this.body);
    this.show(this.tab);
    for (const code of this.lines.keys()) drawLine(this, code);
    drawCounts(this);
  }

  tabOf(part) {
    const [number, title] = (part === "figures" ? this.data.figures.title : this.data.lists[part].title).split(" – ");
    return el("button", { type: "button", role: "tab", id: `tab-${part}`, "data-tab": part, "aria-controls": `panel-${part}` },
      el("b", {}, number), el("span", { class: "name" }, title), el("span", { class: "tally" }), el("span", { class: "flag" }));
  }

  show(part) {
    this.tab = part;
    for (const each of PARTS) {
      this.panels[each].hidden = each !== part;
      const tab = this.tabs.querySelector(`[data-tab=${each}]`);
      tab.setAttribute("aria-selected", each === part);
      tab.tabIndex = each === part ? 0 : -1;
    }
    this.panels[part].querySelectorAll("textarea").forEach(grow);
  }

  // What the server read in the draft; rows are told by their number when it was sent.
  reads(live, rows) {
    this.live = live;
    this.problems = live.problems.map((each) => ({ ...each, row: typeof each.row === "number" ? rows[each.part]?.[each.row] ?? null : each.row }));
    for (const code of this.lines.keys()) drawLine(this, code);
    this.drawProblems();
  }

  // What is not filled in yet is no reproach while it is being filled in.
  isShown(problem) {
    if (this.reviewed || problem.severity === "remark" || problem.found) return true;
    if (problem.part === "figures") return false;
    return problem.row == null || this.rowInHand() !== problem.row;
  }

  rowInHand() {
    const row = this.root.activeElement?.dataset?.row;
    return row && /^\d+$/.test(row) ? Number(row) : null;
  }

  drawProblems() {
    const shown = [...this.remarks, ...this.problems].filter((each) => this.isShown(each));
    const at = new Map();
    for (const each of shown) {
      const key = `${each.part}/${each.row}`;
      at.set(key, [...(at.get(key) ?? []), each]);
    }
    for (const [code, drawn] of this.lines) this.drawUnder(drawn.said, at.get(`figures/${code}`) ?? [], { figure: drawn.input });
    for (const [uid, drawn] of this.rows) this.drawUnder(drawn.said, at.get(`${drawn.part}/${uid}`) ?? [], drawn.controls);
    this.drawElsewhere(shown.filter((each) => !this.hasPlace(each)));
    this.drawTallies(shown);
  }

  hasPlace(problem) {
    return problem.part === "figures" ? this.lines.has(problem.row) : this.rows.has(problem.row);
  }

  drawUnder(said, found, controls) {
    const order = { remark: 0, error: 1, warning: 2 };
    const sorted = found.sort((one, other) => order[one.severity] - order[other.severity]);
    said.hidden = !found.length;
    said.classList.remove("stale");
    said.firstChild.replaceChildren(...sentences(this, sorted));
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
  }

  drawElsewhere(found) {
    this.elsewhere?.remove();
    if (!found.length) return;
    this.elsewhere = el("section", { class: "card elsewhere" }, ...sentences(this, found));
    this.top.after(this.elsewhere);
  }

  drawTallies(shown) {
    const entered = Object.entries(this.figures).filter(([code, text]) => this.lines.has(code) && count(text) !== null).length;
    const { all, lang } = this.data;
    for (const part of PARTS) {
      const tab = this.tabs.querySelector(`[data-tab=${part}]`);
      const rows = part === "figures" ? null : this.lists[part].filter((row) => this.isFilled(row)).length;
      tab.querySelector(".tally").textContent = rows === null ? (all ? `${entered}/${all}` : entered) : figure(rows, lang);
      const own = shown.filter((each) => each.part === part);
      const errors = own.filter((each) => each.severity === "error").length;
      const flag = tab.querySelector(".flag"), doubts = own.length - errors;
      flag.className = `flag ${errors ? "risk" : doubts ? "slow" : ""}`;
      flag.replaceChildren(...(errors || doubts ? [icon(errors ? "cross" : "half"), String(errors || doubts),
        el("span", { class: "sr" }, this.say(errors ? "errors" : "warnings", { count: errors || doubts }))] : []));
    }
    this.progress.textContent = this.say(all ? "entered" : "entered_some", { count: entered, all });
  }

  drawState() {
    const { state, saved, kept, message } = this.saver ?? { state: "idle" };
    const [name, tone] = {
      idle: ["idle", "calm"], saved: ["saved", "good"], saving: ["saving", "calm"],
      offline: [kept ? "offline" : "offline_unkept", "slow"], refused: ["refused", "risk"],
      conflict: ["conflict", "slow"], ended: ["unsaved", "risk"],
    }[state];
    const told = this.say(name, saved ?? {});
    this.state.className = `state ${tone}`;
    this.foot.querySelector("[data-discard]").hidden = !this.saver?.version;
    if (this.state.textContent !== told) this.state.replaceChildren(told);
    this.state.title = state === "saved" && saved ? this.say("saved_by", saved) : "";
    this.drawNotice(state, message);
  }

  drawNotice(state, message) {
    const drawn = this.notice?.dataset.state;
    if (!["conflict", "ended", "refused"].includes(state)) {
      this.notice?.remove();
      this.notice = null;
      return;
    }
    if (drawn === state && state !== "refused") return;
    this.notice?.remove();
    this.notice = { conflict: () => this.conflictNotice(message), ended: () => this.endedNotice(message), refused: () => this.told(message, "risk") }[state]();
    this.notice.dataset.state = state;
    this.notices.prepend(this.notice);
  }

  told(message, tone, ...more) {
    return el("section", { class: `card notice tone ${tone}`, role: "alert" }, el("p", {}, message), ...more);
  }

  conflictNotice(message) {
    const { theirs } = this.saver;
    const found = theirs ? differences(this.content(), theirs.content) : [];
    return this.told(message, "slow", found.length ? this.drawDifferences(found) : null,
      el("p", { class: "row start" },
        el("button", { type: "button", class: "button", "data-conflict": "theirs" }, this.say(theirs ? "conflict_theirs" : "conflict_theirs_gone")),
        el("button", { type: "button", class: "button plainly", "data-conflict": "mine" }, this.say(theirs ? "conflict_mine" : "conflict_mine_new"))));
  }

  drawDifferences(found) {
    const left = found.length - SHOWN;
    const short = (text) => (text === undefined ? this.say("blank") : text.length > LONG ? `${text.slice(0, LONG)}…` : text);
    const lines = found.slice(0, SHOWN).map(({ at, mine, theirs }) =>
      el("li", {}, this.say("difference", { place: this.place(...at), mine: short(mine), theirs: short(theirs) })));
    if (left > 0) lines.push(el("li", {}, this.say("differences_more", { count: left })));
    return [el("p", {}, this.say("conflict_fields", { count: found.length })), el("ul", { class: "differences" }, ...lines)];
  }

  place(part, row, name) {
    if (part === "figures") return this.lines.get(row)?.line.name ?? row;
    const { title, columns } = this.data.lists[part];
    return [title.split(" – ")[0], this.say("row", { number: Number(row) + 1 }).toLowerCase(), columns.find((each) => each.field === name)?.title].join(", ");
  }

  endedNotice(message) {
    const here = location.pathname + location.search;
    const link = el("a", { class: "button", href: `/sign-in?next=${encodeURIComponent(here)}`, target: "_self" }, this.say("sign_in"));
    return this.told(message || this.say("ended"), "risk", el("p", { class: "row start" }, link));
  }

  // A word that passes: what was pasted or taken out, with the way back.
  passing(message, before) {
    this.toast?.remove();
    const undo = before && el("button", { type: "button", class: "button plainly" }, this.say("undo"));
    this.toast = el("div", { class: "toast", role: "status" }, el("span", {}, message), undo);
    undo?.addEventListener("click", () => { this.restore(before); this.passing(this.say("undone")); });
    this.body.append(this.toast);
    const { toast } = this;
    setTimeout(() => toast.remove(), before ? 12000 : 4000);
  }

  resume() {
    const entry = this.saver.found();
    if (!entry?.content) return;
    if (canonical(entry.content) === this.saver.there) return this.saver.forget(entry.tab);
    this.restore(entry.content, false);
    this.saver.dirty = true;
    const at = new Date(entry.at).toLocaleTimeString(this.data.lang === "vi" ? "vi-VN" : "en-GB", { hour: "2-digit", minute: "2-digit" });
    this.passing(this.say("restored", { at }));
    this.saver.version = entry.base;
    this.saver.sent = entry.sent;
    this.saver.changed();
    this.saver.plan(0);
  }

  restore(content, changed = true) {
    this.fill(content);
    for (const [code, drawn] of this.lines) put(drawn.input, this.figures[code] ?? "");
    for (const part of PARTS.slice(1)) arrange(this, part);
    this.redraw(changed);
  }

  redraw(changed = true) {
    for (const code of this.lines.keys()) drawLine(this, code);
    drawCounts(this);
    this.drawProblems();
    if (changed) this.saver.changed();
  }

  typed(control) {
    const { part, row, field: name } = control.dataset;
    if (part === "figures") this.figures[row] = control.value;
    else this.rowOf(part, row).cells[name] = control.value;
    grow(control);
    if (part !== "figures") {
      const last = this.lists[part].at(-1);
      this.openEnd(part);
      if (this.lists[part].at(-1) !== last) arrange(this, part);
    }
    this.rows.get(Number(row))?.said.classList.add("stale");
    this.lines.get(row)?.said.classList.add("stale");
    this.redraw();
  }

  rowOf(part, uid) {
    return this.lists[part].find((each) => each.uid === Number(uid));
  }

  remove(part, uid) {
    const before = this.content(), at = this.lists[part].findIndex((each) => each.uid === Number(uid));
    this.lists[part].splice(at, 1);
    this.openEnd(part);
    arrange(this, part);
    const next = this.lists[part][Math.min(at, this.lists[part].length - 1)];
    Object.values(this.rows.get(next.uid).controls)[0].focus();
    this.redraw();
    this.passing(this.say("removed", { number: at + 1 }), before);
  }

  paste(control, text) {
    const block = cellsOf(text);
    if (!isBlock(block) || (control.classList.contains("long") && !text.includes("\t"))) return false;
    const before = this.content(), { part, row, field: name } = control.dataset;
    const { cells, left } = part === "figures" ? this.pasteFigures(block, row) : this.pasteRows(block, part, row, name);
    this.redraw();
    this.passing(this.say(left ? "pasted_out" : "pasted", { count: figure(cells, this.data.lang), left }), before);
    return true;
  }

  pasteFigures(block, from) {
    const lines = [...this.lines.values()].map((each) => each.line);
    const { cells, left } = figured(block, lines, this.data.figures, from);
    for (const [code, text] of Object.entries(cells)) {
      this.figures[code] = text;
      put(this.lines.get(code).input, text);
    }
    return { cells: Object.keys(cells).length, left };
  }

  pasteRows(block, part, uid, name) {
    const { rows, left } = listed(block, this.data.lists[part], name);
    const first = this.lists[part].findIndex((each) => each.uid === Number(uid));
    const room = rows.slice(0, this.data.most_rows - first);
    room.forEach((cells, step) => {
      const at = first + step;
      if (!this.lists[part][at]) this.lists[part].push({ uid: ++lastUid, cells: {} });
      Object.assign(this.lists[part][at].cells, cells);
    });
    this.openEnd(part);
    arrange(this, part);
    const many = (few) => few.reduce((sum, cells) => sum + Object.values(cells).filter(Boolean).length, 0);
    return { cells: many(room), left: left + many(rows.slice(room.length)) };
  }

  // Down or up the column, as in a spreadsheet; a new row opens where the list ends.
  step(control, by) {
    const { part, row, field: name } = control.dataset;
    let next;
    if (part === "figures") {
      const inputs = [...this.lines.values()].map((each) => each.input);
      next = inputs[inputs.indexOf(control) + by];
    } else {
      const rows = this.lists[part], at = rows.findIndex((each) => each.uid === Number(row)) + by;
      next = rows[at] && this.rows.get(rows[at].uid).controls[name];
    }
    next?.focus();
    next?.select?.();
    next?.closest("tr").scrollIntoView({ block: "nearest" });
  }

  async review() {
    this.reviewed = true;
    this.drawProblems();
    const saved = await this.saver.save();
    const first = this.problems.find((each) => each.severity === "error");
    if (first) return this.lead(first);
    if (!saved) return this.passing(this.say("review_wait"));
    this.go(this.data.review);
  }

  lead(problem) {
    if (problem.part) this.show(problem.part);
    const drawn = problem.part === "figures" ? this.lines.get(problem.row) : this.rows.get(problem.row);
    const control = drawn?.input ?? drawn?.controls?.[problem.field] ?? Object.values(drawn?.controls ?? {})[0];
    control?.scrollIntoView({ block: "center" });
    control?.focus({ preventScroll: true });
    const count = this.problems.filter((each) => each.severity === "error").length;
    this.passing(this.say("errors_left", { count }));
  }

  async download() {
    if (!(await this.saver.save()) && this.saver.dirty) return this.passing(this.say("review_wait"));
    location.assign(this.data.download);
  }

  askDiscard() {
    const dialog = el("dialog", { class: "ask" }, el("p", {}, this.say("discard_sure")), el("p", { class: "row start" },
      el("button", { type: "button", class: "button", "data-yes": true }, this.say("discard_yes")),
      el("button", { type: "button", class: "button plainly", "data-no": true }, this.say("discard_no"))));
    this.body.append(dialog);
    dialog.addEventListener("click", (event) => {
      if (event.target.closest("[data-yes]")) this.discard();
      if (event.target.closest("[data-yes], [data-no]")) dialog.close();
    });
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
  }

  async discard() {
    await this.saver.running;
    const body = JSON.stringify({ account: this.data.account, version: this.saver.version });
    const answer = await fetch(this.data.discard, { method: "POST", headers: HEADERS, body }).catch(() => null);
    if (!answer) return this.saver.away();
    if (!answer.ok) return this.saver.refused(answer.status, await answer.json().catch(() => null));
    this.saver.dirty = false;
    this.saver.forget(this.saver.found()?.tab);
    this.gone = true;
    this.go(this.data.address);
  }
}

// The places where two drafts say something else, with what either says there.
const differences = (mine, theirs) => {
  const flat = (content) => new Map([
    ...Object.entries(content.figures).map(([code, text]) => [`figures/${code}`, text]),
    ...PARTS.slice(1).flatMap((part) => content[part].flatMap((row, at) => Object.entries(row).map(([name, text]) => [`${part}/${at}/${name}`, text]))),
  ]);
  const [one, other] = [flat(mine), flat(theirs)];
  return [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key))
    .map((key) => ({ at: key.split("/"), mine: one.get(key), theirs: other.get(key) }));
};

const isTextArea = (control) => control.tagName === "TEXTAREA";
const allSelected = (control) => control.selectionStart === 0 && control.selectionEnd === control.value.length;
const atEdge = (control, by) => {
  if (control.tagName === "INPUT") return true;
  if (!isTextArea(control)) return false;
  const edge = by > 0 ? control.value.length : 0;
  return allSelected(control) || (control.selectionStart === edge && control.selectionEnd === edge);
};

const onKey = (page, event) => {
  const control = event.target;
  if (control.dataset.tab) return onTabKey(page, event);
  if (!control.dataset.part || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && !control.classList.contains("long")) {
    event.preventDefault();
    page.step(control, event.shiftKey ? -1 : 1);
  }
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by && atEdge(control, by)) {
    event.preventDefault();
    page.step(control, by);
  }
};

const onTabKey = (page, event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const next = PARTS[(PARTS.indexOf(event.target.dataset.tab) + by + PARTS.length) % PARTS.length];
  page.show(next);
  page.tabs.querySelector(`[data-tab=${next}]`).focus();
};

const onClick = (page, event) => {
  const hit = (selector) => event.target.closest(selector);
  if (hit("[data-tab]")) page.show(hit("[data-tab]").dataset.tab);
  if (hit("[data-review]")) page.review();
  if (hit("[data-discard]")) page.askDiscard();
  if (hit("[data-remove]")) page.remove(hit("[data-remove]").dataset.remove, hit("[data-remove]").dataset.uid);
  if (hit("[data-add]")) page.step({ dataset: endOf(page, hit("[data-add]").dataset.add) }, 0);
  if (hit("[data-take]")) take(page, hit("[data-take]").dataset.take);
  if (hit("[data-conflict=mine]")) page.saver.keepMine();
  if (hit("[data-conflict=theirs]")) {
    const { theirs } = page.saver, mine = page.content();
    page.saver.takeTheirs();
    if (!theirs) page.gone = true;
    if (!theirs) return page.go(page.data.address);
    page.restore(theirs.content, false);
    page.reads(theirs, page.rowIds());
    page.passing(page.say("conflict_took"), mine);
  }
  if (hit("[data-download]")) {
    event.preventDefault();
    page.download();
  }
};

const endOf = (page, part) => {
  const row = page.lists[part].at(-1);
  return { part, row: String(row.uid), field: page.data.lists[part].columns[0].field };
};

const take = (page, code) => {
  page.figures[code] = String(page.rowsOf(code));
  put(page.lines.get(code).input, page.figures[code]);
  page.redraw();
};

const onChange = (page, event) => {
  const control = event.target;
  if (!control.dataset.part) return;
  if (control.tagName === "SELECT" && control.value === OTHER) return typeOther(page, control);
  mirror(control);
  page.typed(control);
};

const typeOther = (page, select) => {
  const { part, row, field: name } = select.dataset;
  const area = field(page, { part, row, field: name }, { kind: "words", label: select.getAttribute("aria-label"), text: "" });
  page.rows.get(Number(row)).controls[name] = area;
  select.closest(".choice").replaceWith(area);
  area.focus();
  page.typed(area);
};

const listen = (page) => {
  const { body } = page;
  body.addEventListener("input", (event) => onChange(page, event));
  body.addEventListener("click", (event) => onClick(page, event));
  body.addEventListener("keydown", (event) => {
    onKey(page, event);
    if (event.target.dataset.part) event.stopPropagation(); // a letter typed is no command to Streamlit's page
  });
  body.addEventListener("focusout", () => setTimeout(() => page.drawProblems()));
  const onPaste = (event) => {
    const control = page.root.activeElement;
    if (!control?.dataset?.part || !page.body.isConnected) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (page.paste(control, text)) event.preventDefault();
    else if (control.tagName === "SELECT" && text.trim()) { put(control, text.trim()); page.typed(control); }
  };
  const onLeave = (event) => {
    if (page.saver.dirty && page.saver.state !== "ended") event.preventDefault();
  };
  const onHide = () => document.visibilityState === "hidden" && page.saver.dirty && page.saver.save();
  document.addEventListener("paste", onPaste);
  document.addEventListener("visibilitychange", onHide);
  window.addEventListener("beforeunload", onLeave);
  return () => {
    document.removeEventListener("paste", onPaste);
    document.removeEventListener("visibilitychange", onHide);
    window.removeEventListener("beforeunload", onLeave);
    page.saver.leave();
  };
};

export default function ({ parentElement: root, data, setTriggerValue }) {
  const go = (address) => setTriggerValue("go", address);
  const of = JSON.stringify([data.account, data.unit, data.period, data.lang]);
  const { page } = root;
  clearTimeout(root.leaving);
  const moved = page && (page.gone || (!page.saver.dirty && (data.draft?.version ?? 0) > page.saver.version));
  if (page && root.of === of && !moved && !page.left) {
    Object.assign(page, { go });
    page.data.review = data.review;
  } else {
    if (page && !page.left) page.stop();
    page?.body.remove();
    root.of = of;
    root.page = new Page(root, data, go);
    root.page.stop = listen(root.page);
  }
  return () => {
    root.leaving = setTimeout(() => {
      root.page.left = true;
      root.page.stop();
    });
  };
}
