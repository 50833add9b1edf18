// Where the grids of the animator stand, and how cells, windows and numbers are drawn. Lengths in cells until the end.

const HEAD = 0.9; // above a grid, for its name
const APART = 1.3; // between grids that stand side by side
const LARGEST = 44; // pixels of a cell
const TALLEST = 600;

// Grids side by side where there is room; else weights and output below the picture.
function layoutOf(facts, width) {
  const C = facts.x.length;
  const block = facts.problem ? Math.max(facts.x[0].length, facts.span) : facts.x[0].length;
  const K = facts.w ? facts.K : 0;
  const out = facts.out || 3; // room for the words that there is none
  const beside = block + APART + (K ? K + APART : 0) + out;
  const below = Math.max(block, (K ? K + APART : 0) + out);
  const narrow = width / beside < 25 && below < beside && width < 600;
  const across = narrow ? below : beside;
  const under = narrow ? Math.max(K, out) + HEAD + 0.3 : 0;
  const section = block + HEAD + 0.3 + under;
  const cell = Math.floor(Math.min((width - 8) / across, Math.max(TALLEST / (C * section), 22), LARGEST));
  const at = (left, top) => [4 + left * cell, top * cell];
  const top = (c) => HEAD + c * section;
  const low = (c) => (narrow ? top(c) + block + HEAD : top(c));
  const left = narrow ? 0 : block + APART;
  return {
    cell, width: 8 + across * cell, height: (C * section + 0.2) * cell,
    x: (c) => at(0, top(c)),
    w: (c) => at(left, low(c)),
    out: (c) => at(left + (K ? K + APART : 0), low(c)),
  };
}

const shownNumber = (v) => (v === null ? "\u2212\u221e" : `${Math.round(v * 100) / 100}`.replace("-", "\u2212"));
const lighter = (hex, by) => `rgb(${parseHex(hex).map((v) => Math.round(v + (255 - v) * by)).join(",")})`;
const most = (values) => Math.max(1, ...values.flat(3).map((v) => Math.abs(v ?? 0)));

// `look`: ink; largest, the number that is shaded most; colours above and below 0.
function drawCell(c, [x, y], cell, value, look, { dim = false, corner = "", bold = false } = {}) {
  if (value !== undefined) {
    c.globalAlpha = 0.42 * Math.min(1, Math.abs(value ?? 0) / look.largest);
    c.fillStyle = value < 0 ? look.below : look.above;
    c.fillRect(x, y, cell, cell);
  }
  c.globalAlpha = 0.3;
  c.strokeStyle = look.ink;
  c.lineWidth = 1;
  c.strokeRect(x + 0.5, y + 0.5, cell - 1, cell - 1);
  if (value === undefined) return (c.globalAlpha = 1);
  const text = shownNumber(value);
  c.fillStyle = look.ink;
  c.globalAlpha = dim ? 0.6 : 1;
  c.textAlign = "center";
  c.textBaseline = "middle";
  const size = Math.min(cell * 0.44, (cell * 1.5) / Math.max(2.6, text.length));
  c.font = `${bold ? 700 : 400} ${size}px system-ui, sans-serif`;
  const raised = corner && cell >= 27;
  c.fillText(text, x + cell / 2, y + cell * (raised ? 0.38 : 0.53));
  if (raised) {
    c.font = `${Math.max(9.5, cell * 0.25)}px system-ui, sans-serif`;
    c.fillText(corner, x + cell / 2, y + cell * 0.8);
  }
  return (c.globalAlpha = 1);
}

function drawName(c, [x, y], cell, text, ink) {
  c.fillStyle = ink;
  c.textAlign = "left";
  c.textBaseline = "alphabetic";
  c.font = `600 ${clamp(cell * 0.4, 12, 14)}px system-ui, sans-serif`;
  c.fillText(text, x, y - 6);
}

function drawSign(c, [x, y], cell, rows, text, ink) {
  c.fillStyle = ink;
  c.textAlign = "center";
  c.textBaseline = "middle";
  c.font = `${clamp(cell * 0.6, 14, 22)}px system-ui, sans-serif`;
  c.fillText(text, x - (APART * cell) / 2, y + (rows * cell) / 2);
}

function drawBox(c, x, y, side, colour, casing, width, dash = []) {
  c.beginPath();
  c.rect(x, y, side, side);
  c.setLineDash(dash);
  strokeTwice(c, width, colour, casing);
  c.setLineDash([]);
}

// Rows and columns that no window reaches: struck through.
function drawUnread(c, [x, y], cell, side, unread, ink) {
  c.save();
  c.beginPath();
  for (const i of unread) {
    c.rect(x + i * cell, y, cell, side * cell);
    c.rect(x, y + i * cell, side * cell, cell);
  }
  c.clip();
  c.beginPath();
  for (let d = 0; d < 2 * side * cell; d += 7) {
    c.moveTo(x + d, y);
    c.lineTo(x + d - side * cell, y + side * cell);
  }
  c.globalAlpha = 0.45;
  c.strokeStyle = ink;
  c.lineWidth = 1;
  c.stroke();
  c.restore();
}

// The canvas as large as `other` and empty; given new room only when it must be, which costs.
function cleared(canvas, other) {
  if (canvas.width !== other.width || canvas.height !== other.height || canvas.style.width !== other.style.width)
    return blank(canvas, parseFloat(other.style.width), parseFloat(other.style.height));
  const c = canvas.getContext("2d");
  c.clearRect(0, 0, parseFloat(other.style.width), parseFloat(other.style.height));
  return c;
}
