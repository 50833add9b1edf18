// Marks and samples of lines: one table for the canvas and for icons, so that both show the same.

const turned = (n, from, radius) => Array.from({ length: n }, (_, i) => {
  const angle = from + (2 * Math.PI * i) / n;
  const r = Array.isArray(radius) ? radius[i % radius.length] : radius;
  return [r * Math.cos(angle), r * Math.sin(angle)];
});
const UP = -Math.PI / 2;
const ARM = 0.42;
const PLUS = [[-ARM, -1.15], [ARM, -1.15], [ARM, -ARM], [1.15, -ARM], [1.15, ARM], [ARM, ARM], [ARM, 1.15], [-ARM, 1.15], [-ARM, ARM], [-1.15, ARM], [-1.15, -ARM], [-ARM, -ARM]];
const eighth = ([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2];

// By matplotlib's name for the marker; corners at about one radius from the middle.
const MARKS = {
  o: turned(28, 0, 1),
  s: turned(4, Math.PI / 4, 1.25),
  D: turned(4, 0, 1.25),
  "^": turned(3, UP, 1.3),
  v: turned(3, -UP, 1.3),
  P: PLUS,
  X: PLUS.map(eighth),
  p: turned(5, UP, 1.2),
  8: turned(8, Math.PI / 8, 1.12),
  "*": turned(10, UP, [1.5, 0.66]),
};

// Black stands for the ink of the page: white where the theme is dark.
const inkOr = (colour, ink) => (colour === "#000000" ? ink : colour);

function traceMark(c, mark, [x, y], r) {
  c.beginPath();
  for (const [dx, dy] of MARKS[mark]) c.lineTo(x + r * dx, y + r * dy);
  c.closePath();
}

function drawMark(c, look, at, r, ink, casing) {
  traceMark(c, look.marker, at, r);
  c.lineJoin = "round";
  c.setLineDash([]);
  strokeTwice(c, 2.2, ink, casing);
  c.fillStyle = inkOr(look.colour, ink);
  c.fill();
}

// A piece of the line with its mark, as in a legend.
function sample({ colour, marker, dash }) {
  const fill = inkOr(colour, "currentColor");
  const corners = MARKS[marker].map(([x, y]) => `${(20 + 4.6 * x).toFixed(2)},${(7 + 4.6 * y).toFixed(2)}`).join(" ");
  return `<svg viewBox="0 0 40 14" width="40" height="14" aria-hidden="true">
    <line x1="1" y1="7" x2="39" y2="7" stroke="${fill}" stroke-width="2.4" stroke-dasharray="${dash.join(" ")}"/>
    <polygon points="${corners}" fill="${fill}" stroke="currentColor" stroke-width="1"/></svg>`;
}
