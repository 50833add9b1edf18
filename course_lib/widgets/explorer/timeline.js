// The time line of a small interactive: play, pause, scrub and step through what the kernel has sent, without asking
// it again. It is told the step where one rests, for then the words are its own.

const WHOLE = 6; // seconds that a run takes, of however many steps

// `tick` asks for the next frame.
function timeline(root, model, control, tick) {
  const { name, last } = control;
  const calm = still(); // motion is not wanted: no gliding between steps
  let t = model.get(name);
  const step = () => Math.floor(t + 1e-9);

  const run = player(
    root,
    (seconds) => {
      t = clamp(t + (seconds * last) / WHOLE, 0, last); // the first frame may be dated before it was asked for
      if (t === last) run.pause();
      show();
    },
    () => (run.playing ? show() : rest()),
  );

  function show() {
    const input = root.querySelector(`[data-name="${name}"]`);
    if (!input) return; // the controls do not stand there yet
    const words = `${step()} of ${last}`;
    input.value = step();
    input.style.setProperty("--at", step() / last);
    input.setAttribute("aria-valuetext", words);
    root.querySelector(`output[for="${input.id}"]`).textContent = words;
    showPlay(root.querySelector(".explorer-play"));
    tick();
  }

  function showPlay(button) {
    root.classList.toggle("playing", run.playing);
    const label = run.playing ? "Pause" : "Play";
    if (button.getAttribute("aria-label") === label) return;
    button.setAttribute("aria-label", label);
    button.title = `${label} (space)`;
    button.innerHTML = run.playing ? PAUSE : PLAY;
  }

  // Here it stands: on a whole step, and the kernel may say what that shows.
  function rest() {
    t = step();
    show();
    if (model.get(name) === t) return;
    model.set(name, t);
    model.save_changes();
  }

  function seek(to) {
    t = clamp(to, 0, last);
    if (run.playing) run.pause();
    else rest();
  }

  function toggle() {
    if (run.playing) return run.pause();
    if (step() === last) t = 0;
    return run.play();
  }

  const KEYS = { " ": toggle, ",": () => seek(step() - 1), ".": () => seek(step() + 1) };

  function onKey(event) {
    const taken = event.target.matches(event.key === " " ? "button, select, [type=checkbox]" : "select");
    if (!KEYS[event.key] || taken || event.ctrlKey || event.metaKey || event.altKey) return;
    KEYS[event.key]();
    event.preventDefault();
  }

  // Set in Python, or by Reset.
  const follow = () => model.get(name) !== step() && seek(model.get(name));

  root.addEventListener("keydown", onKey);
  root.addEventListener("click", (event) => event.target.matches(".explorer-play") && toggle());
  model.on(`change:${name}`, follow);
  return {
    show,
    step,
    seek,
    pause: run.pause,
    t: () => (calm ? step() : t),
    stop() {
      run.stop();
      model.off(`change:${name}`, follow);
    },
  };
}
