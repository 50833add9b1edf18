// The view of augmentation.py: that of explorer.js, whose controls and words it keeps, and a canvas of pictures above.
const GAP = 6; // pixels of screen between two pictures
const NARROW = 480; // below this, a picture and its copies take two lines

function drawPictures(canvas, pixels, [N, K, H, W]) {
  const width = canvas.parentElement.clientWidth;
  if (width < 60) return; // not laid out yet, or hidden
  const columns = width < NARROW ? K / 2 : K;
  const rows = (N * K) / columns;
  const side = Math.floor(Math.min((width - GAP * (columns - 1)) / columns, 140));
  const dense = Math.ceil(window.devicePixelRatio || 1);
  canvas.style.width = `${side * columns + GAP * (columns - 1)}px`;
  canvas.width = dense * (side * columns + GAP * (columns - 1));
  canvas.height = dense * (side * rows + GAP * (rows - 1));
  const c = canvas.getContext("2d");
  c.imageSmoothingEnabled = false; // a pixel is a square
  for (let i = 0; i < rows * columns; i++) {
    const [x, y] = [i % columns, Math.floor(i / columns)].map((k) => dense * k * (side + GAP));
    c.drawImage(onePicture(pixels, i * H * W, H, W), x, y, dense * side, dense * side);
  }
}

function onePicture(pixels, start, H, W) {
  const small = Object.assign(document.createElement("canvas"), { width: W, height: H });
  const image = new ImageData(W, H);
  for (let i = 0; i < H * W; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = pixels[3 * (start + i) + c];
    image.data[4 * i + 3] = 255;
  }
  small.getContext("2d").putImageData(image, 0, 0);
  return small;
}

function renderWithPictures({ model, el }) {
  const clean = render({ model, el });
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  Object.assign(canvas.style, { display: "block", maxWidth: "100%", borderRadius: "6px" });
  el.querySelector(".explorer").prepend(canvas);
  let frame = 0;
  const request = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      drawPictures(canvas, bytes(model.get("pixels")), model.get("sizes"));
      canvas.setAttribute("aria-label", model.get("reading"));
    });
  };
  const shows = "change:pixels change:sizes change:reading";
  model.on(shows, request);
  const observer = new ResizeObserver(request);
  observer.observe(el);
  request();
  return () => {
    clean();
    model.off(shows, request);
    observer.disconnect();
    cancelAnimationFrame(frame);
  };
}

export default { render: renderWithPictures };
