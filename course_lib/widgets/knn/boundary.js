// The view of knn_boundary.py. The kernel votes on a grid; this draws it, finds the neighbours of the
// crosshair itself and sends points, k, metric and angle back. All lengths are on the unit disc.

const STEP = 0.04; // one press of an arrow key
const REACH = 16; // pixels around a point that count as on it
const TURN = 5; // degrees for one press of [ or ]

const percent = (share) => (100 * share).toFixed(1) + " %";

function turn([x, y], degrees) {
  const c = Math.cos((degrees * Math.PI) / 180);
  const s = Math.sin((degrees * Math.PI) / 180);
  return [c * x - s * y, s * x + c * y];
}

function onDisc([x, y]) {
  const length = Math.max(1, Math.hypot(x, y));
  return [x / length, y / length];
}

function distance(metric, [a, b], [c, d]) {
  const far = metric === "L1" ? Math.abs(a - c) + Math.abs(b - d) : Math.hypot(a - c, b - d);
  return Math.round(far * 1e9) / 1e9; // as the kernel rounds, so that ties are its ties
}

// The k nearest points of q with their distances, the count of each class and the class that wins.
function ask(scene, q) {
  const near = scene.points
    .map((p, index) => ({ index, distance: distance(scene.metric, p, q) }))
    .sort((a, b) => a.distance - b.distance || a.index - b.index)
    .slice(0, scene.k);
  const counts = [0, 0, 0];
  for (const { index } of near) counts[scene.labels[index]] += 1;
  const most = Math.max(...counts);
  return { near, counts, winner: counts.indexOf(most), tie: counts.filter((c) => c === most).length > 1 };
}

// What the model says; `points` are turned, as they are seen.
function read(model) {
  const xy = floats(model.get("x_bytes"));
  const labels = bytes(model.get("y_bytes"));
  const angle = model.get("angle");
  const unturned = Array.from(labels, (_, i) => [xy[2 * i], xy[2 * i + 1]]);
  const points = unturned.map((p) => turn(p, angle));
  const share = model.get("changed_share");
  return { unturned, points, labels, angle, share, k: model.get("k"), metric: model.get("metric") };
}

function write(model, unturned, labels) {
  const xy = Float32Array.from(unturned.flat());
  model.set("x_bytes", new DataView(xy.buffer));
  model.set("y_bytes", new DataView(Uint8Array.from(labels).buffer));
  model.set("k", Math.min(model.get("k"), labels.length));
  model.save_changes();
}

function render({ model, el }) {
  const colours = model.get("colours");
  const shapes = model.get("shapes");
  const radius = () => model.get("radius");
  const extent = model.get("extent");
  const root = document.createElement("div");
  root.className = "panel-view knn";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "k nearest neighbours: who wins where");
  root.innerHTML = knnMarkup(uniqueId("knn"), shapes, colours);
  el.append(root);
  const find = (name) => root.querySelector(`.knn-${name}`);
  const plane = root.querySelector(".panel-plane");
  const canvas = plane.querySelector("canvas");
  const field = document.createElement("canvas");

  // What only this view knows: the crosshair, the point picked, whether it is held, the class to add.
  const own = { cross: model.get("probe").slice(), picked: -1, held: false, label: 0, size: 0, votes: null, ink: "" };
  const voice = speaker(root);
  let scene = read(model);

  // ---- drawing
  const place = ([x, y]) => [((1 + x / extent) * own.size) / 2, ((1 - y / extent) * own.size) / 2];
  const toPlane = (event) => {
    const box = canvas.getBoundingClientRect();
    const at = (pixels, whole) => extent * clamp((2 * pixels) / whole - 1, -1, 1);
    return [at(event.clientX - box.left, box.width), -at(event.clientY - box.top, box.height)];
  };

  function draw(ink) {
    if (!own.size) return;
    refreshField(ink);
    const c = blank(canvas, own.size, own.size);
    c.drawImage(field, 0, 0, own.size, own.size);
    drawAxes(c, own.size, scene.angle, ink);
    drawScene(c, ink, casingOf(ink));
    showPoll();
  }

  function refreshField(ink) {
    const votes = model.get("votes");
    if (!votes.byteLength || (own.votes === votes && own.ink === ink && field.width === own.size)) return;
    paintField(field, bytes(votes), own.size, colours, rgbOf(ink));
    Object.assign(own, { votes, ink });
  }

  function drawScene(c, ink, casing) {
    const { near } = ask(scene, own.cross);
    const chosen = new Set(near.map(({ index }) => index));
    const r = clamp(own.size / 62, 5, 7.5);
    drawBall(c, scene.metric, place(own.cross), ((near.at(-1).distance / extent) * own.size) / 2);
    c.setLineDash([4, 4]);
    strokeTwice(c, 1.2, ink, casing);
    c.setLineDash([]);
    drawNeighbours(c, place, scene, own.cross, near, ink, casing);
    scene.points.forEach((p, i) => {
      drawPoint(c, place(p), scene.labels[i], colours[scene.labels[i]], chosen.has(i) ? r * 1.2 : r, ink, casing);
    });
    if (own.picked >= 0) {
      trace(c, 0, ...place(scene.points[own.picked]), r * 1.2 + 6);
      strokeTwice(c, own.held ? 3.2 : 1.8, ink, casing);
    }
    drawDistances(c, place, scene, own.cross, near, radius(), ink, casing);
    drawCross(c, place(own.cross), ink, casing);
  }

  // ---- the readouts
  function where([x, y]) {
    const [a, b] = model.get("centre");
    return `(${format(a + radius() * x, radius())}, ${format(b + radius() * y, radius())})`;
  }

  function showPoll() {
    const { near, counts, winner, tie } = ask(scene, own.cross);
    find("wins").textContent = tie ? `tie: class ${winner}` : `class ${winner} wins`;
    find("wins").title = tie ? "equal votes: the smallest label wins" : "";
    root.querySelectorAll(".knn-bar i").forEach((bar, c) => (bar.style.width = `${(100 * counts[c]) / scene.k}%`));
    root.querySelectorAll(".knn-votes b").forEach((count, c) => (count.textContent = counts[c]));
    const [first, last] = [near[0], near.at(-1)].map((n) => format(n.distance * radius(), radius()));
    const far = first === last ? first : `${first} to ${last}`;
    find("far").textContent = `${scene.metric} distances ${far}`;
  }

  function changeText() {
    if (!scene.angle) return "Turn the points; the axes stay.";
    if (!scene.share) return "0.0 % changed: the regions turn with the points.";
    return `${percent(scene.share)} changed (hatched): the regions do not just turn.`;
  }

  function showControls() {
    const k = find("k");
    k.max = scene.labels.length;
    k.value = scene.k;
    find("turn").value = scene.angle;
    for (const slider of [k, find("turn")]) fillSlider(slider);
    find("k-is").textContent = `k = ${scene.k}`;
    find("turn-is").textContent = `${Math.round(scene.angle)}°`;
    find("changed").textContent = changeText();
    root.querySelector(`.knn-metric [value=${scene.metric}]`).checked = true;
    root.querySelector(`.knn-class [value="${own.label}"]`).checked = true;
    find("delete").disabled = own.picked < 0 || scene.labels.length < 2;
    plane.classList.toggle("held", own.held);
  }

  function summary() {
    const { near, counts, winner, tie } = ask(scene, own.cross);
    const votes = counts.map((n, c) => `${n} ${shapes[c]}`).join(", ");
    const turned = scene.angle ? `, turned by ${Math.round(scene.angle)} degrees, ${percent(scene.share)} of the plane changed` : "";
    const picked = own.picked < 0 ? "" : ` Point ${own.picked + 1}, ${shapes[scene.labels[own.picked]]}, ${own.held ? "held" : "picked"}.`;
    return (
      `${scene.labels.length} points, k = ${scene.k}, ${scene.metric}${turned}.${picked} At ${where(own.cross)}: ${votes}; ` +
      `${tie ? "a tie, " : ""}${shapes[winner]} wins; distances ${near.map((n) => format(n.distance * radius(), radius())).join(", ")}.`
    );
  }

  function say() {
    voice.say(() => {
      canvas.setAttribute("aria-label", summary());
      return summary();
    });
  }

  function refresh() {
    scene = read(model);
    own.picked = Math.min(own.picked, scene.labels.length - 1);
    own.held &&= own.picked >= 0;
    showControls();
    view.request();
    say();
  }

  // ---- what the hands can do
  function set(name, value) {
    model.set(name, value);
    model.save_changes();
  }

  const unturn = (p) => turn(onDisc(p), -scene.angle);
  const setK = (k) => set("k", clamp(k, 1, scene.labels.length));
  const setAngle = (angle) => set("angle", clamp(angle, 0, 90));
  const setMetric = (metric) => set("metric", metric);

  function moveCross(to) {
    own.cross = to.map((v) => clamp(v, -extent, extent));
    if (own.held) movePoint(own.cross);
    view.request();
    say();
  }

  function movePoint(to) {
    write(model, scene.unturned.with(own.picked, unturn(to)), scene.labels);
  }

  function add(at) {
    if (scene.labels.length >= model.get("most")) return;
    write(model, [...scene.unturned, unturn(at)], [...scene.labels, own.label]);
    pick(scene.labels.length - 1);
  }

  function remove() {
    const index = own.picked;
    if (index < 0 || scene.labels.length < 2) return;
    pick(-1);
    const rest = (list) => Array.from(list).filter((_, i) => i !== index);
    write(model, rest(scene.unturned), rest(scene.labels));
  }

  function pick(index, held = false) {
    Object.assign(own, { picked: index, held: held && index >= 0 });
    refresh();
  }

  function step(by) {
    const N = scene.labels.length;
    const from = own.picked < 0 && by < 0 ? 0 : own.picked;
    pick((from + by + N) % N);
    moveCross(scene.points[own.picked].slice());
  }

  function grab() {
    if (own.held) return pick(own.picked);
    pick(own.picked < 0 ? ask(scene, own.cross).near[0].index : own.picked, true);
    return moveCross(scene.points[own.picked].slice());
  }

  function choose(label) {
    own.label = label;
    refresh();
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const KEYS = {
    n: () => step(1),
    N: () => step(-1),
    " ": grab,
    Enter: () => add(own.cross),
    Delete: remove,
    Backspace: remove,
    Escape: () => pick(-1),
    0: () => choose(0),
    1: () => choose(1),
    2: () => choose(2),
    "+": () => setK(scene.k + 1),
    "=": () => setK(scene.k + 1),
    "-": () => setK(scene.k - 1),
    m: () => setMetric(scene.metric === "L1" ? "L2" : "L1"),
    "]": () => setAngle(scene.angle + TURN),
    "[": () => setAngle(scene.angle - TURN),
  };

  function onPlaneKey(event) {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const arrow = ARROWS[key];
    const act = KEYS[key] ?? (key.length === 1 ? KEYS[key.toLowerCase()] : undefined);
    if (arrow) moveCross(own.cross.map((v, i) => v + arrow[i] * STEP * (shiftKey ? 4 : 1)));
    else if (act) act();
    else return;
    event.preventDefault();
  }

  // ---- pointer: drag a point, drag over the empty plane to look around, tap it to add one
  let pressed = null;

  function pointAt(event) {
    const box = canvas.getBoundingClientRect();
    const away = scene.points.map((p) => {
      const [x, y] = place(p);
      return Math.hypot(event.clientX - box.left - x, event.clientY - box.top - y);
    });
    const least = Math.min(...away);
    return least < REACH ? away.indexOf(least) : -1;
  }

  function onDown(event) {
    if (event.button) return;
    const index = pointAt(event);
    pressed = { at: [event.clientX, event.clientY], index, dragged: false };
    plane.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    pick(index, index >= 0);
  }

  function onMove(event) {
    if (pressed && Math.hypot(event.clientX - pressed.at[0], event.clientY - pressed.at[1]) > 4) pressed.dragged = true;
    plane.classList.toggle("over", !pressed && pointAt(event) >= 0);
    if (!pressed || pressed.index < 0) {
      if (!own.held) own.cross = toPlane(event);
      view.request();
      say();
    } else if (pressed.dragged) movePoint(toPlane(event));
  }

  function onUp(event) {
    if (!pressed) return;
    const { index, dragged } = pressed;
    pressed = null;
    if (index >= 0) pick(index);
    else if (!dragged) add(toPlane(event));
  }

  function onCancel() {
    pressed = null;
    pick(own.picked);
  }

  // ---- wiring
  const view = drawnView(
    root,
    (width) => {
      own.size = Math.floor(width < 640 ? Math.min(width - 4, 520) : Math.min(width - 290, 540));
      plane.style.width = `${own.size}px`;
    },
    draw,
  );
  plane.addEventListener("keydown", onPlaneKey);
  canvas.addEventListener("pointerdown", onDown);
  canvas.addEventListener("pointermove", onMove);
  canvas.addEventListener("pointerup", onUp);
  canvas.addEventListener("pointercancel", onCancel);
  find("k").addEventListener("input", (event) => setK(+event.target.value));
  find("turn").addEventListener("input", (event) => setAngle(+event.target.value));
  find("metric").addEventListener("change", (event) => setMetric(event.target.value));
  find("class").addEventListener("change", (event) => choose(+event.target.value));
  find("delete").addEventListener("click", remove);
  find("reset").addEventListener("click", () => {
    Object.assign(own, { cross: model.get("probe").slice(), label: 0 });
    pick(-1);
    model.send({ do: "reset" });
  });
  const watched = "change:k change:metric change:angle change:x_bytes change:y_bytes change:votes change:changed_share";
  model.on(watched, refresh);
  refresh();
  return () => {
    model.off(watched, refresh);
    view.stop();
    voice.stop();
  };
}

export default { render };
