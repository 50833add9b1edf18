// The three canvases of a race: landscape, losses, map. Drawn in animation frames only; `view` is what all parts
// of the view share (see optimizer_race.js).

const LOSS_HEIGHT = 220;
const MAP_HEIGHT = 210;
const FIELD_ONLY = { field: true, map: true, paths: true, point: true };

function sheet(target, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (target.width !== w || target.height !== h) Object.assign(target, { width: w, height: h });
  const c = target.getContext("2d");
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.clearRect(0, 0, width, height);
  return c;
}

// Pixels of a point of the landscape, and back.
function placeOn({ race, size }, [x, y]) {
  const [x0, x1, y0, y1] = race.view;
  return [((x - x0) / (x1 - x0)) * size, ((y1 - y) / (y1 - y0)) * size];
}

function pointAt({ race }, event, box) {
  const [x0, x1, y0, y1] = race.view;
  const [across, down] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  return [x0 + (x1 - x0) * clamp(across, 0, 1), y1 - (y1 - y0) * clamp(down, 0, 1)];
}

// The step shown in numbers: at the end of a path, its last; -1 where there is none.
function shownStep({ race, step }) {
  const racer = race.racers.find(({ name }) => name === race.inside);
  return racer ? Math.min(Math.floor(step), racer.last - 1) : -1;
}

function stage(view) {
  const { find, get, fixed } = view;
  const canvas = find("plane").querySelector("canvas");
  const mapCanvas = find("map").querySelector("canvas");
  const [field, map, axes] = [0, 1, 2].map(() => document.createElement("canvas"));
  const layers = { paths: trails(), losses: trails() };
  const stale = { ...FIELD_ONLY };
  let lines = { paths: [], losses: [] };
  let scale = null;
  let ink = "";
  let casing = "";

  const place = (point) => placeOn(view, point);

  function draw() {
    useInk(getComputedStyle(view.root).color);
    if (stale.field) paintHeights(field, shorts(get("field_bytes")), view.size, window.devicePixelRatio || 1, rgbOf(ink));
    if (stale.paths || stale.field || layers.paths.before(lines.paths, view.step)) rebuild();
    if (!view.hidden()) {
      layers.paths.extend(lines.paths, view.step, casing);
      layers.losses.extend(lines.losses, view.step, null);
    }
    drawPlane();
    drawLosses();
    if (view.race.bowl && (stale.map || stale.point)) drawRates();
    Object.assign(stale, { field: false, paths: false, map: false, point: false });
  }

  function useInk(now) {
    if (now !== ink) Object.assign(stale, FIELD_ONLY);
    ink = now;
    casing = casingOf(ink);
  }

  function rebuild() {
    scale = lossScale(view.race, view.wide, LOSS_HEIGHT);
    lines = { paths: dressed(pathOf), losses: dressed(curveOf) };
    const ratio = window.devicePixelRatio || 1;
    layers.paths.clear(view.size, view.size, ratio);
    layers.losses.clear(view.wide, LOSS_HEIGHT, ratio);
    const c = sheet(axes, view.wide, LOSS_HEIGHT);
    drawLossAxes(c, scale, view.race, ink);
    drawGoal(c, scale, view.race, ink);
  }

  const pathOf = (racer) => ({ at: (t) => place(racer.point(t)), last: racer.last });
  // Where it left, the loss is that of the rim it is held on: no part of the curve.
  const curveOf = (racer) => ({ at: (t) => [scale.x(t), scale.y(racer.loss(t))], last: racer.last - (racer.left ? 1 : 0) });

  function dressed(shape) {
    const { racers, ghost } = view.race;
    const all = racers.map((racer) => {
      const { colour, dash } = fixed.looks[racer.name];
      return { ...shape(racer), racer, colour: inkOr(colour, ink), dash, width: racer.name === "mine" ? 3 : 2.2 };
    });
    if (ghost) all.push({ ...shape(ghost), colour: ink, dash: [2, 3], width: 1.2 });
    return all;
  }

  function drawPlane() {
    const { race, size } = view;
    const c = sheet(canvas, size, size);
    c.drawImage(field, 0, 0, size, size);
    for (const minimum of race.minima) drawMinimum(c, place(minimum), ink, casing);
    if (!view.hidden()) layers.paths.paint(c, size, size);
    drawStart(c, place(get("start")), ink, casing, view.focused);
    if (view.hidden()) return;
    for (const line of lines.paths) if (line.racer) drawHead(c, line);
    if (!view.playing) drawInside(c);
    if (race.ghost?.parted >= 0 && race.ghost.parted <= view.step) drawParting(c);
  }

  // Who has left is shown, faint, where the picture ends.
  function drawHead(c, line) {
    const at = between(line, view.step);
    const seen = at.map((v) => clamp(v, 7, view.size - 7));
    const gone = Math.hypot(at[0] - seen[0], at[1] - seen[1]) > 12;
    c.globalAlpha = gone ? 0.45 : 1;
    drawMark(c, fixed.looks[line.racer.name], seen, 5.2, ink, casing);
    c.globalAlpha = 1;
  }

  const outside = (at) => at.some((v) => v < 0 || v > view.size);

  function drawParting(c) {
    const at = place(view.race.racers.at(-1).point(view.race.ghost.parted));
    if (outside(at)) return;
    c.beginPath();
    c.arc(...at, 12, 0, 7);
    c.setLineDash([4, 3]);
    strokeTwice(c, 1.8, ink, casing);
    c.setLineDash([]);
    const text = `step ${view.race.ghost.parted}`;
    drawLabel(c, text, clamp(at[0], 26, view.size - 26), clamp(at[1] - 22, 10, view.size - 10), ink, casing);
  }

  function drawInside(c) {
    const k = shownStep(view);
    if (k < 0) return;
    const racer = view.race.racers.find(({ name }) => name === view.race.inside);
    const from = place(racer.point(k));
    if (outside(from)) return;
    const { found } = worth(view.race, get, k);
    drawForces(c, from, place(racer.point(k + 1)), found, fixed.symbols, view.size, ink, casing);
  }

  function drawLosses() {
    const c = sheet(find("loss"), view.wide, LOSS_HEIGHT);
    if (view.hidden()) return drawLabel(c, "Your guess first", view.wide / 2, LOSS_HEIGHT / 2, ink, casing);
    c.drawImage(axes, 0, 0, view.wide, LOSS_HEIGHT);
    layers.losses.paint(c, view.wide, LOSS_HEIGHT);
    drawCursor(c, scale, view.step, ink);
    for (const line of lines.losses) {
      if (line.racer && line.last >= 0) drawMark(c, fixed.looks[line.racer.name], between(line, view.step), 4, ink, casing);
    }
    return undefined;
  }

  function drawRates() {
    const [columns, rows] = fixed.map;
    if (stale.map) paintRates(map, floats(get("map_bytes")), columns, rows, rgbOf(ink));
    const c = sheet(mapCanvas, view.mapWide, MAP_HEIGHT);
    const now = { condition: get("condition"), lr: get("lr"), rho: get("rho"), best: view.race.best };
    drawMap(c, mapScale(fixed.ranges, view.mapWide, MAP_HEIGHT), map, now, fixed.looks.momentum, ink, casing);
  }

  function resize(width) {
    const narrow = width < 700;
    view.root.classList.toggle("narrow", narrow);
    view.size = Math.floor(narrow ? Math.min(width - 4, 520) : Math.min(0.52 * width, 520));
    view.wide = Math.floor(narrow ? width - 4 : width - view.size - 30);
    view.mapWide = Math.min(360, narrow ? width - 4 : 360);
    for (const [it, w, h] of [[canvas, view.size, view.size], [find("loss"), view.wide, LOSS_HEIGHT], [mapCanvas, view.mapWide, MAP_HEIGHT]]) {
      Object.assign(it.style, { width: `${w}px`, height: `${h}px` });
    }
    find("left").style.width = `${view.size}px`;
    Object.assign(stale, FIELD_ONLY);
  }

  return {
    canvas,
    mapCanvas,
    draw,
    resize,
    newRace: () => Object.assign(stale, { paths: true, point: true }),
    newField: () => Object.assign(stale, FIELD_ONLY),
    stepAt: (event) => Math.round(scale.step(event.clientX - find("loss").getBoundingClientRect().left)),
    ratesAt: (event) => {
      const box = mapCanvas.getBoundingClientRect();
      const at = mapScale(fixed.ranges, box.width, box.height);
      return [at.lr(event.clientX - box.left), at.rho(event.clientY - box.top)];
    },
  };
}
