// The draft goes to the server a moment after each change, and stands in this browser until it is there.
const SOON = 900, RETRY = [2000, 4000, 8000, 15000, 30000], PATIENCE = 20000;
const MOVED_ON = ["draft-newer", "draft-gone", "draft-overtaken"];
const HEADERS = { "Content-Type": "application/json", "X-Tiendo-Form": "1" };

const canonical = (content) => {
  const sorted = (row) => Object.fromEntries(Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1)));
  return JSON.stringify({
    figures: sorted(content.figures),
    foundings: content.foundings.map(sorted),
    reviews: content.reviews.map(sorted),
    difficulties: content.difficulties.map(sorted),
  });
};

class Saver {
  constructor(page) {
    const { data } = page;
    this.page = page;
    this.version = data.draft?.version ?? 0;
    this.base = data.based_on; // the newest revision that what stands here knows of
    this.newer = data.newer; // one that it does not
    this.there = canonical(data.begins);
    this.dirty = false;
    this.failures = 0;
    this.state = data.draft ? "saved" : "idle";
    this.saved = data.draft;
    this.place = `tiendo-draft:${data.account}:${data.unit}:${data.period}`;
    this.tab = crypto.getRandomValues(new Uint32Array(2)).join("-");
    this.kept = true;
    this.again = () => this.dirty && this.save();
    window.addEventListener("online", this.again);
  }

  changed() {
    this.dirty = true;
    this.keep();
    if (this.isShut()) return;
    this.turn(this.isWaiting() ? this.state : "saving");
    this.plan(this.isWaiting() ? this.patience() : SOON);
  }

  plan(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  isShut() {
    return this.state === "conflict" || this.state === "ended";
  }

  isWaiting() {
    return this.state === "offline" || this.state === "busy";
  }

  patience() {
    return RETRY[Math.min(this.failures, RETRY.length) - 1];
  }

  turn(state) {
    this.state = state;
    drawState(this.page);
  }

  keep() {
    const entry = { base: this.version, known: this.base, content: this.page.content(), at: Date.now(), tab: this.tab, sent: this.sent };
    try {
      localStorage.setItem(this.place, JSON.stringify(entry));
      this.kept = true;
    } catch {
      this.kept = false;
    }
  }

  found() {
    try {
      return JSON.parse(localStorage.getItem(this.place));
    } catch {
      return null;
    }
  }

  forget(whose = this.tab) {
    if (this.found()?.tab === whose) localStorage.removeItem(this.place);
  }

  // True once all that stands in the form is on the server.
  async save() {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    if (this.isShut()) return false;
    if (!this.dirty && this.isWaiting()) this.rest();
    if (!this.dirty) return this.state === "saved" || this.state === "idle";
    this.running = this.send();
    const done = await this.running;
    this.running = null;
    if (done && this.dirty) this.plan(SOON);
    return done && !this.dirty;
  }

  async send() {
    const content = this.page.content(), text = canonical(content), rows = this.page.rowIds();
    if (text === this.there && this.version) return this.settled(text, this.saved);
    this.sent = text;
    this.turn("saving");
    const body = this.body(content);
    let answer, said;
    try {
      answer = await fetch(this.page.data.save, { method: "PUT", headers: HEADERS, body, signal: AbortSignal.timeout(PATIENCE) });
      said = (answer.headers.get("content-type") ?? "").includes("json") ? await answer.json() : null;
    } catch {
      return this.away("offline");
    }
    if (answer.ok && said) {
      reads(this.page, said, rows);
      return this.settled(text, said);
    }
    return this.refused(answer.status, said);
  }

  body(content) {
    const seen = Math.max(this.base, this.newer?.based_on ?? 0);
    return JSON.stringify({ account: this.page.data.account, version: this.version, based_on: this.base, seen, content });
  }

  // The server has this text: as the draft that it tells of, or as the newest revision.
  settled(text, said) {
    this.stands(said);
    this.hear(said?.newer);
    this.there = text;
    this.failures = 0;
    this.dirty = canonical(this.page.content()) !== text;
    if (!this.dirty) this.forget();
    if (this.dirty) this.turn("saving");
    else this.rest();
    return true;
  }

  rest() {
    this.turn(this.version ? "saved" : "idle");
  }

  stands(said) {
    this.saved = said?.version ? said : null;
    this.version = said?.version ?? 0;
    this.base = said?.based_on ?? this.base;
    if (this.newer?.based_on <= this.base) this.newer = null;
  }

  // A revision was handed in that what stands here does not know of.
  hear(newer) {
    if (!newer || newer.based_on <= Math.max(this.base, this.newer?.based_on ?? 0)) return;
    this.newer = newer;
    drawState(this.page);
  }

  // Away from the network, or from a server that has too much to do.
  away(state) {
    this.failures += 1;
    this.turn(state);
    this.plan(this.patience() * (1 + Math.random() / 2));
    return false;
  }

  refused(status, said) {
    const rule = said?.error?.rule;
    this.message = said?.error?.message ?? "";
    if (status === 401) this.turn("ended");
    else if (MOVED_ON.includes(rule)) return this.overtaken(said.theirs);
    else if (status >= 500 || status === 429 || status === 408 || !said) return this.away("busy");
    else this.turn("refused");
    return false;
  }

  // What was sent before may have arrived without an answer: then it is no other's.
  overtaken(theirs) {
    if (theirs && canonical(theirs.content) === this.sent) return this.settled(this.sent, theirs);
    this.theirs = theirs;
    this.turn("conflict");
    return false;
  }

  // What the person is asked to choose against: another's draft, a newer revision, or nothing.
  choice() {
    const theirs = this.state === "conflict" ? this.theirs : this.newer;
    return { theirs, number: theirs?.revision, isDraft: Boolean(theirs && !theirs.revision) };
  }

  // What was typed on an older revision stays so, unless that one is what was chosen against.
  keepMine() {
    const { theirs, number } = this.choice();
    if (this.state === "conflict") this.version = theirs?.version ?? 0;
    if (number) this.stands({ ...this.saved, version: this.version, based_on: number });
    this.there = "";
    this.dirty = true;
    this.state = "saving";
    this.keep();
    return this.save();
  }

  takeTheirs(theirs) {
    this.letGo();
    this.stands(theirs);
    this.there = canonical(theirs.content);
    this.turn("saved");
  }

  letGo() {
    clearTimeout(this.timer);
    this.forget(this.found()?.tab);
    this.dirty = false;
  }

  // Take the draft from the server; true once it is no longer there.
  async putAway() {
    clearTimeout(this.timer);
    await this.running;
    const body = JSON.stringify({ account: this.page.data.account, version: this.version });
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(this.page.data.discard, { method: "POST", headers: HEADERS, body, signal }).catch(() => null);
    if (answer?.ok) return true;
    if (answer) this.refused(answer.status, await answer.json().catch(() => null));
    else this.away("offline");
    return false;
  }

  // What this browser kept, not saved then: it goes to the server as it was begun.
  resume(entry) {
    this.version = entry.base;
    this.base = entry.known ?? 0;
    this.newer = null;
    this.sent = entry.sent;
    this.changed();
    this.plan(0);
  }

  // The page is being left: one last try that outlives it.
  leave() {
    clearTimeout(this.timer);
    window.removeEventListener("online", this.again);
    if (!this.dirty || this.isShut()) return;
    this.sent = canonical(this.page.content());
    this.keep();
    const body = this.body(this.page.content());
    const small = new Blob([body]).size < 60000;
    fetch(this.page.data.save, { method: "PUT", headers: HEADERS, body, keepalive: small }).catch(() => {});
  }
}

