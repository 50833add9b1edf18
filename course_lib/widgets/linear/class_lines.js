// The view of class_lines.py. Scores, losses and regions are counted here, so they follow the hand; the kernel
// trains and sends the whole way down, which is played here. Lines are rows [w1, w2, b].

const SHIFT = 0.04; // one press of an arrow key across the line
const TURN = 5; // degrees, one press along it
const STEEPER = 1.15; // one press of + or -
const EXTENT = 1.08;
const SPEED = 60; // steps of training a second
const HOME = [[-0.5, -0.25], [0.5, -0.25], [0, 0.45]]; // where the handles like to be

const LINES_HELP = [
  [["0", "1", "2"], "class"], [["\u2191", "\u2193"], "shift"], [["\u2190", "\u2192"], "turn"], [["+", "\u2212"], "steeper, flatter"],
  [["T"], "train"], [["Space"], "play"], [[",", "."], "step"], [["N"], "next point"],
];

function hingeTerms(scores, y, margin) {
  return scores.map((s, j) => (j === y ? 0 : Math.max(0, s - scores[y] + margin)));
}

function crossEntropy(scores, y) {
  const top = Math.max(...scores);
  return Math.log(scores.reduce((sum, s) => sum + Math.exp(s - top), 0)) + top - scores[y];
}

const sum = (values) => values.reduce((a, b) => a + b, 0);

// Both losses of every point [[hinge, cross-entropy], ...], their means, and what is added once.
function countLosses(points, labels, lines, margin, reg) {
  const each = points.map((p, n) => {
    const scores = lines.map((line) => scoreOf(line, p));
    return [sum(hingeTerms(scores, labels[n], margin)), crossEntropy(scores, labels[n])];
  });
  const means = [0, 1].map((side) => sum(each.map((pair) => pair[side])) / each.length);
  return { each, means, penalty: 0.5 * reg * sum(lines.map(([u, v]) => u * u + v * v)) };
}

const rows = (buffer, width) => Array.from({ length: buffer.length / width }, (_, i) => Array.from(buffer.subarray(i * width, (i + 1) * width)));

function linesMarkup(id, shapes, colours, most) {
  const sets = [["clouds", "clouds"], ["xor", "XOR"], ["ring", "ring"], ["islands", "islands"]];
  return `<div class="panel-main">
    <div><div class="panel-plane" tabindex="0" role="application" aria-label="Plane of points and class lines" aria-describedby="${id}-help" ${QUIET}>
      <canvas role="img"></canvas></div><p class="lines-picked"></p></div>
    <div class="panel-side">
      ${choice("lines", id, "data", "Points", sets.map(([value, shown]) => [value, shown, shown]))}
      ${choice("lines", id, "loss", "Train on", [["hinge", "hinge", "multiclass SVM"], ["cross-entropy", "cross-entropy", "softmax"]])}
      ${slider("lines", id, "margin", "Margin", { min: 0, max: most.margin, step: 0.1 })}
      ${slider("lines", id, "reg", "Regularisation", { min: 0, max: most.reg, step: 0.01 })}
      <div class="panel-actions"><button type="button" class="lines-train" ${QUIET}>Train</button>
        <button type="button" class="lines-reset" ${QUIET}>Reset</button></div>
      <div class="lines-time"><button type="button" class="lines-play" ${QUIET}></button>
        <input type="range" class="lines-step" aria-label="Step of the training" min="0" max="1" step="1" ${QUIET}><output class="lines-step-is"></output></div>
      <div><div class="panel-row"><span class="panel-name">Loss of each point</span><output class="lines-right"></output></div>
        <div class="lines-bar-heads"><span></span><span>hinge</span><span>cross-entropy</span></div>
        <canvas class="lines-bars" role="img"></canvas>
        <div class="lines-means"><span>mean hinge</span><output class="lines-hinge"></output>
          <span>mean cross-entropy</span><output class="lines-entropy"></output>
          <span>penalty, added once</span><output class="lines-penalty"></output></div></div>
    </div></div>
    ${help(id, LINES_HELP)}<div class="panel-said" aria-live="polite"></div>`;
}

function render({ model, el }) {
  const colours = model.get("colours");
  const shapes = model.get("shapes");
  const root = document.createElement("div");
  root.className = "panel-view lines";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Class lines: drag, turn, train");
  root.innerHTML = linesMarkup(uniqueId("lines"), shapes, colours, { margin: model.get("most_margin"), reg: model.get("most_reg") });
  el.append(root);
  const find = (name) => root.querySelector(`.lines-${name}`);
  const plane = root.querySelector(".panel-plane");
  const canvas = plane.querySelector("canvas");

  // What only this view knows: the lines as seen, where their handles are, what is chosen, the step shown.
  const own = { lines: [], anchors: HOME.map((p) => p.slice()), chosen: 0, picked: -1, held: null, size: 0, step: 0, side: 0 };
  let scene;
  let path = []; // [step][class][w1, w2, b]
  const voice = speaker(root);

  function readScene() {
    const points = rows(floats(model.get("x_bytes")), 2);
    return { points, labels: Array.from(bytes(model.get("y_bytes"))), margin: model.get("margin"), reg: model.get("reg"), loss: model.get("loss") };
  }

  const found = () => countLosses(scene.points, scene.labels, own.lines, scene.margin, scene.reg);
  const scoresOf = (n) => own.lines.map((line) => scoreOf(line, scene.points[n]));
  const isRight = (n) => scoresOf(n).indexOf(Math.max(...scoresOf(n))) === scene.labels[n];

  // ---- drawing
  const place = ([x, y]) => [((1 + x / EXTENT) * own.size) / 2, ((1 - y / EXTENT) * own.size) / 2];

  function draw(ink) {
    if (!own.size) return;
    const casing = casingOf(ink);
    const c = blank(canvas, own.size, own.size);
    drawRegions(c, place, own.lines, colours, EXTENT, ink);
    own.lines.forEach((line, k) => drawClassLine(c, place, line, anchorOf(k), colours[k], DASHES[k], k === own.chosen, ink, casing));
    const r = clamp(own.size / 62, 5, 7.5);
    scene.points.forEach((p, n) => drawPoint(c, place(p), scene.labels[n], colours[scene.labels[n]], r, ink, casing));
    if (own.picked >= 0) {
      trace(c, 0, ...place(scene.points[own.picked]), r + 7);
      strokeTwice(c, 2, ink, casing);
    }
    showLosses(ink, casing);
  }

  function showLosses(ink, casing) {
    const { each, means, penalty } = found();
    const bars = find("bars");
    drawBars(blank(bars, own.side, BAR * each.length), own.side, each, scene.labels, colours, own.picked, ink, casing);
    const right = each.filter((_, n) => isRight(n)).length;
    find("right").textContent = `${right} of ${each.length} right`;
    find("hinge").textContent = means[0].toFixed(3);
    find("entropy").textContent = means[1].toFixed(3);
    find("penalty").textContent = penalty.toFixed(3);
  }

  function showPicked() {
    const text = find("picked");
    if (own.picked < 0) return (text.textContent = "Click a point to see its scores and how its losses come about.");
    const scores = scoresOf(own.picked);
    const y = scene.labels[own.picked];
    const show = (v) => v.toFixed(2).replace("-", "\u2212");
    const terms = hingeTerms(scores, y, scene.margin).filter((_, j) => j !== y).map(show).join(" + ");
    const top = Math.max(...scores);
    const share = Math.exp(scores[y] - top) / sum(scores.map((s) => Math.exp(s - top)));
    return (text.textContent =
      `Point ${own.picked + 1}, ${shapes[y]} (class ${y}): scores ${scores.map(show).join(", ")}. ` +
      `Hinge ${terms}${scores.length > 2 ? ` = ${show(sum(hingeTerms(scores, y, scene.margin)))}` : ""}. ` +
      `Cross-entropy \u2212log ${share.toFixed(3)} = ${show(crossEntropy(scores, y))}.`);
  }

  function showControls() {
    for (const name of ["margin", "reg"]) {
      find(name).value = scene[name];
      fillSlider(find(name));
    }
    find("margin-is").textContent = scene.margin.toFixed(1);
    find("reg-is").textContent = scene.reg.toFixed(2);
    root.querySelector(`.lines-data [value="${model.get("data")}"]`).checked = true;
    root.querySelector(`.lines-loss [value="${scene.loss}"]`).checked = true;
    showTime();
  }

  function showTime() {
    const step = find("step");
    step.max = Math.max(1, path.length - 1);
    step.value = own.step;
    step.disabled = find("play").disabled = !path.length;
    fillSlider(step);
    find("step-is").textContent = path.length ? `step ${own.step}` : "untrained";
    find("play").innerHTML = time.playing ? PAUSE : PLAY;
    find("play").setAttribute("aria-label", time.playing ? "Pause" : "Play");
  }

  function summary() {
    const { each, means, penalty } = found();
    const right = each.filter((_, n) => isRight(n)).length;
    const trained = path.length ? ` Step ${own.step} of ${path.length - 1} of the training.` : "";
    const line = own.lines[own.chosen];
    const way = (Math.atan2(line[1], line[0]) * 180) / Math.PI;
    return (
      `${model.get("data")}: ${right} of ${each.length} points right. Mean hinge ${means[0].toFixed(3)}, mean cross-entropy ${means[1].toFixed(3)}, ` +
      `penalty ${penalty.toFixed(3)}.${trained} Line of class ${own.chosen}, ${shapes[own.chosen]}: score grows towards ${Math.round(way)} degrees, ` +
      `slope ${slopeOf(line).toFixed(2)}.${own.picked < 0 ? "" : ` ${find("picked").textContent}`}`
    );
  }

  function say() {
    voice.say(() => {
      canvas.setAttribute("aria-label", summary());
      find("bars").setAttribute("aria-label", `Both losses of each point: ${found().each.map(([h, e]) => `${h.toFixed(2)} and ${e.toFixed(2)}`).join("; ")}.`);
      return summary();
    });
  }

  function changed() {
    showPicked();
    view.request();
    say();
  }

  // ---- the lines under the hand
  // A line has no middle: its handle is the point on it that is nearest to where the handle was put last.
  function anchorOf(k) {
    const line = own.lines[k];
    const slope = slopeOf(line) || 1;
    const [x, y] = own.anchors[k];
    const off = scoreOf(line, [x, y]) / slope / slope;
    return [x - off * line[0], y - off * line[1]].map((v) => clamp(v, -0.98 * EXTENT, 0.98 * EXTENT));
  }

  function tipOf(k) {
    const [x, y] = anchorOf(k);
    const slope = slopeOf(own.lines[k]) || 1;
    const far = arrowOf(slope) / slope;
    return [x + far * own.lines[k][0], y + far * own.lines[k][1]];
  }

  function setLine(k, u, v, through) {
    own.lines[k] = [u, v, -(u * through[0] + v * through[1])];
    own.anchors[k] = through.slice();
    path = [];
    own.step = 0;
    time.pause();
    write();
    showTime();
    changed();
  }

  function write() {
    model.set("w_bytes", new DataView(Float32Array.from(own.lines.flat()).buffer));
    model.save_changes();
  }

  function shift(far) {
    const line = own.lines[own.chosen];
    const slope = slopeOf(line) || 1;
    const [x, y] = anchorOf(own.chosen);
    const to = [x + (far * line[0]) / slope, y + (far * line[1]) / slope].map((v) => clamp(v, -EXTENT, EXTENT));
    setLine(own.chosen, line[0], line[1], to);
  }

  function turnBy(degrees) {
    const [u, v] = turned(own.lines[own.chosen], degrees);
    setLine(own.chosen, u, v, anchorOf(own.chosen));
  }

  function turned([u, v], degrees) {
    const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
    return [c * u - s * v, s * u + c * v];
  }

  function steepen(factor) {
    const line = own.lines[own.chosen];
    const slope = clamp(slopeOf(line) * factor, 0.05, 40) / (slopeOf(line) || 1);
    setLine(own.chosen, line[0] * slope, line[1] * slope, anchorOf(own.chosen));
  }

  function pointTo(k, [x, y]) {
    const [ax, ay] = own.held.pivot;
    const length = Math.hypot(x - ax, y - ay);
    if (length < 0.02) return;
    const slope = slopeFor(length) / length;
    setLine(k, (x - ax) * slope, (y - ay) * slope, [ax, ay]);
  }

  // ---- training, played
  const time = player(
    root,
    (seconds) => {
      own.clock += seconds * SPEED;
      goTo(Math.floor(own.clock));
      if (own.step >= path.length - 1) time.pause();
    },
    () => {
      showTime();
      if (!time.playing) write();
    },
  );

  function goTo(step) {
    if (!path.length) return;
    own.step = clamp(step, 0, path.length - 1);
    own.lines = path[own.step].map((line) => line.slice());
    showTime();
    changed();
  }

  function scrub(step) {
    time.pause();
    goTo(step);
    write();
  }

  function toggle() {
    if (!path.length) return;
    if (time.playing) return time.pause();
    own.clock = own.step >= path.length - 1 ? 0 : own.step;
    return time.play();
  }

  function readPath() {
    const steps = rows(floats(model.get("path")), 3 * own.lines.length);
    return steps.map((flat) => rows(Float32Array.from(flat), 3));
  }

  function onTrained() {
    path = readPath();
    if (!path.length) return;
    own.clock = 0;
    if (still()) scrub(path.length - 1);
    else {
      goTo(0);
      time.play();
    }
  }

  const train = () => {
    time.pause();
    model.send({ do: "train" });
  };

  // ---- what the model says
  function refresh() {
    scene = readScene();
    own.picked = Math.min(own.picked, scene.labels.length - 1);
    showControls();
    changed();
  }

  // Lines set from Python; also called for what this view has written itself, which changes nothing.
  function onLines() {
    const lines = rows(floats(model.get("w_bytes")), 3);
    if (own.held || time.playing || String(lines) === String(own.lines)) return;
    own.lines = lines;
    path = [];
    own.step = 0;
    showTime();
    own.chosen = Math.min(own.chosen, lines.length - 1);
    changed();
  }

  function onPoints() {
    time.pause();
    path = [];
    own.step = 0;
    own.picked = -1;
    own.anchors = HOME.map((p) => p.slice());
    own.lines = rows(floats(model.get("w_bytes")), 3);
    own.chosen = Math.min(own.chosen, own.lines.length - 1);
    refresh();
  }

  function set(name, value) {
    model.set(name, value);
    model.save_changes();
  }

  function choose(k) {
    own.chosen = clamp(k, 0, own.lines.length - 1);
    changed();
  }

  function pick(n) {
    own.picked = n;
    changed();
  }

  const nextPoint = (by) => pick((Math.max(own.picked, by < 0 ? 0 : -1) + by + scene.labels.length) % scene.labels.length);

  const KEYS = {
    ArrowUp: (far) => shift(SHIFT * far),
    ArrowDown: (far) => shift(-SHIFT * far),
    ArrowLeft: (far) => turnBy(TURN * far),
    ArrowRight: (far) => turnBy(-TURN * far),
    "+": () => steepen(STEEPER),
    "=": () => steepen(STEEPER),
    "-": () => steepen(1 / STEEPER),
    0: () => choose(0),
    1: () => choose(1),
    2: () => choose(2),
    t: train,
    " ": toggle,
    ",": () => scrub(own.step - 1),
    ".": () => scrub(own.step + 1),
    n: (far) => nextPoint(far > 1 ? -1 : 1),
    Escape: () => pick(-1),
  };

  plane.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key] ?? (event.key.length === 1 ? KEYS[event.key.toLowerCase()] : undefined);
    if (!act) return;
    act(event.shiftKey && event.key.length > 1 ? 4 : event.key === "N" ? 4 : 1);
    event.preventDefault();
  });

  // ---- pointer: a tip turns, a handle or the line itself shifts, a point is picked
  function toPlane(event) {
    const box = canvas.getBoundingClientRect();
    const at = (pixels, whole) => EXTENT * clamp((2 * pixels) / whole - 1, -1, 1);
    return [at(event.clientX - box.left, box.width), -at(event.clientY - box.top, box.height)];
  }

  function under(event) {
    const box = canvas.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    const away = (p) => Math.hypot(px - place(p)[0], py - place(p)[1]);
    const nearest = (far, reach) => {
      const least = Math.min(...far);
      return least < reach ? far.indexOf(least) : -1;
    };
    const inPixels = own.size / (2 * EXTENT);
    const fromLines = own.lines.map((line) => (Math.abs(scoreOf(line, toPlane(event))) / (slopeOf(line) || 1)) * inPixels);
    const reach = event.pointerType === "touch" ? 24 : 14;
    const at = { tip: own.lines.map((_, k) => away(tipOf(k))), anchor: own.lines.map((_, k) => away(anchorOf(k))) };
    for (const kind of ["tip", "anchor"]) if (nearest(at[kind], reach) >= 0) return { kind, index: nearest(at[kind], reach) };
    const point = nearest(scene.points.map(away), reach);
    if (point >= 0) return { kind: "point", index: point };
    const line = nearest(fromLines, reach / 2);
    return line >= 0 ? { kind: "anchor", index: line } : null;
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const it = under(event);
    plane.focus({ preventScroll: true });
    if (!it) return pick(-1);
    if (it.kind === "point") return pick(it.index);
    canvas.setPointerCapture(event.pointerId);
    own.held = { ...it, pivot: anchorOf(it.index) };
    plane.classList.add("held");
    return choose(it.index);
  });

  canvas.addEventListener("pointermove", (event) => {
    if (!own.held) return plane.classList.toggle("over", Boolean(under(event)));
    const { kind, index } = own.held;
    if (kind === "tip") return pointTo(index, toPlane(event));
    return setLine(index, own.lines[index][0], own.lines[index][1], toPlane(event));
  });

  function release() {
    own.held = null;
    plane.classList.remove("held");
  }
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, release);

  // ---- wiring
  find("data").addEventListener("change", (event) => set("data", event.target.value));
  find("loss").addEventListener("change", (event) => set("loss", event.target.value));
  find("margin").addEventListener("input", (event) => set("margin", +event.target.value));
  find("reg").addEventListener("input", (event) => set("reg", +event.target.value));
  find("step").addEventListener("input", (event) => scrub(+event.target.value));
  find("play").addEventListener("click", toggle);
  find("train").addEventListener("click", train);
  find("reset").addEventListener("click", () => {
    time.pause();
    path = [];
    Object.assign(own, { anchors: HOME.map((p) => p.slice()), chosen: 0, picked: -1, step: 0 });
    model.send({ do: "reset" });
  });
  const listeners = {
    "change:margin change:reg change:loss": refresh,
    "change:w_bytes": onLines,
    "change:x_bytes": onPoints,
    "change:runs": onTrained,
  };
  for (const [what, act] of Object.entries(listeners)) model.on(what, act);
  own.lines = rows(floats(model.get("w_bytes")), 3);
  scene = readScene();
  path = readPath();
  // Trained before it was shown: it can be played at once.
  if (String(path.at(-1)) !== String(own.lines)) path = [];
  own.step = Math.max(0, path.length - 1);
  const view = drawnView(
    root,
    (width) => {
      own.size = Math.floor(width < 640 ? Math.min(width - 4, 520) : Math.min(width - 290, 540));
      plane.style.width = `${own.size}px`;
      find("picked").style.maxWidth = `${own.size}px`;
      own.side = find("bars").parentElement.clientWidth;
    },
    draw,
  );
  refresh();
  return () => {
    for (const [what, act] of Object.entries(listeners)) model.off(what, act);
    view.stop();
    time.stop();
    voice.stop();
  };
}

export default { render };
