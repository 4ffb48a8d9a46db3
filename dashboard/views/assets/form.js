const PARTS = ["figures", "foundings", "reviews", "difficulties"];
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
    reads(this, data.live, this.rowIds());
    this.resume();
    drawState(this);
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

  resume() {
    const entry = this.saver.found();
    if (!entry?.content) return;
    if (canonical(entry.content) === this.saver.there) return this.saver.forget(entry.tab);
    this.restore(entry.content, false);
    const at = new Date(entry.at).toLocaleTimeString(this.data.lang === "vi" ? "vi-VN" : "en-GB", { hour: "2-digit", minute: "2-digit" });
    passing(this, this.say("restored", { at }));
    this.saver.resume(entry);
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
    drawProblems(this);
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
    passing(this, this.say("removed", { number: at + 1 }), before);
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
    const saved = await this.saver.save();
    const choice = this.notice?.querySelector("[data-conflict]");
    if (choice) {
      choice.focus();
      return passing(this, this.say("choose_first"));
    }
    this.reviewed = true;
    drawProblems(this);
    const first = this.problems.find((each) => each.severity === "error");
    if (first) return lead(this, first);
    if (!saved) return passing(this, this.say("review_wait"));
    this.go(this.data.review);
  }

  async download() {
    if (!(await this.saver.save()) && this.saver.dirty) return passing(this, this.say("review_wait"));
    location.assign(this.data.download);
  }

  async discard() {
    if (await this.saver.putAway()) this.leave();
  }

  keepMine() {
    const { theirs } = this.saver.choice();
    this.saver.keepMine();
    if (theirs) passing(this, this.say("conflict_kept"), theirs.content);
  }

  // What is on the server takes the place of what stands here.
  async takeTheirs() {
    const { theirs, number, isDraft } = this.saver.choice(), mine = this.content();
    if (isDraft) {
      this.saver.takeTheirs(theirs);
      this.restore(theirs.content, false);
      reads(this, theirs, this.rowIds());
      return passing(this, this.say("conflict_took"), mine);
    }
    if (this.saver.state !== "conflict" && !(await this.saver.putAway())) return;
    this.leave({ mine, told: this.say(number ? "conflict_took_revision" : "conflict_let_go", { number }) });
  }

  // The page is made anew of what the server has; ``undo`` is what its first word takes back.
  leave(undo) {
    this.saver.letGo();
    this.gone = true;
    this.root.undo = undo;
    this.go(this.data.address);
  }
}
