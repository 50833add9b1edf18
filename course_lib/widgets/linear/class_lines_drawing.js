// Regions, lines, arrows and bars. `place` gives pixels of the plane, lines are rows [w1, w2, b].

const DASHES = [[], [11, 6], [2.5, 4.5]]; // as in palette.LOOKS
const ARROW = 0.65; // no arrow is longer than that
const HALF = 4; // a slope of which the arrow is half as long as any

const scoreOf = ([u, v, b], [x, y]) => u * x + v * y + b;
const slopeOf = ([u, v]) => Math.hypot(u, v);
const arrowOf = (slope) => (ARROW * slope) / (slope + HALF);
const slopeFor = (length) => (HALF * Math.min(length, 0.95 * ARROW)) / (ARROW - Math.min(length, 0.95 * ARROW));

// The part of a polygon where the line [u, v, b] scores above 0.
function cut(polygon, line) {
  const out = [];
  polygon.forEach((p, i) => {
    const q = polygon[(i + 1) % polygon.length];
    const [s, t] = [scoreOf(line, p), scoreOf(line, q)];
    if (s >= 0) out.push(p);
    if ((s < 0 && t > 0) || (s > 0 && t < 0)) out.push(p.map((v, k) => v + (s / (s - t)) * (q[k] - v)));
  });
  return out;
}

// Where class c scores above all others: a polygon, for every border is straight.
function regionOf(lines, c, extent) {
  const square = [[-extent, -extent], [extent, -extent], [extent, extent], [-extent, extent]];
  return lines.reduce((rest, other, j) => (j === c ? rest : cut(rest, lines[c].map((v, k) => v - other[k]))), square);
}

function tracePolygon(c, place, polygon) {
  c.beginPath();
  polygon.forEach((p) => c.lineTo(...place(p)));
  c.closePath();
}

function drawRegions(c, place, lines, colours, extent, ink) {
  lines.forEach((_, k) => {
    const region = regionOf(lines, k, extent);
    if (region.length < 3) return;
    tracePolygon(c, place, region);
    c.globalAlpha = isLight(ink) ? 0.46 : 0.36;
    c.fillStyle = colours[k];
    c.fill();
    c.globalAlpha = 1;
    // The page itself draws the border between two tints.
    c.globalCompositeOperation = "destination-out";
    c.lineWidth = 2;
    c.stroke();
    c.globalCompositeOperation = "source-over";
  });
}

// The line where a score is 0, a handle on it, and an arrow to where the score grows.
function drawClassLine(c, place, line, anchor, colour, dash, chosen, ink, casing) {
  const slope = slopeOf(line);
  if (slope < 1e-9) return;
  const [nx, ny] = [line[0] / slope, line[1] / slope];
  const reach = arrowOf(slope);
  const tip = [anchor[0] + reach * nx, anchor[1] + reach * ny];
  // From the point nearest to the origin: a line may lie outside, its handle stays within.
  const [fx, fy] = [(-line[2] / slope) * nx, (-line[2] / slope) * ny];
  c.beginPath();
  c.moveTo(...place([fx - 9 * ny, fy + 9 * nx]));
  c.lineTo(...place([fx + 9 * ny, fy - 9 * nx]));
  strokeTwice(c, chosen ? 4.4 : 3.2, casing, casing);
  c.setLineDash(dash);
  c.lineWidth = chosen ? 4.2 : 2.8;
  c.strokeStyle = colour;
  c.stroke();
  c.setLineDash([]);
  drawArrow(c, place(anchor), place(tip), colour, chosen, ink, casing);
}

function drawArrow(c, [x, y], [u, v], colour, chosen, ink, casing) {
  c.beginPath();
  c.moveTo(x, y);
  c.lineTo(u, v);
  strokeTwice(c, 3, colour, casing);
  const way = Math.atan2(v - y, u - x);
  c.beginPath();
  for (const [far, turned] of [[8, 0], [9, 2.5], [9, -2.5]]) c.lineTo(u + far * Math.cos(way + turned), v + far * Math.sin(way + turned));
  c.closePath();
  c.lineJoin = "round";
  strokeTwice(c, chosen ? 2.6 : 1.4, ink, casing);
  c.fillStyle = colour;
  c.fill();
  c.beginPath();
  c.arc(x, y, 6.5, 0, 7);
  strokeTwice(c, chosen ? 2.8 : 1.6, ink, casing);
  c.fillStyle = colour;
  c.fill();
}

// Two bars an example: hinge to the left, cross-entropy to the right, in the colour and shape of its class.
function drawBars(c, width, each, labels, colours, picked, ink, casing) {
  const left = 20;
  const half = (width - left) / 2;
  const most = Math.max(2, ...each.flat());
  each.forEach((pair, n) => {
    const y = BAR * (n + 0.5);
    if (n === picked) {
      c.globalAlpha = 0.14;
      c.fillStyle = ink;
      c.fillRect(0, y - BAR / 2, width, BAR);
      c.globalAlpha = 1;
    }
    drawPoint(c, [8, y], labels[n], colours[labels[n]], 4, ink, casing);
    pair.forEach((loss, side) => {
      const from = left + side * (half + 4);
      c.fillStyle = ink;
      c.globalAlpha = 0.1;
      c.fillRect(from, y - 4, half - 4, 8);
      c.globalAlpha = 1;
      c.fillStyle = colours[labels[n]];
      c.fillRect(from, y - 4, ((half - 4) * loss) / most, 8);
    });
  });
}

const BAR = 17; // pixels for an example
