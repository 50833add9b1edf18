// The fits, and the errors against the degree.

const Y_TOP = 2.4; // half the height of the plot of fits
const ERROR = [0.02, 5]; // lowest and highest mean square shown, on a log axis

function drawFits(c, width, height, { truth, fits, points, shown, current, colours }, ink) {
  const X = (x) => ((1 + x) / 2) * width;
  const Y = (y) => ((1 - y / Y_TOP) / 2) * height;
  const casing = casingOf(ink);
  const curve = (values) => {
    c.beginPath();
    values.forEach((v, i) => c.lineTo(X((2 * i) / (values.length - 1) - 1), Y(clamp(v, -50, 50))));
  };
  c.strokeStyle = ink;
  c.globalAlpha = 0.25;
  c.lineWidth = 1;
  c.strokeRect(0.5, 0.5, width - 1, height - 1);
  c.globalAlpha = isLight(ink) ? 0.34 : 0.42;
  c.strokeStyle = colours[2];
  for (const fit of fits.slice(0, shown)) {
    curve(fit);
    c.stroke();
  }
  c.globalAlpha = 1;
  curve(truth);
  strokeTwice(c, 2, ink, casing);
  curve(truth.map((_, i) => fits.slice(0, shown).reduce((sum, fit) => sum + fit[i], 0) / shown));
  c.setLineDash([9, 5]);
  c.lineWidth = 2.6;
  c.strokeStyle = colours[3];
  c.stroke();
  c.setLineDash([]);
  curve(fits[current]);
  c.lineWidth = 2.2;
  c.strokeStyle = colours[0];
  c.stroke();
  for (const [x, y] of points[current]) {
    c.beginPath();
    c.arc(X(x), Y(y), 3.6, 0, 7);
    strokeTwice(c, 1.2, ink, casing);
    c.fillStyle = colours[0];
    c.fill();
  }
}

function drawErrors(c, width, height, { train, dev, noise, degree, colours }, ink) {
  const box = { left: 38, right: width - 8, top: 8, bottom: height - 34 };
  const X = (d) => box.left + (d / (train.length - 1)) * (box.right - box.left);
  const share = (e) => Math.log(e / ERROR[0]) / Math.log(ERROR[1] / ERROR[0]);
  const Y = (e) => box.bottom - clamp(share(e), -0.05, 1.05) * (box.bottom - box.top);
  Object.assign(c, { font: "12px system-ui, sans-serif", fillStyle: ink, strokeStyle: ink, lineWidth: 1, textAlign: "right", textBaseline: "middle" });
  for (const e of [0.02, 0.1, 0.5, 2]) {
    c.globalAlpha = 0.15;
    c.beginPath();
    c.moveTo(box.left, Y(e));
    c.lineTo(box.right, Y(e));
    c.stroke();
    c.globalAlpha = 1;
    c.fillText(e, box.left - 6, Y(e));
  }
  Object.assign(c, { textAlign: "center", textBaseline: "top" });
  for (let d = 0; d < train.length; d += 2) c.fillText(d, X(d), box.bottom + 5);
  c.fillText("degree", (box.left + box.right) / 2, box.bottom + 19);
  c.globalAlpha = 0.45;
  c.beginPath();
  c.moveTo(X(degree), box.top);
  c.lineTo(X(degree), box.bottom);
  c.stroke();
  c.globalAlpha = 1;
  c.setLineDash([2, 4]);
  c.lineWidth = 1.6;
  c.beginPath();
  c.moveTo(box.left, Y(noise));
  c.lineTo(box.right, Y(noise));
  c.stroke();
  c.save();
  c.beginPath();
  c.rect(box.left - 7, box.top - 7, box.right - box.left + 14, box.bottom - box.top + 7);
  c.clip();
  [train, dev].forEach((curve, side) => drawErrorCurve(c, curve.map((e, d) => [X(d), Y(e)]), degree, side, colours[side], ink));
  c.restore();
}

function drawErrorCurve(c, path, degree, side, colour, ink) {
  c.beginPath();
  path.forEach((p) => c.lineTo(...p));
  c.setLineDash(side ? [7, 4] : []);
  c.lineWidth = 2.2;
  c.strokeStyle = colour;
  c.stroke();
  c.setLineDash([]);
  path.forEach(([x, y], d) => {
    const r = d === degree ? 5.5 : 3;
    c.beginPath();
    if (side) c.rect(x - r, y - r, 2 * r, 2 * r);
    else c.arc(x, y, r, 0, 7);
    if (d === degree) strokeTwice(c, 1.6, ink, casingOf(ink));
    c.fillStyle = colour;
    c.fill();
  });
}
