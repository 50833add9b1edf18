// Loss above the lowest, on a logarithmic scale, against the step.

const PAD = { left: 44, right: 12, top: 10, bottom: 26 };
const FLOOR = 1e-14; // below lies rounding

// Decades from the least to the greatest loss that is drawn, and the pixel of a step and of a loss.
function lossScale(race, width, height) {
  let [low, high] = [race.target, race.target * 10];
  for (const racer of race.racers)
    for (let t = 0; t <= racer.last - (racer.left ? 1 : 0); t++) {
      const loss = racer.loss(t);
      if (loss < low) low = loss;
      if (loss > high) high = loss;
    }
  const [bottom, top] = [Math.floor(Math.log10(Math.max(low, FLOOR))), Math.ceil(Math.log10(Math.max(high, FLOOR * 10)))];
  const inner = [width - PAD.left - PAD.right, height - PAD.top - PAD.bottom];
  const x = (t) => PAD.left + (inner[0] * t) / race.steps;
  const y = (loss) => PAD.top + (inner[1] * (top - clamp(Math.log10(Math.max(loss, FLOOR)), bottom, top))) / (top - bottom);
  const step = (px) => clamp(((px - PAD.left) / inner[0]) * race.steps, 0, race.steps);
  return { bottom, top, x, y, step, width, height };
}

const RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
const powerOf = (exponent) => "10" + String(exponent).replace("-", "\u207b").replace(/\d/g, (digit) => RAISED[digit]);

function drawLossAxes(c, scale, race, ink) {
  const { bottom, top, x, y, width, height } = scale;
  Object.assign(c, { font: "11.5px system-ui, sans-serif", fillStyle: ink, strokeStyle: ink, lineWidth: 1 });
  Object.assign(c, { textBaseline: "middle", textAlign: "right" });
  const every = Math.max(1, Math.ceil((top - bottom) / 6));
  c.setLineDash([]);
  for (let d = bottom; d <= top; d += every) {
    const at = y(10 ** d);
    c.globalAlpha = 0.14;
    c.beginPath();
    c.moveTo(PAD.left, at);
    c.lineTo(width - PAD.right, at);
    c.stroke();
    c.globalAlpha = 0.85;
    c.fillText(powerOf(d), PAD.left - 6, at);
  }
  Object.assign(c, { textAlign: "center", textBaseline: "top" });
  for (let i = 0; i <= 3; i++) {
    const t = Math.round((race.steps * i) / 3);
    c.textAlign = i === 3 ? "right" : "center";
    c.fillText(i === 3 ? `step ${t}` : String(t), x(t) + (i === 3 ? 8 : 0), height - PAD.bottom + 7);
  }
  c.globalAlpha = 1;
}

function drawGoal(c, scale, race, ink) {
  c.strokeStyle = ink;
  c.lineWidth = 1.2;
  c.globalAlpha = 0.7;
  c.setLineDash([2, 3]);
  const [at, to] = [scale.y(race.target), race.within ? scale.x(Math.min(race.within, race.steps)) : scale.width - PAD.right];
  c.beginPath();
  c.moveTo(PAD.left, at);
  c.lineTo(to, at);
  if (race.within) c.lineTo(to, scale.height - PAD.bottom);
  c.stroke();
  c.setLineDash([]);
  c.globalAlpha = 1;
}

function drawCursor(c, scale, step, ink) {
  c.globalAlpha = 0.55;
  c.lineWidth = 1;
  c.strokeStyle = ink;
  c.beginPath();
  c.moveTo(scale.x(step), PAD.top);
  c.lineTo(scale.x(step), scale.height - PAD.bottom);
  c.stroke();
  c.globalAlpha = 1;
}
