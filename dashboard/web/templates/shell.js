// Told where its server is and how it looks, Streamlit's page need not ask first nor load another font.
window.__streamlit = {
  BACKEND_BASE_URL: location.origin + "/",
  HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false, blockErrorDialogs: true },
  LIGHT_THEME: "THEME",
};
// Closed by the gate because the session has ended: to the sign-in, and back to the same view.
(() => {
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", (event) => {
        if (event.code !== 4401) return;
        const here = location.pathname + location.search;
        location.assign("/sign-in?next=" + encodeURIComponent(here));
      });
    }
  };
})();
// Its dialog over a lost connection would let nobody type on: a line under the bar says it instead.
(() => {
  let known = false, soon;
  const line = document.createElement("p");
  line.className = "td-lost";
  line.setAttribute("role", "alert");
  const look = () => {
    const state = document.querySelector("[data-testid=stApp]")?.dataset.testConnectionState;
    if (state === "CONNECTED") {
      known = true;
      clearTimeout(soon);
      soon = null;
      line.remove();
    } else if (known && !soon) {
      soon = setTimeout(() => {
        const handing = document.querySelector(".st-key-intake_submit");
        line.textContent = "LOST" + (handing ? " " + "OWED" : "");
        document.body.append(line);
      }, 2500);
    }
  };
  new MutationObserver(look).observe(document, {
    childList: true, subtree: true, attributeFilter: ["data-test-connection-state"],
  });
})();
// A file that the server refuses for now: its own sentence stands where the uploader says no.
(() => {
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...given) {
    this.addEventListener("load", () => {
      if (!this.responseURL.includes("/_stcore/upload_file/")) return;
      const style = document.documentElement.style;
      if (this.status === 429) style.setProperty("--td-rejected", JSON.stringify(this.responseText));
      else style.removeProperty("--td-rejected");
    });
    return send.apply(this, given);
  };
})();
// Streamlit fetches its icon font (375 kB) on every first visit; here, only a page with an icon does.
(() => {
  const load = document.fonts.load.bind(document.fonts);
  document.fonts.load = (font, ...rest) =>
    font.includes("Material Symbols") ? Promise.resolve([]) : load(font, ...rest);
})();
// Streamlit's page has a few words of its own: they are spoken in the reader's language.
(() => {
  const words = "WORDS";
  const ours = (text) => (Object.hasOwn(words, text) ? words[text] : text);
  const speak = (node) => {
    if (node.firstChild?.nodeType === 3 && node.childNodes.length === 1) {
      const said = ours(node.textContent);
      if (said !== node.textContent) node.firstChild.nodeValue = said;
    }
    const label = node.getAttribute("aria-label");
    if (label && ours(label) !== label) node.setAttribute("aria-label", ours(label));
  };
  const its = "[data-testid=stSkipToContent], [role=dialog] h2, [role=dialog] div, [aria-label]";
  new MutationObserver(() => document.querySelectorAll(its).forEach(speak)).observe(document, {
    childList: true, subtree: true,
  });
})();
