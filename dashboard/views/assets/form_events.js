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
  if (hit("[data-discard]")) askDiscard(page);
  if (hit("[data-remove]")) page.remove(hit("[data-remove]").dataset.remove, hit("[data-remove]").dataset.uid);
  if (hit("[data-add]")) page.step({ dataset: endOf(page, hit("[data-add]").dataset.add) }, 0);
  if (hit("[data-take]")) take(page, hit("[data-take]").dataset.take);
  if (hit("[data-conflict=mine]")) page.keepMine();
  if (hit("[data-conflict=theirs]")) page.takeTheirs();
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
  body.addEventListener("focusout", () => setTimeout(() => drawProblems(page)));
  const onPaste = (event) => {
    const control = page.root.activeElement;
    if (!control?.dataset?.part || !page.body.isConnected) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (paste(page, control, text)) event.preventDefault();
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

const isMoved = (saver, { draft, based_on: known }) =>
  (draft?.version ?? 0) > saver.version || (!draft && known > saver.base);

export default function ({ parentElement: root, data, setTriggerValue }) {
  const go = (address) => setTriggerValue("go", address);
  const of = JSON.stringify([data.account, data.unit, data.period, data.lang]);
  const { page } = root;
  clearTimeout(root.leaving);
  const moved = page && (page.gone || (!page.saver.dirty && isMoved(page.saver, data)));
  if (page && root.of === of && !moved && !page.left) {
    Object.assign(page, { go });
    page.data.review = data.review;
    page.saver.hear(data.newer);
  } else {
    if (page && !page.left) page.stop();
    page?.body.remove();
    root.of = of;
    root.page = new Page(root, data, go);
    root.page.stop = listen(root.page);
    if (root.undo) passing(root.page, root.undo.told, root.undo.mine);
    root.undo = null;
  }
  return () => {
    root.leaving = setTimeout(() => {
      root.page.left = true;
      root.page.stop();
    });
  };
}
