// Small pictures, pixel by pixel.

// `values`: greys (H, W), or red, green, blue in turn; drawn so many times larger, unsmoothed.
function blit(c, values, [H, W], [x, y], scale) {
  const deep = values.length === H * W ? 1 : 3;
  const image = new ImageData(W, H);
  for (let i = 0; i < H * W; i++) {
    for (let k = 0; k < 3; k++) image.data[4 * i + k] = values[deep * i + (deep === 1 ? 0 : k)];
    image.data[4 * i + 3] = 255;
  }
  const small = new OffscreenCanvas(W, H);
  small.getContext("2d").putImageData(image, 0, 0);
  c.imageSmoothingEnabled = false;
  c.drawImage(small, x, y, W * scale, H * scale);
}
