// A plane of votes -> pixels: classes as tints with smooth borders, hatched where a vote has changed.

const CHANGED = 128; // the bit of a vote that says: turning the points changed it

// Where a mask is 1, after a mean over 3 x 3 cells with weights 1 2 1: its level line at a half is smooth.
function soften(mask, n) {
  const across = new Float32Array(n * n);
  const out = new Float32Array(n * n);
  for (let r = 0; r < n; r++)
    for (let c = 0; c < n; c++) {
      const i = r * n + c;
      across[i] = (mask[i - (c > 0)] + 2 * mask[i] + mask[i + (c < n - 1)]) / 4;
    }
  for (let r = 0; r < n; r++)
    for (let c = 0; c < n; c++) {
      const i = r * n + c;
      out[i] = (across[i - n * (r > 0)] + 2 * across[i] + across[i + n * (r < n - 1)]) / 4;
    }
  return out;
}

// Cell before each pixel and how far it lies towards the next.
function between(pixels, n) {
  const cell = new Uint16Array(pixels);
  const part = new Float32Array(pixels);
  for (let p = 0; p < pixels; p++) {
    const at = clamp(((p + 0.5) * n) / pixels - 0.5, 0, n - 1.001);
    cell[p] = at;
    part[p] = at - cell[p];
  }
  return [cell, part];
}

const mix = (plane, i, n, fx, fy) =>
  (plane[i] * (1 - fx) + plane[i + 1] * fx) * (1 - fy) + (plane[i + n] * (1 - fx) + plane[i + n + 1] * fx) * fy;

// The class that is alone at all four corners of each cell, or -1: most cells, and the quick way for them.
function aloneIn(layers, n) {
  const alone = new Int8Array(n * n).fill(-1);
  layers.forEach((layer, c) => {
    for (let i = 0; i < n * n - n - 1; i++)
      if (layer[i] + layer[i + 1] + layer[i + n] + layer[i + n + 1] === 4) alone[i] = c;
  });
  return alone;
}

// Classes as tints that fade to nothing at their border, so the page itself draws the line.
function paintField(canvas, votes, size, colours, ink) {
  const n = Math.round(Math.sqrt(votes.length));
  const mask = (is) => Float32Array.from(votes, (v) => +is(v));
  const layers = colours.map((_, c) => soften(soften(mask((v) => (v & ~CHANGED) === c), n), n));
  const changed = soften(mask((v) => v >= CHANGED), n);
  const alone = aloneIn(layers, n);
  const rgb = colours.map(parseHex);
  const [cell, part] = between(size, n);
  const slope = (0.75 * n) / size; // of the lead of the winner, per pixel from a straight border
  const tint = 255 * (ink[1] > 128 ? 0.46 : 0.36);
  const image = new ImageData(size, size);
  const { data } = image;
  for (let py = 0, o = 0; py < size; py++)
    for (let px = 0; px < size; px++, o += 4) {
      const i = cell[py] * n + cell[px];
      let best = alone[i];
      let edge = 1;
      if (best < 0) {
        best = leader(layers, i, n, part[px], part[py]);
        edge = clamp(ahead(layers, best, i, n, part[px], part[py]) / slope - 0.5, 0, 1);
      }
      const striped = Math.abs(((px + py) % 9) - 4.5) < 0.8;
      const hatched = striped && mix(changed, i, n, part[px], part[py]) > 0.5;
      const colour = hatched ? ink : rgb[best];
      data[o] = colour[0];
      data[o + 1] = colour[1];
      data[o + 2] = colour[2];
      data[o + 3] = edge * (hatched ? 184 : tint);
    }
  canvas.width = canvas.height = size;
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// The class that wins between four cells...
function leader(layers, i, n, fx, fy) {
  let best = 0;
  for (let c = 1; c < layers.length; c++) if (mix(layers[c], i, n, fx, fy) > mix(layers[best], i, n, fx, fy)) best = c;
  return best;
}

// ...and its lead over the second.
function ahead(layers, best, i, n, fx, fy) {
  let second = 0;
  for (let c = 0; c < layers.length; c++) if (c !== best) second = Math.max(second, mix(layers[c], i, n, fx, fy));
  return mix(layers[best], i, n, fx, fy) - second;
}
