// What the page says of the draft as a whole: how it stands, what must be chosen, what has just been done.
const SHOWN = 4, LONG = 60; // of the places where two drafts differ
const STATES = {
  idle: "calm", saved: "good", saving: "calm", offline: "slow", busy: "slow", refused: "risk", conflict: "slow", ended: "risk",
};

const drawState = (page) => {
  const { state, saved, kept, version } = page.saver;
  const unkept = !kept && ["offline", "busy"].includes(state);
  const told = page.say(unkept ? `${state}_unkept` : state === "ended" ? "unsaved" : state, saved ?? {});
  page.state.className = `state ${STATES[state]}`;
  page.foot.querySelector("[data-discard]").hidden = !version;
  if (page.state.textContent !== told) page.state.replaceChildren(told);
  page.state.title = state === "saved" && saved ? page.say("saved_by", saved) : "";
  drawNotice(page);
};

const NOTICES = {
  conflict: (page) => choiceNotice(page, page.saver.message, page.saver.theirs),
  ended: (page) => endedNotice(page, page.saver.message),
  refused: (page) => told(page.saver.message, "risk"),
  newer: (page) => choiceNotice(page, page.say("newer", newerWords(page.saver.newer)), page.saver.newer),
};

const newerWords = ({ by, at, revision }) => ({ by, at, number: revision });

const drawNotice = (page) => {
  const { state, message, newer } = page.saver;
  const kind = state in NOTICES ? state : newer ? "newer" : "";
  const of = kind && `${kind} ${kind === "newer" ? newer.revision : message}`;
  if ((page.notice?.dataset.of ?? "") === of) return;
  page.notice?.remove();
  page.notice = kind ? NOTICES[kind](page) : null;
  if (!page.notice) return;
  page.notice.dataset.of = of;
  page.notices.prepend(page.notice);
};

const told = (message, tone, ...more) =>
  el("section", { class: `card notice tone ${tone}`, role: "alert" }, el("p", {}, message), ...more);

// Two versions, of which one must go: a draft, or a revision that this draft does not know of.
const choiceNotice = (page, message, theirs) => {
  const found = theirs ? differences(page.content(), theirs.content, [...page.lines.keys()]) : [];
  const number = theirs?.revision;
  const [take, keep] = number ? ["conflict_revision", "conflict_mine"]
    : theirs ? ["conflict_theirs", "conflict_mine"] : ["conflict_theirs_gone", "conflict_mine_new"];
  const button = (which, words, first) =>
    el("button", { type: "button", class: first ? "button" : "button plainly", "data-conflict": which }, page.say(words, { number }));
  const choices = [button("theirs", take, theirs), button("mine", keep, !theirs)];
  return told(message, "slow", found.length ? drawDifferences(page, found, number) : null,
    el("p", { class: "row start" }, ...(theirs ? choices : choices.reverse()),
      number ? el("a", { class: "link", href: theirs.href, target: "_blank", rel: "noopener" }, page.say("see_revision", { number })) : null));
};

const drawDifferences = (page, found, number) => {
  const left = found.length - SHOWN;
  const short = (text) => (text === undefined ? page.say("blank") : text.length > LONG ? `${text.slice(0, LONG)}…` : text);
  const lines = found.slice(0, SHOWN).map(({ at, mine, theirs }) =>
    el("li", {}, page.say(number ? "difference_revision" : "difference", { place: placeOf(page, ...at), mine: short(mine), theirs: short(theirs), number })));
  if (left > 0) lines.push(el("li", {}, page.say("differences_more", { count: left })));
  return [el("p", {}, page.say("conflict_fields", { count: found.length })), el("ul", { class: "differences" }, ...lines)];
};

const placeOf = (page, part, row, name) => {
  if (part === "figures") return page.lines.get(row)?.line.name ?? row;
  const { title, columns } = page.data.lists[part];
  return [title.split(" – ")[0], page.say("row", { number: Number(row) + 1 }).toLowerCase(), columns.find((each) => each.field === name)?.title].join(", ");
};

// The places where two drafts say something else, in the form's order, with what either says there.
const differences = (mine, theirs, codes) => {
  const figures = codes.filter((code) => isOther(mine.figures[code], theirs.figures[code]))
    .map((code) => ({ at: ["figures", code], mine: mine.figures[code], theirs: theirs.figures[code] }));
  const flat = (content) => new Map(PARTS.slice(1).flatMap((part) => content[part].flatMap((row, at) =>
    Object.entries(row).map(([name, text]) => [`${part}/${at}/${name}`, text]))));
  const [one, other] = [flat(mine), flat(theirs)];
  const places = [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key));
  return [...figures, ...places.map((key) => ({ at: key.split("/"), mine: one.get(key), theirs: other.get(key) }))];
};

const isOther = (mine, theirs) => mine !== theirs && (count(mine) === undefined || count(mine) !== count(theirs));

const endedNotice = (page, message) => {
  const here = location.pathname + location.search;
  const link = el("a", { class: "button", href: `/sign-in?next=${encodeURIComponent(here)}`, target: "_self" }, page.say("sign_in"));
  return told(message || page.say("ended"), "risk", el("p", { class: "row start" }, link));
};

// A word that passes: what was pasted or taken out, with the way back.
const passing = (page, message, before) => {
  page.toast?.remove();
  const undo = before && el("button", { type: "button", class: "button plainly" }, page.say("undo"));
  page.toast = el("div", { class: "toast", role: "status" }, el("span", {}, message), undo);
  undo?.addEventListener("click", () => { page.restore(before); passing(page, page.say("undone")); });
  page.body.append(page.toast);
  const { toast } = page;
  setTimeout(() => toast.remove(), before ? 12000 : 4000);
};

const askDiscard = (page) => {
  const dialog = el("dialog", { class: "ask" }, el("p", {}, page.say("discard_sure")), el("p", { class: "row start" },
    el("button", { type: "button", class: "button", "data-yes": true }, page.say("discard_yes")),
    el("button", { type: "button", class: "button plainly", "data-no": true }, page.say("discard_no"))));
  page.body.append(dialog);
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-yes]")) page.discard();
    if (event.target.closest("[data-yes], [data-no]")) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
};
