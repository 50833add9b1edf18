// Rate against momentum: how fast errors shrink in a bowl, and where they grow instead.

const MAP_PAD = { left: 34, right: 8, top: 8, bottom: 30 };

// The pixel of a rate and of a momentum, and back.
function mapScale(ranges, width, height) {
  const [w, h] = [width - MAP_PAD.left - MAP_PAD.right, height - MAP_PAD.top - MAP_PAD.bottom];
  const [low, high] = ranges.lr.map(Math.log10);
  const most = ranges.rho[1];
  return {
    x: (lr) => MAP_PAD.left + (w * (Math.log10(lr) - low)) / (high - low),
    y: (rho) => MAP_PAD.top + h * (1 - rho / most),
    lr: (px) => 10 ** (low + (high - low) * clamp((px - MAP_PAD.left) / w, 0, 1)),
    rho: (py) => most * clamp(1 - (py - MAP_PAD.top) / h, 0, 1),
    w,
    h,
  };
}

// Quick is dark, as deep is on the landscape; what diverges is left blank and hatched.
function paintRates(canvas, factors, columns, rows, ink) {
  const image = new ImageData(columns, rows);
  for (let i = 0; i < factors.length; i++) {
    const o = 4 * ((rows - 1 - Math.floor(i / columns)) * columns + (i % columns));
    const grows = factors[i] >= 1;
    const steps = -1 / Math.log10(Math.min(factors[i], 0.99999)); // for a digit
    const colour = grows ? ink : cividis(Math.log10(steps) / 4);
    image.data.set([...colour, grows ? 26 : 150], o);
  }
  canvas.width = columns;
  canvas.height = rows;
  canvas.getContext("2d").putImageData(image, 0, 0);
}

function drawMap(c, scale, picture, { condition, lr, rho, best }, look, ink, casing) {
  c.imageSmoothingEnabled = true;
  c.drawImage(picture, MAP_PAD.left, MAP_PAD.top, scale.w, scale.h);
  c.save();
  c.beginPath();
  c.rect(MAP_PAD.left, MAP_PAD.top, scale.w, scale.h);
  c.clip();
  c.beginPath();
  for (let m = 0; m <= 0.99; m += 0.01) c.lineTo(scale.x((2 * (1 + m)) / condition), scale.y(m));
  c.setLineDash([]);
  strokeTwice(c, 2, ink, casing);
  c.restore();
  drawMapAxes(c, scale, ink);
  drawLabel(c, "diverges", clamp(scale.x(2 / condition) + 40, 0, MAP_PAD.left + scale.w - 30), MAP_PAD.top + scale.h - 14, ink, casing);
  traceMark(c, "*", [scale.x(best[0]), scale.y(best[1])], 5);
  strokeTwice(c, 1.4, ink, casing);
  drawMark(c, look, [scale.x(clamp(lr, 1e-4, 10)), scale.y(rho)], 5.5, ink, casing);
}

function drawMapAxes(c, scale, ink) {
  Object.assign(c, { font: "11.5px system-ui, sans-serif", fillStyle: ink, textBaseline: "top", textAlign: "center", globalAlpha: 0.85 });
  for (const d of [-4, -3, -2, -1, 0, 1]) c.fillText(powerOf(d), clamp(scale.x(10 ** d), 0, MAP_PAD.left + scale.w - 8), MAP_PAD.top + scale.h + 5);
  Object.assign(c, { textBaseline: "middle", textAlign: "right" });
  for (const rho of [0, 0.5, 0.9]) c.fillText(String(rho), MAP_PAD.left - 6, scale.y(rho));
  c.globalAlpha = 1;
}
