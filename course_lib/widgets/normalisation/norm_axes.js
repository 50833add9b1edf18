// The view of norm_axes.py: the block from aside with the box that shares a mean, and all its numbers as tiles.
// The kernel says where the box is and what colour each number has; the box glides there in the browser.

const BACK = [0.55, 0.38]; // where an example further back is drawn, in pixels of the block
const TILE = [2, 3]; // pixels down and across
const TILE_GAP = 0.6;
const GLIDE = 0.35; // seconds from one box to the next
const SHADES = [1, 0.8, 0.62]; // front, top and side of a box
const AXES_HELP = [[["\u2190", "\u2192"], "channel"], [["\u2191", "\u2193"], "example"], [[",", "."], "pixel"]];

const shaded = (hex, share) => `rgb(${parseHex(hex).map((v) => Math.round(v * share)).join(" ")})`;

function axesMarkup(id, named, stops) {
  const norms = Object.keys(named).map((name) => [name, name.replace(" norm", ""), name]);
  const channels = stops.map((k, i) => [k, i === stops.length - 1 ? `all ${k}` : k, `${k} of the channels share`]);
  const toggle = (name, label) => `<label class="axes-switch"><input type="checkbox" class="axes-${name}" ${QUIET}>${label}</label>`;
  return `<div class="panel-main">
    <div class="panel-plane" tabindex="0" role="application" aria-label="The box that shares a mean" aria-describedby="${id}-help" ${QUIET}><canvas class="axes-block" role="img"></canvas></div>
    <div class="panel-side">
      ${choice("axes", id, "norm", "Norm", norms)}
      <div><span class="panel-name">One mean over</span>${toggle("examples", "all examples")}${toggle("pixels", "all pixels")}</div>
      ${choice("axes", id, "channels", "and so many channels", channels)}
      <div><p class="axes-name"></p><p class="panel-note axes-shares"></p></div>
      <div class="panel-actions"><button type="button" class="axes-reset" ${QUIET}>Reset</button></div>
    </div></div>
    <p class="panel-note axes-key">All the numbers: a row for each example, a tile for each channel. Click one to choose its box.</p>
    <div class="axes-tiles"><div><canvas class="axes-before" role="img"></canvas><p class="panel-note axes-before-is"></p></div>
      <div><canvas class="axes-after" role="img"></canvas><p class="panel-note axes-after-is"></p></div></div>
    ${help(id, AXES_HELP)}<div class="panel-said" aria-live="polite"></div>`;
}

function render({ model, el }) {
  const [N, C, S] = model.get("shape");
  const [fill, mark] = model.get("colours");
  const named = model.get("named");
  const root = document.createElement("div");
  root.className = "panel-view norm-axes";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Which numbers share a mean");
  root.innerHTML = axesMarkup(uniqueId("axes"), named, model.get("stops"));
  el.append(root);
  const find = (name) => root.querySelector(`.axes-${name}`);
  const plane = root.querySelector(".panel-plane");
  const voice = speaker(root);
  const corners = () => [...model.get("low"), ...model.get("high")];
  const own = { block: 0, tiles: 0, from: corners(), shown: corners(), clock: GLIDE };

  // ---- the block from aside
  function drawBlock(ink) {
    const [width, height] = [own.block, Math.round(0.74 * own.block)];
    const c = blank(find("block"), width, height);
    const unit = Math.min((width - 120) / (C + N * BACK[0]), (height - 62) / (S + N * BACK[1]));
    const flat = (n, ch, s) => [42 + unit * (ch + n * BACK[0]), height - 36 - unit * (s + n * BACK[1])];
    c.strokeStyle = ink;
    c.globalAlpha = 0.4;
    for (const face of facesOf([0, 0, 0, N, C, S])) traced(c, face.map((p) => flat(...p))).stroke();
    c.globalAlpha = 1;
    facesOf(own.shown).forEach((face, i) => {
      traced(c, face.map((p) => flat(...p)));
      c.fillStyle = shaded(fill, SHADES[i]);
      c.fill();
      c.strokeStyle = casingOf(ink);
      c.stroke();
    });
    drawWords(c, ink, flat);
  }

  function drawWords(c, ink, flat) {
    c.fillStyle = ink;
    c.font = `12.5px ${getComputedStyle(root).fontFamily}`;
    c.textAlign = "center";
    const [x, y] = flat(0, C / 2, 0);
    c.fillText(`${C} channels`, x, y + 22);
    c.textAlign = "left";
    const [right, middle] = flat(N / 2, C, 0);
    c.fillText(`${N} examples`, right + 10, middle + 12);
    c.save();
    c.translate(26, flat(0, 0, S / 2)[1]);
    c.rotate(-Math.PI / 2);
    c.textAlign = "center";
    c.fillText(`${S} pixels`, 0, 0);
    c.restore();
  }

  // Front, top and right side of a box.
  function facesOf([n, c, s, n1, c1, s1]) {
    return [
      [[n, c, s], [n, c1, s], [n, c1, s1], [n, c, s1]],
      [[n, c, s1], [n, c1, s1], [n1, c1, s1], [n1, c, s1]],
      [[n, c1, s], [n1, c1, s], [n1, c1, s1], [n, c1, s1]],
    ];
  }

  function traced(c, points) {
    c.lineWidth = 1.2;
    c.lineJoin = "round";
    c.beginPath();
    points.forEach((p, i) => (i ? c.lineTo(...p) : c.moveTo(...p)));
    c.closePath();
    return c;
  }

  // ---- the numbers as tiles
  const tileUnit = () => own.tiles / (C * (TILE[1] + TILE_GAP));
  const tileHeight = () => Math.round(N * (TILE[0] + TILE_GAP) * tileUnit());
  const cornerOf = (n, ch, s) => [ch * (TILE[1] + TILE_GAP) + (s % TILE[1]), n * (TILE[0] + TILE_GAP) + Math.floor(s / TILE[1])];

  function drawTiles(name, ink) {
    const unit = tileUnit();
    const c = blank(find(name), own.tiles, tileHeight());
    const rgb = bytes(model.get(name));
    const [low, high] = [model.get("low"), model.get("high")];
    for (let i = 0; i < N * C * S; i++) {
      const at = [Math.floor(i / (C * S)), Math.floor(i / S) % C, i % S];
      const inside = at.every((v, axis) => low[axis] <= v && v < high[axis]);
      const [x, y] = cornerOf(...at).map((v) => v * unit);
      c.globalAlpha = inside ? 1 : 0.35;
      c.fillStyle = `rgb(${rgb[3 * i]} ${rgb[3 * i + 1]} ${rgb[3 * i + 2]})`;
      c.fillRect(x + 1, y + 1, unit - 2, unit - 2);
      // The others have a faint rim: dark ones would vanish on a dark ground.
      c.globalAlpha = inside ? 1 : 0.25;
      c.strokeStyle = inside ? mark : ink;
      c.lineWidth = inside ? 1.6 : 0.8;
      c.strokeRect(x + 0.9, y + 0.9, unit - 1.8, unit - 1.8);
    }
  }

  function draw(ink) {
    if (!own.block) return;
    drawBlock(ink);
    drawTiles("before", ink);
    drawTiles("after", ink);
  }

  // ---- the box glides to where it is now
  const time = player(
    root,
    (seconds) => {
      own.clock = Math.min(GLIDE, own.clock + seconds);
      const share = own.clock / GLIDE;
      const eased = share * share * (3 - 2 * share);
      const to = corners();
      own.shown = own.from.map((v, i) => v + eased * (to[i] - v));
      if (own.clock === GLIDE) time.pause();
      view.request();
    },
    () => {},
  );

  function moved() {
    own.from = still() ? corners() : own.shown;
    own.shown = own.from;
    own.clock = 0;
    time.play();
    refresh();
  }

  // ---- what is said
  function refresh() {
    const [name, shares, before, after] = model.get("reading");
    const texts = { name, shares, "before-is": before, "after-is": after };
    for (const [part, text] of Object.entries(texts)) find(part).textContent = text;
    const over = ["examples", "channels", "pixels"].map((axis) => model.get(axis));
    for (const input of find("norm").querySelectorAll("input")) input.checked = named[input.value].every((v, i) => v === over[i]);
    for (const input of find("channels").querySelectorAll("input")) input.checked = Number(input.value) === over[1];
    find("examples").checked = over[0];
    find("pixels").checked = over[2];
    const summary = [name, shares, before, after].join(" ");
    find("block").setAttribute("aria-label", summary);
    find("before").setAttribute("aria-label", `All numbers as they are. ${before}`);
    find("after").setAttribute("aria-label", `All numbers normalised. ${after}`);
    view.request();
    voice.say(() => summary);
  }

  // ---- what the hands can do
  function put(values) {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  }

  function onInput(event) {
    const { value, checked, className } = event.target;
    if (event.target.closest(".axes-norm")) {
      const [examples, channels, pixels] = named[value];
      put({ examples, channels, pixels });
    } else if (event.target.closest(".axes-channels")) put({ channels: Number(value) });
    else put({ [className.replace("axes-", "")]: checked });
  }

  function onPoint(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / tileUnit(), (event.clientY - box.top) / tileUnit()];
    const [c, n] = [Math.floor(x / (TILE[1] + TILE_GAP)), Math.floor(y / (TILE[0] + TILE_GAP))];
    const across = clamp(Math.floor(x - c * (TILE[1] + TILE_GAP)), 0, TILE[1] - 1);
    const down = clamp(Math.floor(y - n * (TILE[0] + TILE_GAP)), 0, TILE[0] - 1);
    put({ at: [clamp(n, 0, N - 1), clamp(c, 0, C - 1), down * TILE[1] + across] });
  }

  const KEYS = { ArrowLeft: [0, -1, 0], ArrowRight: [0, 1, 0], ArrowUp: [1, 0, 0], ArrowDown: [-1, 0, 0], ",": [0, 0, -1], ".": [0, 0, 1] };

  function onKey(event) {
    const way = KEYS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // A press leads out of the box that is chosen, to the next one. Its place is worked out here: when keys follow
    // quickly, the kernel has not yet said where it is.
    const sizes = [model.get("examples") ? N : 1, model.get("channels"), model.get("pixels") ? S : 1];
    const next = (v, i) => v - (v % sizes[i]) + (way[i] > 0 ? sizes[i] : -1);
    put({ at: model.get("at").map((v, i) => (way[i] ? clamp(next(v, i), 0, [N, C, S][i] - 1) : v)) });
  }

  // ---- wiring
  const size = (outer) => {
    const narrow = outer < 640;
    const width = outer - 4; // less the padding
    own.block = narrow ? width : Math.floor((width - 26) / 2);
    own.tiles = narrow ? width : Math.floor((width - 18) / 2);
  };
  const view = drawnView(root, size, draw);
  plane.addEventListener("keydown", onKey);
  for (const name of ["before", "after"]) find(name).addEventListener("pointerdown", onPoint);
  root.querySelector(".panel-side").addEventListener("input", onInput);
  find("reset").addEventListener("click", () => model.send({ do: "reset" }));
  const shows = "change:low change:high change:before change:after change:reading";
  model.on(shows, moved);
  refresh();
  return () => {
    model.off(shows, moved);
    time.stop();
    view.stop();
    voice.stop();
  };
}

export default { render };
