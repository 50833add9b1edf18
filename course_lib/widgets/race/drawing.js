// Paths that grow, the marks at their heads, and arrows for what moves one of them.

// A layer of lines. What is drawn stays; only new steps are added, all of it again where time runs back.
// Casings lie on a canvas below, so that no line is cut by another's casing.
function trails() {
  const [below, above] = [document.createElement("canvas"), document.createElement("canvas")];
  let reached = [];

  function clear(width, height, scale) {
    for (const canvas of [below, above]) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      canvas.getContext("2d").setTransform(scale, 0, 0, scale, 0, 0);
    }
    reached = [];
  }

  // lines: [{ at(t) -> [x, y], last, colour, dash, width }]
  function extend(lines, step, casing) {
    lines.forEach((line, i) => {
      const to = Math.min(Math.floor(step), line.last);
      const done = (reached[i] ??= { step: 0, length: 0 });
      if (to <= done.step) return;
      const c = above.getContext("2d");
      c.beginPath();
      const length = tracePath(c, line, done.step, to);
      Object.assign(c, { lineJoin: "round", lineWidth: line.width, strokeStyle: line.colour, lineDashOffset: done.length });
      c.setLineDash(line.dash);
      c.stroke();
      if (casing) {
        const b = below.getContext("2d");
        b.beginPath();
        tracePath(b, line, done.step, to);
        Object.assign(b, { lineJoin: "round", lineWidth: line.width + 2.4, strokeStyle: casing, globalAlpha: 0.75 });
        b.stroke();
      }
      Object.assign(done, { step: to, length: done.length + length });
    });
  }

  const before = (lines, step) => lines.some((line, i) => Math.min(Math.floor(step), line.last) < (reached[i]?.step ?? 0));

  function paint(c, width, height) {
    c.drawImage(below, 0, 0, width, height);
    c.drawImage(above, 0, 0, width, height);
  }

  return { clear, extend, before, paint };
}

function tracePath(c, line, from, to) {
  let [x, y] = line.at(from);
  let length = 0;
  c.moveTo(x, y);
  for (let t = from + 1; t <= to; t++) {
    const [u, v] = line.at(t);
    c.lineTo(u, v);
    length += Math.hypot(u - x, v - y);
    [x, y] = [u, v];
  }
  return length;
}

// Where a line is at a time between two steps.
function between(line, step) {
  const t = Math.min(step, line.last);
  const [x, y] = line.at(Math.floor(t));
  const part = t - Math.floor(t);
  if (!part) return [x, y];
  const [u, v] = line.at(Math.floor(t) + 1);
  return [x + (u - x) * part, y + (v - y) * part];
}

function drawStart(c, [x, y], ink, casing, focused) {
  c.setLineDash([]);
  c.beginPath();
  c.arc(x, y, 9, 0, 7);
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    c.moveTo(x + 5 * dx, y + 5 * dy);
    c.lineTo(x + 13 * dx, y + 13 * dy);
  }
  strokeTwice(c, focused ? 2.4 : 1.6, ink, casing);
}

function drawMinimum(c, [x, y], ink, casing) {
  c.beginPath();
  for (const s of [1, -1]) {
    c.moveTo(x - 4.5, y - 4.5 * s);
    c.lineTo(x + 4.5, y + 4.5 * s);
  }
  c.setLineDash([]);
  strokeTwice(c, 1.8, ink, casing);
}

function drawArrow(c, [x, y], [dx, dy], colour, casing) {
  const length = Math.hypot(dx, dy);
  if (length < 1) return;
  const [ux, uy] = [dx / length, dy / length];
  const head = Math.min(9, length * 0.7);
  const [tx, ty] = [x + dx, y + dy];
  c.setLineDash([]);
  c.lineCap = "round";
  c.beginPath();
  c.moveTo(x, y);
  c.lineTo(tx, ty);
  c.moveTo(tx - head * (ux - 0.5 * uy), ty - head * (uy + 0.5 * ux));
  c.lineTo(tx, ty);
  c.lineTo(tx - head * (ux + 0.5 * uy), ty - head * (uy - 0.5 * ux));
  strokeTwice(c, 2.4, colour, casing);
  c.lineCap = "butt";
}

function drawLabel(c, text, x, y, ink, casing) {
  Object.assign(c, { font: "600 12.5px system-ui, sans-serif", textAlign: "center", textBaseline: "middle", lineJoin: "round" });
  Object.assign(c, { lineWidth: 3.5, strokeStyle: casing, fillStyle: ink });
  c.setLineDash([]);
  c.strokeText(text, x, y);
  c.fillText(text, x, y);
}

// Labels stand beyond the tips of their arrows, or around there where another one stands already.
function drawLabels(c, labels, origin, size, ink, casing) {
  const taken = [[...origin, 14]];
  for (const { text, tip } of labels) {
    const outward = Math.atan2(tip[1] - origin[1], tip[0] - origin[0]);
    const half = 4 * text.length + 3;
    const spots = [0, 1, -1, 2, -2, 3, -3].map((turns) => {
      const way = outward + turns * 0.55;
      const far = 1 + Math.abs(turns) * 0.15;
      return [tip[0] + far * (half + 4) * Math.cos(way), tip[1] + far * 14 * Math.sin(way)];
    });
    const inside = ([x, y]) => x > half && x < size - half && y > 9 && y < size - 9;
    const apart = ([x, y]) => taken.every(([a, b, w]) => Math.abs(x - a) > w + half || Math.abs(y - b) > 15);
    const at = spots.find((spot) => inside(spot) && apart(spot));
    if (!at) continue;
    taken.push([...at, half]);
    drawLabel(c, text, ...at, ink, casing);
  }
}

// Gradient and velocity share one scale, the longer being 60 pixels long; the root of the squares shows its shape;
// the step is true to the map, or magnified where it would be too short to see.
function drawForces(c, from, to, { dw, velocity, root, name }, symbols, size, ink, casing) {
  const labels = [];
  const arrow = (by, colour, text) => {
    drawArrow(c, from, by, colour, casing);
    labels.push({ text, tip: [from[0] + by[0], from[1] + by[1]] });
  };
  const length = (xy) => (xy ? Math.hypot(...xy) : 0);
  const downhill = ([x, y], unit) => [(-60 * x) / unit, (60 * y) / unit]; // y runs down on the canvas
  if (length(root)) {
    const [rx, ry] = root.map((v) => Math.max((44 * v) / Math.max(...root), 1.5));
    c.beginPath();
    c.ellipse(...from, rx, ry, 0, 0, 7);
    c.setLineDash([3, 3]);
    strokeTwice(c, 1.6, symbols.root, casing);
    labels.push({ text: "√v", tip: [from[0], from[1] - ry] });
  }
  const unit = Math.max(length(dw), length(velocity));
  if (length(dw)) arrow(downhill(dw, unit), symbols.dw, "\u2212dw");
  if (length(velocity)) arrow(downhill(velocity, unit), symbols.v, `\u2212${name}`);
  const step = [to[0] - from[0], to[1] - from[1]];
  const stretch = length(step) < 22 ? Math.ceil(22 / Math.max(length(step), 1e-9)) : 1;
  if (stretch <= 1000) arrow(step.map((v) => v * stretch), symbols.step, stretch > 1 ? `step ×${stretch}` : "step");
  drawLabels(c, labels.reverse(), from, size, ink, casing);
}
