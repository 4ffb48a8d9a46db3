// Told where its server is and how it looks, Streamlit's page need not ask first nor load another font.
window.__streamlit = {
  BACKEND_BASE_URL: location.origin + "/",
  HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false },
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
// Streamlit fetches its icon font (375 kB) on every first visit; here, only a page with an icon does.
(() => {
  const load = document.fonts.load.bind(document.fonts);
  document.fonts.load = (font, ...rest) =>
    font.includes("Material Symbols") ? Promise.resolve([]) : load(font, ...rest);
})();
