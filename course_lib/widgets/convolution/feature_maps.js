// The view of feature_maps.py: the image with a patch on it, what covering does, and every map of a layer.

const MAPS_KEYS = [[["\u2190", "\u2191", "\u2192", "\u2193"], "move the patch, choose a map"]];
const WAYS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const AIR = 12; // between pictures
const LABEL = 20; // above them

const mapsMarkup = (id, layers, limits) => `<div class="maps-controls">
    ${slider("maps", id, "image", "Image", { min: 0, max: limits.image, step: 1 })}
    ${slider("maps", id, "patch", "Patch", { min: limits.patch[0], max: limits.patch[1], step: 1 })}
    <div><label class="panel-name" for="${id}-layer">Layer</label><select class="maps-layer" id="${id}-layer" ${QUIET}>${layers.map((name) => `<option>${name}</option>`).join("")}</select></div>
    <div class="panel-actions"><button type="button" class="maps-reset" ${QUIET}>Reset</button></div></div>
  <div class="panel-plane maps-cover" tabindex="0" role="application" aria-label="The image, and what covering it does" aria-describedby="${id}-help" ${QUIET}><canvas role="img"></canvas></div>
  <p class="maps-answer"></p><p class="maps-covered"></p>
  <div class="panel-plane maps-grid" tabindex="0" role="application" aria-label="Maps of the layer" aria-describedby="${id}-help" ${QUIET}><canvas role="img"></canvas></div>
  <p class="maps-told"></p>${help(id, MAPS_KEYS)}<div class="panel-said" aria-live="polite"></div>`;

function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "panel-view maps";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Inside a trained network");
  root.innerHTML = mapsMarkup(uniqueId("maps"), model.get("layers"), model.get("limits"));
  el.append(root);
  const find = (name) => root.querySelector(`.maps-${name}`);
  const [cover, grid] = ["cover", "grid"].map((name) => find(name).querySelector("canvas"));
  const voice = speaker(root);
  const own = { width: 0, scale: 1, columns: 1, tile: 1 };

  function title(c, text, x, y, ink) {
    c.fillStyle = ink;
    c.font = "600 13px system-ui, sans-serif";
    c.fillText(text, x, y);
  }

  function frame(c, x, y, wide, high, colour, width = 2) {
    c.beginPath();
    c.rect(x, y, wide, high);
    strokeTwice(c, width, colour, "#16181c");
  }

  function draw(ink) {
    if (!own.width) return;
    drawCover(ink);
    drawGrid(ink);
  }

  function drawCover(ink) {
    const { image, filter } = model.get("facts");
    const [H, W] = image;
    const scale = (own.scale = Math.min(8, (own.width - AIR - (own.width > 560 ? 150 : 0)) / 2 / W));
    const beside = own.width > 560;
    const large = filter.length ? Math.min(16, 100 / filter[1]) : 0;
    const under = filter.length && !beside ? LABEL + 8 + large * filter[0] : 0;
    const c = blank(cover, own.width, H * scale + LABEL + under);
    title(c, "the image", 0, 13, ink);
    blit(c, bytes(model.get("image_bytes")), image, [0, LABEL], scale);
    const x = W * scale + AIR;
    title(c, "share left", x, 13, ink);
    blit(c, bytes(model.get("cover_bytes")), image, [x, LABEL], scale);
    const [i, j] = model.get("at");
    const patch = model.get("patch");
    const from = Math.floor((patch - 1) / 2);
    const [top, left] = [Math.max(0, i - from), Math.max(0, j - from)];
    const [low, right] = [Math.min(H, i - from + patch), Math.min(W, j - from + patch)];
    c.fillStyle = "#ffffff";
    c.fillRect(left * scale, LABEL + top * scale, (right - left) * scale, (low - top) * scale);
    frame(c, left * scale, LABEL + top * scale, (right - left) * scale, (low - top) * scale, "#E69F00");
    frame(c, x + j * scale - 2, LABEL + i * scale - 2, scale + 4, scale + 4, "#E69F00");
    if (!filter.length) return;
    const [fx, fy] = beside ? [2 * (W * scale + AIR) + 6, 0] : [0, H * scale + LABEL + 8];
    title(c, `filter ${model.get("chosen") + 1}`, fx, fy + 13, ink);
    blit(c, bytes(model.get("filter_bytes")), filter, [fx, fy + LABEL], large);
  }

  function drawGrid(ink) {
    const { maps } = model.get("facts");
    const [F, H, W] = maps;
    const columns = (own.columns = Math.min(F, own.width > 560 ? 8 : 4));
    const tile = (own.tile = Math.min(112, (own.width - AIR * (columns - 1)) / columns));
    const rows = Math.ceil(F / columns);
    const c = blank(grid, own.width, rows * (tile * (H / W) + AIR) + LABEL);
    title(c, `${model.get("layer")}: dark is 0, bright is much`, 0, 13, ink);
    const values = bytes(model.get("maps_bytes"));
    for (let f = 0; f < F; f++) {
      const [x, y] = [(f % columns) * (tile + AIR), LABEL + Math.floor(f / columns) * (tile * (H / W) + AIR)];
      blit(c, values.subarray(f * H * W * 3, (f + 1) * H * W * 3), [H, W], [x, y], tile / W);
      if (f === model.get("chosen")) frame(c, x, y, tile, tile * (H / W), "#E69F00", 3);
    }
  }

  function refresh() {
    const { told } = model.get("facts");
    for (const name of ["image", "patch"]) {
      find(name).value = model.get(name);
      fillSlider(find(name));
    }
    find("image-is").textContent = `${model.get("image") + 1} of ${model.get("limits").image + 1}`;
    find("patch-is").textContent = `${model.get("patch")} pixels`;
    find("layer").value = model.get("layer");
    find("answer").textContent = told.answer;
    find("covered").textContent = told.cover;
    find("told").textContent = told.map;
    view.request();
    voice.say(() => {
      const { says } = model.get("facts");
      for (const canvas of [cover, grid]) canvas.setAttribute("aria-label", says);
      return says;
    });
  }

  function set(name, value) {
    model.set(name, value);
    model.save_changes();
  }

  function moveTo(i, j) {
    const [H, W] = model.get("facts").image;
    set("at", [clamp(i, 0, H - 1), clamp(j, 0, W - 1)]);
  }

  const arrow = (act) => (event) => {
    const way = WAYS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    act(way, event.shiftKey ? 4 : 1);
    event.preventDefault();
  };

  function onCover(event) {
    const box = cover.getBoundingClientRect();
    const W = model.get("facts").image[1];
    const x = event.clientX - box.left;
    const from = x > W * own.scale ? W * own.scale + AIR : 0;
    if (x - from > W * own.scale) return;
    moveTo(Math.floor((event.clientY - box.top - LABEL) / own.scale), Math.floor((x - from) / own.scale));
  }

  function onGrid(event) {
    const box = grid.getBoundingClientRect();
    const [F, H, W] = model.get("facts").maps;
    const column = Math.floor((event.clientX - box.left) / (own.tile + AIR));
    const row = Math.floor((event.clientY - box.top - LABEL) / (own.tile * (H / W) + AIR));
    const f = row * own.columns + column;
    if (row >= 0 && column < own.columns && f < F) set("chosen", f);
  }

  const view = drawnView(root, (width) => (own.width = Math.min(Math.floor(width - 4), 760)), draw);
  for (const name of ["image", "patch"]) find(name).addEventListener("input", ({ target }) => set(name, +target.value));
  find("layer").addEventListener("change", ({ target }) => set("layer", target.value));
  find("reset").addEventListener("click", () => model.send({ do: "reset" }));
  find("cover").addEventListener("keydown", arrow(([di, dj], far) => moveTo(model.get("at")[0] + far * di, model.get("at")[1] + far * dj)));
  find("grid").addEventListener("keydown", arrow(([di, dj]) => set("chosen", clamp(model.get("chosen") + dj + di * own.columns, 0, model.get("facts").maps[0] - 1))));
  cover.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    cover.setPointerCapture(event.pointerId);
    find("cover").focus({ preventScroll: true });
    onCover(event);
  });
  cover.addEventListener("pointermove", (event) => cover.hasPointerCapture(event.pointerId) && onCover(event));
  grid.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    find("grid").focus({ preventScroll: true });
    onGrid(event);
  });
  const watched = ["facts", "image", "patch", "layer", "chosen", "at", "image_bytes", "cover_bytes", "maps_bytes", "filter_bytes"].map((name) => `change:${name}`).join(" ");
  model.on(watched, refresh);
  refresh();
  return () => {
    model.off(watched, refresh);
    view.stop();
    voice.stop();
  };
}

export default { render };
