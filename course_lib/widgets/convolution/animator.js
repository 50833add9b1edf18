// The view of animator.py. The kernel works out every number and sentence; here the window slides.

const PACE = 1.4; // windows a second at speed 1
const REST = 0.55; // the share of that time for which it stands still
const SPEEDS = [["0.5", "half"], ["1", "1\u00d7"], ["3", "3\u00d7"], ["10", "10\u00d7"]];
const NUMBERS = ["size", "K", "stride", "pad", "dilation", "C"];
const WORDS = ["operation", "picture", "kernel"];
const CONV_HELP = [
  [["Space"], "play, pause"], [["\u2190", "\u2192"], "window back, on"], [["\u2191", "\u2193"], "row up, down"], [["Home", "End"], "first, last"],
];

const plain = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function convMarkup(id, controls) {
  const range = (name) => {
    const { label, values } = controls[name];
    return slider("conv", id, name, plain(label), { min: values[0], max: values[values.length - 1], step: 1 });
  };
  const select = (name) => `<div><label class="panel-name" for="${id}-${name}">${plain(controls[name].label)}</label>
    <select class="conv-${name}" id="${id}-${name}" ${QUIET}>${controls[name].values.map((word) => `<option>${plain(word)}</option>`).join("")}</select></div>`;
  const button = (name, text) => `<button type="button" class="conv-${name}" ${QUIET}>${text}</button>`;
  return `<div class="panel-plane conv-plane" tabindex="0" role="application" aria-label="Window over a picture" aria-describedby="${id}-help" ${QUIET}>
      <canvas role="img"></canvas></div>
    <p class="conv-says"></p>
    <div class="conv-bar">${button("play", "")}${button("back", "Back")}${button("on", "Step on")}
      <div class="conv-time"><input type="range" class="conv-step" aria-label="Window" min="0" max="1" step="1" ${QUIET}></div><output class="conv-step-is"></output>
      <label class="conv-pace"><span>Speed</span><select class="conv-speed" ${QUIET}>${SPEEDS.map(([v, word]) => `<option value="${v}">${word}</option>`).join("")}</select></label></div>
    <div class="conv-formula" role="status"><div class="conv-lines"></div><p class="conv-problem"></p><p class="conv-advice"></p><p class="conv-costs"></p></div>
    <div class="conv-controls">${WORDS.map(select).join("")}
      ${choice("conv", id, "way", "Direction", [["forward", "forward", "what comes out"], ["backward", "backward", "where the gradient goes"]])}
      ${NUMBERS.map(range).join("")}<div class="panel-actions">${button("reset", "Reset")}</div></div>
    ${help(id, CONV_HELP)}<div class="panel-said" aria-live="polite"></div>`;
}

function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "panel-view conv";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Convolution animator");
  root.innerHTML = convMarkup(uniqueId("conv"), model.get("controls"));
  el.append(root);
  const find = (name) => root.querySelector(`.conv-${name}`);
  const plane = find("plane");
  const canvas = plane.querySelector("canvas");
  const voice = speaker(root);
  const calm = still(); // motion is not wanted: no gliding
  // `still`: all but the window, drawn once a step and not once a frame; `drawn`: what it shows.
  const own = { t: model.get("step"), width: 0, speed: 1, at: null, still: document.createElement("canvas"), drawn: "" };
  let facts = model.get("facts");

  const count = () => facts.says.length;
  const now = () => clamp(Math.floor(own.t), 0, Math.max(0, count() - 1));

  // ---- the picture at time t
  function draw(ink) {
    if (!own.width) return;
    const at = (own.at = layoutOf(facts, own.width));
    const [forward, back, below] = model.get("colours");
    const [ahead, wrong] = [forward, back].map((colour) => (isLight(ink) ? lighter(colour, 0.4) : colour));
    const look = { ink, above: forward, below, mark: facts.backward ? wrong : ahead, wrong, casing: casingOf(ink), largest: 1 };
    const shown = [now(), glide() === 0, own.width, ink, window.devicePixelRatio].join();
    if (own.drawn !== shown) drawStill(blank(own.still, at.width, at.height), at, look);
    own.drawn = shown;
    const c = cleared(canvas, own.still);
    c.drawImage(own.still, 0, 0, at.width, at.height);
    facts.x.forEach((_, channel) => drawMoving(c, at, channel, look));
  }

  function drawStill(c, at, look) {
    facts.x.forEach((_, channel) => drawChannel(c, at, channel, look));
    (facts.backward ? facts.dout : facts.result).forEach((_, map) => drawOutput(c, at, map, look));
    if (!facts.out) drawName(c, at.out(0), at.cell, "no output", look.ink);
  }

  function drawMoving(c, at, channel, look) {
    const place = at.x(channel);
    if (facts.out) drawWindow(c, place, at.cell, channel, look);
    else drawBox(c, ...place, facts.span * at.cell, look.wrong, look.casing, 2.5, [7, 5]);
  }

  // What the windows so far have handed back, (Hp, Wp).
  function gradientSoFar(channel) {
    const sum = facts.x[channel].map((row) => row.map(() => 0));
    for (let t = 0; t <= now() && t < count(); t++) {
      const [i, j] = cornerOf(t);
      facts.gives[t][channel].forEach((row, a) => row.forEach((v, b) => (sum[i + facts.dilation * a][j + facts.dilation * b] += v)));
    }
    return sum;
  }

  const cornerOf = (t) => [Math.floor(t / facts.out) * facts.stride, (t % facts.out) * facts.stride];

  function drawChannel(c, at, channel, look) {
    const { cell } = at;
    const many = facts.x.length > 1;
    const values = facts.backward ? gradientSoFar(channel) : facts.x[channel];
    const side = values.length;
    const place = at.x(channel);
    const shaded = { ...look, largest: most(facts.backward ? facts.gives : facts.x) };
    const resting = glide() === 0;
    drawName(c, place, cell, `${facts.backward ? "dx so far" : "x"}${many ? `, channel ${channel + 1}` : ""}`, look.ink);
    values.forEach((row, i) => row.forEach((value, j) => {
      const dim = Math.min(i, j) < facts.pad || Math.max(i, j) >= side - facts.pad;
      const corner = cornerText(channel, i, j, resting);
      drawCell(c, [place[0] + j * cell, place[1] + i * cell], cell, value, shaded, { dim, corner });
    }));
    if (facts.unread.length) drawUnread(c, place, cell, side, facts.unread, look.ink);
    if (facts.w) drawWeights(c, at, channel, look);
  }

  // In small below a number: the weight that stands on it, or what it gets just now; x itself where the largest won.
  function cornerText(channel, i, j, resting) {
    const within = withinWindow(i, j);
    if (facts.backward && facts.pools && within && resting && !hasShares()) return `x ${shownNumber(facts.x[channel][i][j])}`;
    if (!within || !resting) return "";
    const [a, b] = within;
    if (facts.backward) return `+${shownNumber(facts.gives[now()][channel][a][b])}`.replace("+\u2212", "\u2212");
    return facts.w ? `\u00d7 ${shownNumber(facts.w[channel][a][b])}` : "";
  }

  // A share for every cell of the window: the average's.
  const hasShares = () => facts.gives[now()][0].flat().every((v) => v !== 0);

  function withinWindow(i, j) {
    if (!count()) return null;
    const [top, left] = cornerOf(now());
    const [a, b] = [(i - top) / facts.dilation, (j - left) / facts.dilation];
    return [a, b].every((v) => Number.isInteger(v) && v >= 0 && v < facts.K) ? [a, b] : null;
  }

  function drawWeights(c, at, channel, look) {
    const [x, y] = at.w(channel);
    const { cell } = at;
    drawName(c, [x, y], cell, facts.w.length > 1 ? `w, channel ${channel + 1}` : "w", look.ink);
    const shaded = { ...look, largest: most(facts.w) };
    facts.w[channel].forEach((row, a) => row.forEach((value, b) => drawCell(c, [x + b * cell, y + a * cell], cell, value, shaded)));
    if (y === at.x(channel)[1]) drawSign(c, [x, y], cell, facts.K, "\u00b7", look.ink);
  }

  // 0 at rest, else how far the window has gone to the next one.
  function glide() {
    const part = own.t - Math.floor(own.t);
    return calm || part < REST ? 0 : (part - REST) / (1 - REST);
  }

  function drawWindow(c, [x, y], cell, channel, look) {
    const from = cornerOf(now());
    const to = cornerOf(Math.min(now() + 1, count() - 1));
    const part = glide();
    const [top, left] = from.map((v, axis) => v + part * (to[axis] - v));
    if (facts.dilation > 1) {
      for (let a = 0; a < facts.K; a++)
        for (let b = 0; b < facts.K; b++) drawBox(c, x + (left + facts.dilation * b) * cell, y + (top + facts.dilation * a) * cell, cell, look.mark, look.casing, 1.8);
    }
    drawBox(c, x + left * cell, y + top * cell, facts.span * cell, look.mark, look.casing, 3);
    if (part === 0) markWinner(c, [x, y], cell, channel, look);
  }

  function markWinner(c, [x, y], cell, channel, look) {
    if (!facts.pools || facts.w || model.get("operation") !== "max pool") return;
    const [top, left] = cornerOf(now());
    let best = [0, 0];
    for (let a = 0; a < facts.K; a++)
      for (let b = 0; b < facts.K; b++) {
        const value = (p, q) => facts.x[channel][top + p][left + q] ?? -Infinity;
        if (value(a, b) > value(...best)) best = [a, b];
      }
    drawBox(c, x + (left + best[1]) * cell + 4, y + (top + best[0]) * cell + 4, cell - 8, look.mark, look.casing, 2, [4, 3]);
  }

  function drawOutput(c, at, map, look) {
    const values = (facts.backward ? facts.dout : facts.result)[map];
    const [x, y] = at.out(map);
    const { cell } = at;
    const shaded = { ...look, largest: most(facts.backward ? facts.dout : facts.result) };
    drawName(c, [x, y], cell, facts.backward ? "dout" : "out", look.ink);
    if (y === at.x(map)[1]) drawSign(c, [x, y], cell, values.length, facts.backward ? "\u2190" : "=", look.ink);
    values.forEach((row, i) => row.forEach((value, j) => {
      const t = i * facts.out + j;
      const known = facts.backward || t <= now();
      drawCell(c, [x + j * cell, y + i * cell], cell, known ? value : undefined, shaded, { dim: facts.backward && t > now(), bold: t === now() });
    }));
    const [i, j] = [Math.floor(now() / facts.out), now() % facts.out];
    drawBox(c, x + j * cell, y + i * cell, cell, look.mark, look.casing, 3);
  }

  // ---- words beside the picture
  function showStep() {
    find("says").textContent = count() ? facts.says[now()] : "";
    const range = find("step");
    range.max = Math.max(1, count() - 1);
    range.value = now();
    range.disabled = find("play").disabled = count() < 2;
    fillSlider(range);
    range.setAttribute("aria-valuetext", `window ${now() + 1} of ${count()}`);
    find("step-is").textContent = count() ? `${now() + 1} of ${count()}` : "none";
  }

  function showFacts() {
    find("lines").replaceChildren(...facts.formula.map((line) => Object.assign(document.createElement("div"), { textContent: line })));
    for (const name of ["problem", "advice", "costs"]) find(name).textContent = facts[name];
  }

  function showControls() {
    const controls = model.get("controls");
    for (const name of NUMBERS) {
      find(name).value = model.get(name);
      find(`${name}-is`).textContent = model.get(name);
      fillSlider(find(name));
    }
    for (const name of WORDS) find(name).value = model.get(name);
    root.querySelector(`.conv-way [value="${model.get("backward") ? "backward" : "forward"}"]`).checked = true;
    const pools = model.get("operation") !== controls.operation.values[0];
    for (const name of ["kernel", "dilation"]) find(name).disabled = pools;
  }

  function showPlay() {
    find("play").innerHTML = time.playing ? PAUSE : PLAY;
    find("play").setAttribute("aria-label", time.playing ? "Pause" : "Play");
  }

  const summary = () => (facts.problem ? facts.summary : `${facts.summary} ${facts.says[now()]}`);

  function say() {
    voice.say(() => {
      canvas.setAttribute("aria-label", summary());
      return summary();
    });
  }

  // ---- time
  const time = player(
    root,
    (seconds) => {
      const before = now();
      own.t = Math.min(own.t + seconds * PACE * own.speed, count() - 1);
      if (now() !== before) showStep();
      if (own.t >= count() - 1) time.pause();
      view.request();
    },
    () => {
      showPlay();
      if (!time.playing) seek(now());
    },
  );

  function seek(step) {
    own.t = clamp(step, 0, Math.max(0, count() - 1));
    if (model.get("step") !== own.t && count()) {
      model.set("step", own.t);
      model.save_changes();
    }
    showStep();
    view.request();
    say();
  }

  function scrub(step) {
    time.pause();
    seek(step);
  }

  function toggle() {
    if (time.playing) return time.pause();
    if (count() < 2) return undefined;
    if (now() === count() - 1) own.t = 0;
    return time.play();
  }

  // ---- what the hands can do
  function set(name, value) {
    time.pause();
    model.set(name, value);
    model.save_changes();
  }

  const KEYS = {
    " ": toggle,
    ArrowLeft: () => scrub(now() - 1),
    ArrowRight: () => scrub(now() + 1),
    ArrowUp: () => scrub(now() - facts.out),
    ArrowDown: () => scrub(now() + facts.out),
    Home: () => scrub(0),
    End: () => scrub(count() - 1),
  };

  function onKey(event) {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    act();
    event.preventDefault();
  }

  // A cell of the output: the window that made it.
  function onPress(event) {
    if (event.button || !count()) return;
    plane.focus({ preventScroll: true });
    const box = canvas.getBoundingClientRect();
    facts.result.forEach((_, map) => {
      const [x, y] = own.at.out(map);
      const [j, i] = [event.clientX - box.left - x, event.clientY - box.top - y].map((v) => Math.floor(v / own.at.cell));
      if (Math.min(i, j) >= 0 && Math.max(i, j) < facts.out) scrub(i * facts.out + j);
    });
  }

  function wire() {
    plane.addEventListener("keydown", onKey);
    canvas.addEventListener("pointerdown", onPress);
    find("play").addEventListener("click", toggle);
    find("back").addEventListener("click", () => scrub(now() - 1));
    find("on").addEventListener("click", () => scrub(now() + 1));
    find("reset").addEventListener("click", () => model.send({ do: "reset" }));
    find("step").addEventListener("input", ({ target }) => scrub(+target.value));
    find("speed").addEventListener("change", ({ target }) => (own.speed = +target.value));
    find("way").addEventListener("change", ({ target }) => set("backward", target.value === "backward"));
    for (const name of NUMBERS) find(name).addEventListener("input", ({ target }) => set(name, +target.value));
    for (const name of WORDS) find(name).addEventListener("change", ({ target }) => set(name, target.value));
  }

  // ---- what the kernel sends
  function refresh() {
    time.pause();
    facts = model.get("facts");
    own.drawn = "";
    own.t = clamp(model.get("step"), 0, Math.max(0, count() - 1));
    showFacts();
    showControls();
    showStep();
    view.request();
    say();
  }

  function onStep() {
    if (time.playing || model.get("step") === now()) return;
    own.t = clamp(model.get("step"), 0, Math.max(0, count() - 1));
    showStep();
    view.request();
    say();
  }

  const settings = [...NUMBERS, ...WORDS, "backward"].map((name) => `change:${name}`).join(" ");
  const heard = [["change:facts", refresh], ["change:step", onStep], [settings, showControls]];
  const view = drawnView(root, (width) => (own.width = Math.floor(width - 4)), draw);
  wire();
  for (const [events, act] of heard) model.on(events, act);
  find("speed").value = "1";
  showPlay();
  refresh();
  if (calm) seek(count() - 1);
  return () => {
    for (const [events, act] of heard) model.off(events, act);
    view.stop();
    time.stop();
    voice.stop();
  };
}

export default { render };
