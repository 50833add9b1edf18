// What a race tells in text: the list, the numbers of a step, the controls, the summary for screen readers.

const NEEDS = {
  condition: ({ bowl }) => bowl,
  batch_size: ({ surface }) => surface === "minibatch",
  rho: ({ names, mine }) => mine || names.some((name) => name === "momentum" || name === "nesterov"),
  beta1: ({ names, mine }) => mine || names.some((name) => name.startsWith("adam")),
  beta2: ({ names, mine }) => mine || names.some((name) => name.startsWith("adam") || name === "rmsprop"),
  eps: ({ names, mine }) => mine || names.some((name) => name.startsWith("ada") || name === "rmsprop"),
  mine_like: ({ mine }) => mine,
};

function fate(racer, { step, race }) {
  if (racer.left && step >= racer.last) return `diverged at ${racer.last}`;
  if (racer.arrived >= 0 && step >= racer.arrived) return `arrived at ${racer.arrived}`;
  return racer.last < race.steps && !racer.left && step >= racer.last ? `stopped at ${racer.last}` : "";
}

function lossNow(racer, view) {
  const gone = racer.left && view.step >= racer.last;
  return gone ? "gone" : number(racer.loss(Math.min(view.k(), racer.last)), 2);
}

function summary(view) {
  const { race } = view;
  if (view.hidden()) return `${race.question} Answer with the buttons.`;
  const told = race.racers.map((racer) => `${racer.label} ${fate(racer, view) || lossNow(racer, view)}`);
  return `Step ${view.k()} of ${race.steps}, start ${pair(view.get("start"))}. ${told.join(", ")}. ${race.goal} ${race.mine}`.trim();
}

// What the arrows at the mark mean.
function legend({ velocity, root }) {
  const downhill = velocity ? "both downhill arrows to one scale" : "the way downhill";
  return `On the landscape: ${downhill}, ${root ? "√v as the ellipse it makes, " : ""}the step as long as it is or magnified as written.`;
}

function fill(range, words) {
  range.style.setProperty("--at", (range.value - range.min) / Math.max(1, range.max - range.min));
  range.setAttribute("aria-valuetext", words);
}

function readouts(view) {
  const { find, all, get, fixed } = view;
  let waiting = 0;
  const put = (name, text) => find(name).textContent !== text && (find(name).textContent = text);

  // ---- with every step
  function atStep() {
    const { race } = view;
    find("scrub").value = view.k();
    fill(find("scrub"), `step ${view.k()} of ${race.steps}`);
    put("step-is", view.hidden() ? "" : `${view.k()} / ${race.steps}`);
    for (const racer of race.racers) {
      const entry = view.root.querySelector(`[data-name="${racer.name}"]`);
      entry.querySelector(".race-loss-is").textContent = view.hidden() ? "" : lossNow(racer, view);
      entry.querySelector(".race-fate").textContent = view.hidden() ? "" : fate(racer, view);
    }
    // The picture first: text costs as much, and nobody reads numbers at every frame.
    waiting ||= setTimeout(numbers, view.playing ? 120 : 30);
    view.revealed ||= view.step >= race.steps;
    answer();
  }

  function numbers() {
    waiting = 0;
    const { race } = view;
    const k = shownStep(view);
    const shown = k >= 0 && !view.hidden();
    put("inside-step", shown ? `step ${k + 1}, ${k < view.step ? "the last" : "the next"}` : "");
    if (!shown) {
      const why = view.hidden() ? "Your guess first." : race.inside ? "It did not get that far." : "Choose somebody who runs.";
      find("equations").innerHTML = `<p class="race-note">${why}</p>`;
      return;
    }
    const { values, found } = worth(race, get, k);
    const kept = race.inside === "mine" ? stateLines(race, k) : "";
    find("equations").innerHTML = `${equations(race, values, found)}${kept}<p class="race-note race-small">${legend(found)}</p>`;
  }

  function answer() {
    const { race } = view;
    find("ask").hidden = !race.question;
    if (!race.question) return;
    const guess = get("guess");
    const right = guess === "none" ? !race.right.length : race.right.includes(guess);
    const said = right ? "Right." : `You said ${guess === "none" ? "none of them" : fixed.looks[guess]?.label}.`;
    put("answer", view.hidden() ? "" : view.revealed ? `${said} ${race.answer}` : "Watch.");
    for (const button of all("guess")) button.setAttribute("aria-pressed", button.value === guess);
  }

  // ---- with every race
  function controls() {
    const { race } = view;
    find("scrub").max = race.steps;
    sliders();
    for (const name of ["surface", "schedule", "mine_like", "inside"]) find(name).value = get(name);
    const steps = find("steps");
    if (![...steps.options].some(({ value }) => +value === race.steps)) steps.add(new Option(race.steps, race.steps));
    steps.value = race.steps;
    find("rates").querySelector(`[value="${get("best_rates") ? "best" : "one"}"]`).checked = true;
    find("lr").disabled = get("best_rates");
    find("sweep").hidden = !get("best_rates");
    const asked = { bowl: race.bowl, surface: get("surface"), names: get("optimizers"), mine: view.mine };
    for (const [name, needed] of Object.entries(NEEDS)) find(`for-${name}`).hidden = !needed(asked);
    find("redraw").disabled = get("surface") !== "minibatch" && !get("noise");
    for (const name of ["play", "back", "forward", "scrub"]) find(name).disabled = view.hidden();
    put("goal", view.hidden() ? "" : race.goal);
    put("mine", view.hidden() ? "" : race.mine);
    find("mine").classList.toggle("fault", race.fault && !view.hidden());
    list();
    rates();
  }

  function sliders() {
    for (const [name, , kind] of SLIDERS) {
      const range = find(name);
      // Under the hand it stays where the hand is: the kernel may be a few moves behind.
      if (!range.matches(":active")) range.value = Math.round(1000 * SCALES[kind].from(get(name), fixed.ranges[name]));
      fill(range, number(get(name)));
      put(`${name}-is`, number(get(name)));
    }
  }

  function list() {
    for (const entry of all("entry")) {
      const racer = view.race.racers.find(({ name }) => name === entry.dataset.name);
      const box = entry.querySelector("input");
      entry.classList.toggle("off", !racer);
      if (box) box.checked = Boolean(racer);
      entry.querySelector(".race-rate-is").textContent = racer?.rate && get("best_rates") ? `lr ${number(racer.rate)}` : "";
      if (!racer) for (const part of [".race-loss-is", ".race-fate"]) entry.querySelector(part).textContent = "";
    }
  }

  function rates() {
    const { race } = view;
    find("map-panel").hidden = !race.bowl || view.hidden(); // it would give the answer away
    if (!race.bowl) return;
    const [lr, rho] = [get("lr"), get("rho")];
    const edge = (2 * (1 + rho)) / get("condition");
    const [where, best] = [`rate ${number(lr)}, rho ${number(rho)}`, race.best.map((v) => number(v)).join(", ")];
    const text = `At ${where} momentum ${lr > edge ? "diverges" : "settles"}: the edge lies at ${number(edge)}. The star is quickest: ${best}.`;
    put("map-is", text);
    find("map").querySelector("canvas").setAttribute("aria-label", text);
  }

  // Whom one may guess.
  function guesses(act) {
    put("question", view.race.question);
    const icon = (name) => (name === "none" ? "" : sample(fixed.looks[name]));
    const names = [...view.race.racers.map(({ name, label }) => [name, label]), ["none", "None of them"]];
    const button = ([name, label]) => `<button type="button" class="race-guess" value="${name}" ${QUIET}>${icon(name)}${label}</button>`;
    find("answers").innerHTML = names.map(button).join("");
    for (const it of all("guess")) it.addEventListener("click", () => act(it.value));
  }

  return { atStep, controls, guesses, stop: () => clearTimeout(waiting) };
}
