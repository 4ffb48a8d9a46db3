// Counts as people type them, read for the eye only: the server's reading is what holds.
const FULL_WIDTH = "０１２３４５６７８９．，－＋／（）";
const PLAIN = "0123456789.,-+/()";

const plain = (text) => [...text.normalize("NFC")]
  .map((letter) => (FULL_WIDTH.includes(letter) ? PLAIN[FULL_WIDTH.indexOf(letter)] : letter))
  .join("").replace(/[‐‑‒–—―−]/g, "-").replace(/(?!\s)\p{C}/gu, "").trim().replace(/\s+/g, " ");

// A number, null where nothing is reported, undefined where it cannot be told.
const count = (text) => {
  const typed = plain(text ?? "");
  if (/^[- ]*$/.test(typed)) return null;
  const bare = typed.replace(/^\+ ?/, "");
  const grouped = /^(\d{1,3}(\.\d{3})+|\d{1,3}( \d{3})+|\d+)(,0+)?$/.exec(bare);
  if (!grouped || /^0[. ]/.test(bare) || /^[1-9]\d{0,2},000$/.test(bare)) return undefined;
  const read = Number(grouped[1].replace(/[. ]/g, ""));
  return read <= 100000000 ? read : undefined;
};

const figure = (number, lang) =>
  (number == null ? "–" : String(number).replace(/\B(?=(\d{3})+$)/g, lang === "vi" ? "." : ","));

const signed = (number, lang) =>
  (number === 0 ? "0" : `${number > 0 ? "+" : "−"}${figure(Math.abs(number), lang)}`);

const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/đ/g, "d").replace(/\p{M}/gu, "");

const squeezed = (text) => (fold(text.replace(/\([^)]*\)/g, " ")).match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");

