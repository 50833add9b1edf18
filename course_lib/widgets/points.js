// Points, lines to the neighbours with their distances, axes and crosshair. `place` gives pixels of the plane.

function trace(c, shape, x, y, r) {
  c.beginPath();
  if (shape === 0) c.arc(x, y, r, 0, 7);
  else if (shape === 1) c.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r);
  else {
    c.moveTo(x, y - 1.2 * r);
    c.lineTo(x + 1.1 * r, y + 0.78 * r);
    c.lineTo(x - 1.1 * r, y + 0.78 * r);
    c.closePath();
  }
}

// Everywhere as far as the k-th neighbour: a circle for L2, a diamond for L1.
function drawBall(c, metric, [x, y], r) {
  c.beginPath();
  if (metric === "L2") c.arc(x, y, r, 0, 7);
  else [[0, -r], [r, 0], [0, r], [-r, 0], [0, -r]].forEach(([dx, dy]) => c.lineTo(x + dx, y + dy));
}

function drawAxes(c, size, angle, ink) {
  c.strokeStyle = ink;
  for (const degrees of new Set([0, angle])) {
    c.globalAlpha = degrees === angle && angle ? 0.5 : 0.16;
    c.setLineDash(degrees ? [7, 5] : []);
    c.lineWidth = 1.2;
    for (const [x, y] of [turn([1, 0], degrees), turn([0, 1], degrees)]) {
      c.beginPath();
      c.moveTo((size / 2) * (1 - 1.5 * x), (size / 2) * (1 + 1.5 * y));
      c.lineTo((size / 2) * (1 + 1.5 * x), (size / 2) * (1 - 1.5 * y));
      c.stroke();
    }
  }
  c.setLineDash([]);
  c.globalAlpha = 1;
}

// A straight line for L2; along the axes for L1: what is drawn is as long as what is measured.
function drawNeighbours(c, place, scene, q, near, ink, casing) {
  const [x, y] = place(q);
  for (const { index } of near) {
    const [px, py] = place(scene.points[index]);
    c.beginPath();
    c.moveTo(x, y);
    if (scene.metric === "L1") c.lineTo(px, y);
    c.lineTo(px, py);
    strokeTwice(c, 1.5, ink, casing);
  }
}

// Distances stand beyond the neighbour, seen from the crosshair, or to a side of it where one stands already.
function drawDistances(c, place, scene, q, near, radius, ink, casing) {
  if (near.length > 7) return;
  const [x, y] = place(q);
  const taken = [[x, y]];
  Object.assign(c, { font: "600 12px system-ui, sans-serif", textAlign: "center", textBaseline: "middle", lineJoin: "round" });
  for (const { index, distance } of near) {
    const at = freeSpot(place(scene.points[index]), [x, y], taken);
    if (!at) continue;
    taken.push(at);
    const text = format(distance * radius, radius);
    Object.assign(c, { lineWidth: 3.5, strokeStyle: casing, fillStyle: ink });
    c.strokeText(text, ...at);
    c.fillText(text, ...at);
  }
}

function freeSpot([px, py], [x, y], taken) {
  const outward = Math.atan2(py - y, px - x);
  return [0, 1, -1, 2, -2]
    .map((turns) => outward + turns * 0.8)
    .map((way) => [px + 25 * Math.cos(way), py + 18 * Math.sin(way)])
    .find(([u, v]) => taken.every(([a, b]) => Math.abs(u - a) > 34 || Math.abs(v - b) > 15));
}

// Rimmed in ink: orange on pale orange, or blue on dark blue, would be lost.
function drawPoint(c, [x, y], shape, colour, r, ink, casing) {
  trace(c, shape, x, y, r);
  c.lineJoin = "round";
  strokeTwice(c, 2.6, ink, casing);
  c.fillStyle = colour;
  c.fill();
}

// As many digits as tell the width of the disc in hundredths.
function format(value, radius) {
  const digits = clamp(2 - Math.floor(Math.log10(radius)), 0, 6);
  const text = radius < 1e6 && radius > 1e-4 ? value.toFixed(digits) : value.toPrecision(3);
  return text.replace("-", "\u2212");
}

function drawCross(c, [x, y], ink, casing) {
  c.beginPath();
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    c.moveTo(x + 3 * dx, y + 3 * dy);
    c.lineTo(x + 12 * dx, y + 12 * dy);
  }
  strokeTwice(c, 2.4, ink, casing);
}
