const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

const closeOthers = (root, kept) =>
  root.querySelectorAll("details.why[open], details.pick[open]").forEach((each) => {
    if (each !== kept && !each.contains(kept)) each.open = false;
  });

const inside = (popup) => {
  popup.style.translate = "";
  popup.classList.remove("above");
  const low = popup.getBoundingClientRect();
  popup.classList.toggle("above", low.bottom > window.innerHeight && low.top > low.height + 80);
  const box = popup.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const over = Math.max(0, box.right - width + 8);
  const under = Math.max(0, 8 - box.left);
  if (over || under) popup.style.translate = `${under - over}px`;
};

const filter = (input) => {
  const wanted = fold(input.value.trim());
  const list = input.closest("details");
  let left = 0;
  list.querySelectorAll("li").forEach((item) => {
    item.hidden = !fold(item.textContent).includes(wanted);
    if (!item.hidden) left += 1;
  });
  list.querySelector("[data-none]").hidden = left > 0;
};

// Where the address has no certificate the browser keeps its clipboard to itself: the old way then.
const written = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.cssText = "position:fixed;opacity:0";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
};

const copy = async (button) => {
  const source = button.closest("[data-letter]").querySelector("[data-text]");
  const label = button.firstChild;
  const before = (button.dataset.label ??= label.data);
  if (await written(source.textContent)) label.data = button.dataset.done;
  else getSelection().selectAllChildren(source);
  button.focus();
  setTimeout(() => (label.data = before), 2500);
};

// Streamlit writes the coming page's query under the leaving page's path first, and then again
// under its own: the first would be a step of Back that shows something nobody looked at.
const onceInHistory = () => {
  const here = location.pathname;
  history.pushState = (state, title, url) => {
    if (new URL(url, location.href).pathname === here) return;
    delete history.pushState;
    history.pushState(state, title, url);
  };
  setTimeout(() => delete history.pushState, 3000);
};

const listen = (root, go) => {
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    closeOthers(root, event.target.closest("details"));
    if (event.target.closest("[data-print]")) window.print();
    const copying = event.target.closest("[data-copy]");
    if (copying) copy(copying);
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const address = link.getAttribute("href");
    if (/^([a-z]+:|\/|#)/i.test(address) || link.hasAttribute("download")) return;
    event.preventDefault();
    root.host?.classList.add("leaving");
    document.documentElement.dataset.followed = address;
    if (address.split("?")[0] !== (root.view ?? "").split("?")[0]) onceInHistory();
    link.setAttribute("aria-busy", "true");
    go.to(address);
  });
  root.addEventListener("toggle", (event) => {
    if (!event.target.open) return;
    const popup = event.target.querySelector(":scope > .pop");
    if (popup) inside(popup);
    event.target.querySelector("input")?.focus();
  }, true);
  root.addEventListener("input", (event) => event.target.dataset.filter !== undefined && filter(event.target));
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = event.target.closest("details[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
    }
    if (event.key === "Enter" && event.target.dataset.filter !== undefined)
      event.target.closest("details").querySelector("li:not([hidden]) a")?.click();
  });
};

const arrive = (body, elsewhere) => {
  const followed = document.documentElement.dataset.followed;
  delete document.documentElement.dataset.followed;
  const source = body.querySelector("[data-arrive]");
  if (elsewhere) source?.scrollIntoView({ block: "start" });
  if (!followed) return;
  const place = source ?? body.querySelector("h1");
  place?.setAttribute("tabindex", "-1");
  setTimeout(() => place?.focus({ preventScroll: true }), 80);
};

const complete = (view) => {
  const [page, query] = view.split("?");
  const path = location.pathname;
  if (query && (path.endsWith("/" + page) || path.endsWith("/")) && location.search !== "?" + query)
    history.replaceState(history.state, "", path + "?" + query);
};

// A server that was started again knows nothing of what is looked at: the page tells it anew.
const whenBack = (root) => {
  const app = document.querySelector("[data-testid=stApp]");
  const watch = new MutationObserver(() => {
    const connected = app.dataset.testConnectionState === "CONNECTED";
    if (connected && root.away) root.go.to("");
    root.away = !connected;
  });
  if (app) watch.observe(app, { attributeFilter: ["data-test-connection-state"] });
  return () => watch.disconnect();
};

export default function ({ parentElement: root, data, setTriggerValue }) {
  let body = root.querySelector("main.tien-do");
  if (!body) {
    body = document.createElement("main");
    body.className = "tien-do";
    root.appendChild(body);
    root.go = {};
    listen(root, root.go);
  }
  root.go.to = (address) => setTriggerValue("go", address);
  root.host?.classList.remove("leaving");
  if (root.shown !== data.html) {
    root.shown = data.html;
    body.lang = data.lang;
    body.innerHTML = data.html;
    arrive(body, root.view !== data.view);
    root.view = data.view;
  } else {
    body.querySelectorAll("[aria-busy]").forEach((link) => link.removeAttribute("aria-busy"));
  }
  if (data.view) complete(data.view);
  const later = setTimeout(() => data.view && complete(data.view), 500);
  const outside = (event) => event.composedPath().includes(body) || closeOthers(root, null);
  document.addEventListener("click", outside);
  const leave = data.view ? whenBack(root) : () => {};
  return () => {
    leave();
    clearTimeout(later);
    document.removeEventListener("click", outside);
  };
}
