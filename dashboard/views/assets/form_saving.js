// The draft goes to the server a moment after each change, and stands in this browser until it is there.
const SOON = 900, RETRY = [2000, 4000, 8000, 15000, 30000], PATIENCE = 20000;
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
    if (this.state === "conflict" || this.state === "ended") return;
    this.turn(this.state === "offline" ? "offline" : "saving");
    this.plan(this.state === "offline" ? RETRY[Math.min(this.failures, RETRY.length - 1)] : SOON);
  }

  plan(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  turn(state) {
    this.state = state;
    this.page.drawState();
  }

  keep() {
    const entry = { base: this.version, content: this.page.content(), at: Date.now(), tab: this.tab, sent: this.sent };
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
    if (this.state === "conflict" || this.state === "ended") return false;
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
    const body = JSON.stringify({ account: this.page.data.account, version: this.version, content });
    let answer, said;
    try {
      answer = await fetch(this.page.data.save, { method: "PUT", headers: HEADERS, body, signal: AbortSignal.timeout(PATIENCE) });
      said = (answer.headers.get("content-type") ?? "").includes("json") ? await answer.json() : null;
    } catch {
      return this.away();
    }
    if (answer.ok && said) {
      this.version = said.version;
      this.page.reads(said, rows);
      return this.settled(text, said);
    }
    return this.refused(answer.status, said);
  }

  settled(text, said) {
    this.there = text;
    this.saved = said;
    this.failures = 0;
    this.dirty = canonical(this.page.content()) !== text;
    if (!this.dirty) this.forget();
    this.turn(this.dirty ? "saving" : "saved");
    return true;
  }

  away() {
    this.failures += 1;
    this.turn("offline");
    this.plan(RETRY[Math.min(this.failures - 1, RETRY.length - 1)]);
    return false;
  }

  refused(status, said) {
    const rule = said?.error?.rule;
    this.message = said?.error?.message ?? "";
    if (status === 401) this.turn("ended");
    else if (rule === "draft-newer" || rule === "draft-gone") return this.overtaken(said.theirs);
    else if (status >= 500 || status === 429 || status === 408 || !said) return this.away();
    else this.turn("refused");
    return false;
  }

  // What was sent before may have arrived without an answer: then it is no other's.
  overtaken(theirs) {
    if (theirs && canonical(theirs.content) === this.sent) {
      this.version = theirs.version;
      this.settled(this.sent, theirs);
      return true;
    }
    this.theirs = theirs;
    this.turn("conflict");
    return false;
  }

  keepMine() {
    this.version = this.theirs?.version ?? 0;
    this.there = "";
    this.dirty = true;
    this.state = "saving";
    this.keep();
    return this.save();
  }

  takeTheirs() {
    this.forget(this.found()?.tab);
    this.dirty = false;
    this.version = this.theirs?.version ?? 0;
    this.saved = this.theirs;
    this.there = this.theirs ? canonical(this.theirs.content) : "";
    this.turn(this.theirs ? "saved" : "idle");
  }

  // The page is being left: one last try that outlives it.
  leave() {
    clearTimeout(this.timer);
    window.removeEventListener("online", this.again);
    if (!this.dirty || this.state === "conflict" || this.state === "ended") return;
    this.sent = canonical(this.page.content());
    this.keep();
    const body = JSON.stringify({ account: this.page.data.account, version: this.version, content: this.page.content() });
    const small = new Blob([body]).size < 60000;
    fetch(this.page.data.save, { method: "PUT", headers: HEADERS, body, keepalive: small }).catch(() => {});
  }
}

