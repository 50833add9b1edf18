// The heights under a race -> pixels: cividis as a tint, with contour lines of even width.

const CIVIDIS = [[0, 34, 78], [26, 56, 111], [67, 78, 108], [97, 101, 111], [125, 124, 120], [155, 148, 118], [188, 174, 108], [222, 201, 88], [254, 232, 56]];
const CONTOURS = 15;

function cividis(t) {
  const at = clamp(t, 0, 1) * (CIVIDIS.length - 1);
  const i = Math.min(Math.floor(at), CIVIDIS.length - 2);
  return CIVIDIS[i].map((v, k) => v + (CIVIDIS[i + 1][k] - v) * (at - i));
}

const shorts = (view) => new Uint16Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

// Height and its slopes, per pixel, between the four samples around it.
function sampled(levels, n, x, y, cells) {
  const col = Math.min(Math.floor(x), n - 2);
  const row = Math.min(Math.floor(y), n - 2);
  const [fx, fy] = [x - col, y - row];
  const i = row * n + col;
  const [a, b, d, e] = [levels[i], levels[i + 1], levels[i + n], levels[i + n + 1]];
  const top = a + (b - a) * fx;
  const bottom = d + (e - d) * fx;
  const across = (b - a) * (1 - fy) + (e - d) * fy;
  return [top + (bottom - top) * fy, Math.hypot(across, bottom - top) * cells];
}

function paintHeights(canvas, levels, width, ratio, ink) {
  const size = Math.round(width * ratio);
  const n = Math.round(Math.sqrt(levels.length));
  const light = ink[1] < 128; // dark ink: a light page
  const colours = Array.from({ length: 256 }, (_, i) => cividis(i / 255));
  const image = new ImageData(size, size);
  const { data } = image;
  const cells = (n - 1) / size;
  for (let py = 0, o = 0; py < size; py++)
    for (let px = 0; px < size; px++, o += 4) {
      const [level, slope] = sampled(levels, n, (px + 0.5) * cells, (py + 0.5) * cells, cells);
      const bands = (level / 65535) * CONTOURS;
      const away = Math.abs(bands - Math.round(bands)) / Math.max((slope / 65535) * CONTOURS, 1e-6);
      const line = Math.round(bands) > 0 ? 0.3 * clamp(0.55 * ratio + 0.5 - away, 0, 1) : 0;
      const colour = colours[Math.round(255 * (0.5 * level / 65535 + (0.5 * Math.floor(bands)) / CONTOURS))];
      const alpha = light ? 0.34 : 0.4;
      const whole = line + alpha * (1 - line);
      for (let k = 0; k < 3; k++) data[o + k] = (ink[k] * line + colour[k] * alpha * (1 - line)) / whole;
      data[o + 3] = 255 * whole;
    }
  canvas.width = canvas.height = size;
  canvas.getContext("2d").putImageData(image, 0, 0);
}
