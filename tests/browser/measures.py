"""What is measured in an open page, the shadow trees of its components included."""

# Every element, in the order of the document.
_EVERY = """
const every = (root) => [...root.querySelectorAll('*')].flatMap(
  (each) => [each, ...(each.shadowRoot ? every(each.shadowRoot) : [])]);
const seen = (each) => each.checkVisibility({visibilityProperty: true, opacityProperty: true})
  && each.getClientRects().length > 0;
const name = (each) => `${each.tagName.toLowerCase()}.${each.getAttribute('class') ?? ''} `
  + `"${(each.textContent ?? '').trim().slice(0, 40)}"`;
const above = (each) => each.parentElement ?? each.getRootNode().host ?? null;
"""

WORDS = f"""() => {{
  {_EVERY}
  const said = [document.title];
  for (const each of every(document)) {{
    if (['STYLE', 'SCRIPT', 'NOSCRIPT', 'TITLE'].includes(each.tagName) || !seen(each)) continue;
    for (const part of [null, '::before', '::after']) {{
      const content = part ? getComputedStyle(each, part).content : '';
      if (content.startsWith('"')) said.push(content.slice(1, -1));
    }}
    if (parseFloat(getComputedStyle(each).fontSize) > 0)
      for (const node of each.childNodes) if (node.nodeType === 3) said.push(node.textContent);
    for (const attribute of ['title', 'placeholder', 'aria-label', 'alt'])
      said.push(each.getAttribute(attribute) ?? '');
  }}
  return said.map((text) => text.replace(/\\s+/g, ' ').trim()).filter(Boolean).join(' \\n ');
}}"""

# What is wider than its place: the window, a box that scrolls sideways, an element cut off.
TOO_WIDE = f"""() => {{
  {_EVERY}
  const width = document.documentElement.clientWidth;
  const found = document.documentElement.scrollWidth > width ? ['the page itself'] : [];
  for (const each of every(document).filter(seen)) {{
    const rolls = ['auto', 'scroll'].includes(getComputedStyle(each).overflowX);
    if (rolls && each.scrollWidth > each.clientWidth + 1) found.push(`${{name(each)}} scrolls`);
    const box = each.getBoundingClientRect();
    const told = each.closest('.sr, [data-testid=stSkipToContent], svg');
    if (told || !box.width || !box.height) continue;
    if (box.right > width + 1) found.push(`${{name(each)}} is cut off`);
  }}
  return found;
}}"""

# Controls that a finger finds on less than 44 by 44 points. A link within a sentence is text.
# The extent is felt for, so that what a pseudo-element adds counts and what covers it does not.
TOO_SMALL = f"""() => {{
  {_EVERY}
  const least = 44, found = [];
  let counted = 0;
  const controls = 'a[href], button, summary, select, textarea, [role=button], label:has(input)';
  for (const each of every(document)) {{
    if (!each.matches(controls) || !seen(each)) continue;
    if (each.matches('[aria-hidden=true], [data-testid=stSkipToContent]')) continue;
    const beside = [...each.parentNode.childNodes].some(
      (node) => node.nodeType === 3 && node.textContent.trim().length > 1);
    if (each.matches('a') && beside) continue;
    counted += 1;
    each.scrollIntoView({{block: 'center', inline: 'center', behavior: 'instant'}});
    const box = each.getBoundingClientRect();
    const middle = [box.left + box.width / 2, box.top + box.height / 2];
    const felt = (x, y) => {{
      const hit = each.getRootNode().elementFromPoint(x, y);
      return hit !== null && (hit === each || each.contains(hit));
    }};
    const reach = (dx, dy) => {{
      let far = 0;
      while (far < least && felt(middle[0] + dx * (far + 1), middle[1] + dy * (far + 1))) far += 1;
      return far;
    }};
    const across = reach(-1, 0) + reach(1, 0) + 1, down = reach(0, -1) + reach(0, 1) + 1;
    if (across < least - 1 || down < least - 1) found.push(`${{name(each)}} ${{across}}×${{down}}`);
  }}
  window.scrollTo(0, 0);
  return {{counted, found}};
}}"""

# Texts whose contrast with what is behind them is less than 4.5, or 3 where they are large.
TOO_FAINT = f"""() => {{
  {_EVERY}
  const canvas = document.createElement('canvas').getContext('2d', {{willReadFrequently: true}});
  const colour = (text) => {{
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  }};
  const over = (top, low) =>
    [0, 1, 2].map((at) => top[at] * top[3] + low[at] * (1 - top[3])).concat(1);
  const behind = (each) => {{
    if (!each) return [255, 255, 255, 1];
    const top = colour(getComputedStyle(each).backgroundColor);
    return top[3] === 1 ? top : over(top, behind(above(each)));
  }};
  const light = (rgb) => rgb.slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  let chips = 0;
  const found = [];
  for (const each of every(document).filter(seen)) {{
    const own = [...each.childNodes].some(
      (node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || each.closest('svg, style, script, .sr, [data-testid=stSkipToContent]')) continue;
    const style = getComputedStyle(each);
    if (parseFloat(style.fontSize) === 0) continue;
    const ground = behind(each), ink = over(colour(style.color), ground);
    const [high, low] = [light(ink), light(ground)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    const size = parseFloat(style.fontSize), bold = parseInt(style.fontWeight) >= 700;
    const least = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
    if (each.matches('.chip')) chips += 1;
    if (ratio < least) found.push(`${{name(each)}} ${{ratio.toFixed(2)}}`);
  }}
  return {{chips, found}};
}}"""

# Whether the middle of an element can be tapped: nothing lies over it.
IN_REACH = """(each) => {
  each.scrollIntoView({block: 'center', behavior: 'instant'});
  const box = each.getBoundingClientRect();
  const hit = each.getRootNode().elementFromPoint(
    box.left + box.width / 2, box.top + box.height / 2);
  return hit !== null && (hit === each || each.contains(hit));
}"""

# One element of each kind that has letters of its own gets the mark "tested", to ask its fonts
MARK_KINDS = f"""() => {{
  {_EVERY}
  const kinds = new Set();
  for (const each of every(document.body).filter(seen)) {{
    each.removeAttribute('tested');
    const own = [...each.childNodes].some(
      (node) => node.nodeType === 3 && node.textContent.trim());
    const kind = [each.tagName, each.getAttribute('class'), above(each)?.tagName].join();
    if (!own || kinds.has(kind) || each.closest('style, script')) continue;
    kinds.add(kind);
    each.setAttribute('tested', '');
  }}
}}"""
