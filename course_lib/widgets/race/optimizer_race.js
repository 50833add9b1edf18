// The view of optimizer_race.py. The kernel runs the race; this plays it back, and sends settings.

const PACE = 60; // steps a second at speed 1
const PRESSES = 50; // of an arrow key, from one side of the landscape to the other
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const SETTINGS = ["lr", "rho", "beta1", "beta2", "eps", "condition", "batch_size", "noise"];

const plainKey = ({ ctrlKey, metaKey, altKey }) => !(ctrlKey || metaKey || altKey);
const on = (names) => names.map((name) => `change:${name}`).join(" ");

// The facts of a race with its numbers: each racer's points, and the workings of one.
function read(model) {
  const facts = model.get("facts");
  const numbers = floats(model.get("paths"));
  const stride = 3 * (facts.steps + 1);
  const runner = (racer, i) => ({
    ...racer,
    point: (t) => [numbers[i * stride + 3 * t], numbers[i * stride + 3 * t + 1]],
    loss: (t) => numbers[i * stride + 3 * t + 2],
  });
  const racers = facts.racers.map(runner);
  const ghost = facts.ghost && runner(facts.ghost, racers.length);
  const start = (racers.length + (ghost ? 1 : 0)) * stride;
  const look = (k, name) => {
    const i = start + 2 * (k * facts.columns.length + facts.columns.indexOf(name));
    return [numbers[i], numbers[i + 1]];
  };
  return { ...facts, racers, ghost, look };
}

// What all parts of the view share: the race as it stands, and what only this view knows.
function shared(model, root, mine) {
  const view = {
    root, mine, fixed: model.get("fixed"), race: read(model),
    step: 0, playing: false, speed: 1, size: 0, wide: 0, mapWide: 0, revealed: false, focused: false,
    get: (name) => model.get(name),
    find: (name) => root.querySelector(`.race-${name}`),
    all: (name) => [...root.querySelectorAll(`.race-${name}`)],
    hidden: () => Boolean(view.race.question) && !model.get("guess"),
    k: () => Math.min(Math.floor(view.step), view.race.steps),
  };
  view.step = view.race.steps;
  return view;
}

function render({ model, el }) {
  const root = document.createElement("div");
  const mine = model.get("facts").racers.some(({ name }) => name === "mine");
  root.className = "race";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Optimiser race");
  root.innerHTML = markup(`race-${Math.random().toString(36).slice(2)}`, model.get("fixed"), mine);
  for (const [name, colour] of Object.entries(model.get("fixed").symbols)) root.style.setProperty(`--race-${name}`, colour);
  el.append(root);
  const view = shared(model, root, mine);
  const { find, all, get, fixed } = view;
  const shown = stage(view);
  const told = readouts(view);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let frame = 0;
  let last = 0; // when the last frame was
  let saying = 0;

  // ---- time
  function request() {
    frame ||= requestAnimationFrame(tick);
  }

  function tick(now) {
    frame = 0;
    if (view.playing) advance(now);
    if (view.size) {
      shown.draw();
      told.atStep();
    }
    if (view.playing) request();
  }

  function advance(now) {
    // After a pause of the page itself, go on from where it was.
    view.step += ((last ? Math.min(now - last, 100) : 0) / 1000) * PACE * view.speed;
    last = now;
    if (view.step < view.race.steps) return;
    view.step = view.race.steps;
    play(false);
  }

  function play(wanted) {
    if (wanted && view.step >= view.race.steps) view.step = 0;
    view.playing = wanted && !view.hidden();
    last = 0;
    find("play").innerHTML = iconOf(view.playing ? "pause" : "play");
    find("play").setAttribute("aria-label", view.playing ? "Pause" : "Play");
    if (!view.playing) say();
    request();
  }

  function seek(step) {
    if (view.hidden()) return;
    view.step = clamp(step, 0, view.race.steps);
    play(false);
  }

  // Said once things have come to rest, not at every frame.
  function say() {
    clearTimeout(saying);
    saying = setTimeout(() => {
      const text = summary(view);
      shown.canvas.setAttribute("aria-label", text);
      find("loss").setAttribute("aria-label", `Loss against step. ${text}`);
      find("said").textContent = text;
    }, 300);
  }

  // ---- what the kernel sends
  function refresh() {
    const before = view.race;
    view.race = read(model);
    const atEnd = view.step === before.steps && !view.playing;
    view.step = atEnd ? view.race.steps : Math.min(view.step, view.race.steps);
    const runners = ({ racers, question }) => [question, ...racers.map(({ name }) => name)].join();
    if (runners(view.race) !== runners(before)) told.guesses(guess);
    shown.newRace();
    told.controls();
    request();
    say();
  }

  function onField() {
    shown.newField();
    request();
  }

  // ---- what the hands can do
  function set(changes) {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
  }

  function guess(name) {
    Object.assign(view, { step: still.matches ? view.race.steps : 0, revealed: false });
    set({ guess: name });
    if (!still.matches) play(true);
  }

  function moveStart([x, y]) {
    const [x0, x1, y0, y1] = view.race.view;
    set({ start: [clamp(x, x0, x1), clamp(y, y0, y1)] });
  }

  function moveOnMap([lr, rho]) {
    const near = (name, value) => clamp(+value.toPrecision(3), ...fixed.ranges[name]);
    set({ lr: near("lr", lr), rho: near("rho", rho), best_rates: false });
  }

  function reset() {
    Object.assign(view, { step: view.race.steps, revealed: false });
    set({ resets: get("resets") + 1 });
  }

  const KEYS = {
    " ": () => play(!view.playing),
    ",": () => seek(Math.ceil(view.step) - 1),
    ".": () => seek(Math.floor(view.step) + 1),
    Home: () => seek(0),
    End: () => seek(view.race.steps),
    r: reset,
  };

  function onPlaneKey(event) {
    const arrow = ARROWS[event.key];
    const act = KEYS[event.key] ?? KEYS[event.key.toLowerCase()];
    if (!plainKey(event) || !(arrow || act)) return;
    const by = ((view.race.view[1] - view.race.view[0]) / PRESSES) * (event.shiftKey ? 5 : 1);
    if (arrow) moveStart(get("start").map((v, i) => v + by * arrow[i]));
    else act();
    event.preventDefault();
  }

  function onMapKey(event) {
    const arrow = ARROWS[event.key];
    if (!arrow || !plainKey(event)) return;
    const far = event.shiftKey ? 5 : 1;
    moveOnMap([get("lr") * 10 ** (0.05 * far * arrow[0]), get("rho") + 0.01 * far * arrow[1]]);
    event.preventDefault();
  }

  // Pressed, then dragged or not: the same from mouse, pen and finger.
  function draggable(target, act) {
    target.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      target.setPointerCapture(event.pointerId);
      target.parentElement.focus({ preventScroll: true });
      act(event);
    });
    target.addEventListener("pointermove", (event) => target.hasPointerCapture(event.pointerId) && act(event));
  }

  const when = (name, kind, act) => find(name).addEventListener(kind, (event) => act(event.target.value, event));

  function wire() {
    root.addEventListener("keydown", (event) => event.stopPropagation());
    // A change of theme is a transition of the ink (see the CSS), cut short where the page hides meanwhile.
    for (const end of ["transitionend", "transitioncancel"]) root.addEventListener(end, (event) => event.target === root && request());
    find("plane").addEventListener("keydown", onPlaneKey);
    find("map").addEventListener("keydown", onMapKey);
    for (const [kind, has] of [["focus", true], ["blur", false]]) {
      find("plane").addEventListener(kind, () => {
        view.focused = has;
        request();
      });
    }
    draggable(shown.canvas, (event) => moveStart(pointAt(view, event, shown.canvas.getBoundingClientRect())));
    draggable(find("loss"), (event) => seek(shown.stepAt(event)));
    draggable(shown.mapCanvas, (event) => moveOnMap(shown.ratesAt(event)));
    when("play", "click", KEYS[" "]);
    when("back", "click", KEYS[","]);
    when("forward", "click", KEYS["."]);
    when("redraw", "click", () => set({ seed: get("seed") + 1 }));
    when("reset", "click", reset);
    when("scrub", "input", (step) => seek(+step));
    when("speed", "change", (speed) => (view.speed = +speed));
    for (const name of ["surface", "schedule", "mine_like", "inside"]) when(name, "change", (value) => set({ [name]: value }));
    when("steps", "change", (steps) => set({ steps: +steps }));
    when("rates", "change", (value) => set({ best_rates: value === "best" }));
    when("list", "change", () => set({ optimizers: all("entry").map((entry) => entry.querySelector("input:checked")?.value).filter(Boolean) }));
    for (const [name, , kind] of SLIDERS) {
      when(name, "input", (place) => {
        const value = SCALES[kind].to(+place / 1000, fixed.ranges[name]);
        set({ [name]: name === "batch_size" ? Math.round(value) : +value.toPrecision(name.startsWith("beta") ? 4 : 3) });
      });
    }
  }

  const heard = [
    [on(["paths", "facts", "guess"]), refresh],
    [on(["field_bytes", "map_bytes"]), onField],
    [on(SETTINGS), told.controls], // the picture follows when the kernel answers
    [on(["start"]), request],
  ];
  for (const [events, act] of heard) model.on(events, act);
  const sized = new ResizeObserver(() => {
    const { clientWidth } = find("main"); // inside any padding of the root
    if (clientWidth < 60) return; // not laid out yet, or hidden
    shown.resize(clientWidth);
    request();
  });
  const seen = new IntersectionObserver(([entry]) => !entry.isIntersecting && view.playing && play(false));
  wire();
  sized.observe(el);
  seen.observe(shown.canvas);
  find("speed").value = "1";
  told.guesses(guess);
  play(false);
  refresh();
  return () => {
    for (const [events, act] of heard) model.off(events, act);
    sized.disconnect();
    seen.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(saying);
    told.stop();
  };
}

export default { render };
