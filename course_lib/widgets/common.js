// What every view needs. script() in script.py puts it in front: a view is one module to the browser.

const QUIET = 'data-lm-suppress-shortcuts="true"'; // on all that takes focus, else Lab and Notebook take the keys

const floats = (view) => new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
const bytes = (view) => new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// Red, green, blue of a computed colour. Lines are drawn in the ink of the theme over a casing of its opposite.
const rgbOf = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
const parseHex = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const isLight = (colour) => rgbOf(colour)[1] > 128;
const casingOf = (ink) => (isLight(ink) ? "#16181c" : "#ffffff");

function strokeTwice(c, width, ink, casing) {
  c.lineWidth = width + 2.6;
  c.strokeStyle = casing;
  c.stroke();
  c.lineWidth = width;
  c.strokeStyle = ink;
  c.stroke();
}
