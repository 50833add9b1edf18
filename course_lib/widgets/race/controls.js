// The controls as native elements.

// How a slider of 0 to 1000 runs over its range; `nearOne` gives 0.9 to 0.99 as much room as 0 to 0.9.
const SCALES = {
  linear: { to: (u, [a, b]) => a + u * (b - a), from: (v, [a, b]) => (v - a) / (b - a) },
  log: { to: (u, [a, b]) => a * (b / a) ** u, from: (v, [a, b]) => Math.log(v / a) / Math.log(b / a) },
  nearOne: { to: (u, [, b]) => 1 - (1 - b) ** u, from: (v, [, b]) => Math.log(1 - v) / Math.log(1 - b) },
};
const SLIDERS = [
  ["lr", "Rate", "log"], ["condition", "Condition", "log"], ["batch_size", "Batch size", "log"], ["rho", "Momentum rho", "nearOne"],
  ["beta1", "beta1", "nearOne"], ["beta2", "beta2", "nearOne"], ["eps", "eps", "log"], ["noise", "Noise", "linear"],
];
const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4];
const ICONS = {
  play: '<path d="M4 2.5v11l9-5.5z"/>',
  pause: '<path d="M4 2.5h3v11H4zM9 2.5h3v11H9z"/>',
  back: '<path d="M12 3v10L5.5 8zM3.5 3H5v10H3.5z"/>',
  forward: '<path d="M4 3v10l6.5-5zM11 3h1.5v10H11z"/>',
};
const iconOf = (name) => `<svg viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true">${ICONS[name]}</svg>`;
const HELP = [
  [["arrows"], "move the start"], [["Space"], "play"], [[",", "."], "step"], [["Home", "End"], "first, last"], [["R"], "reset"],
];

const options = (list) => list.map(([value, words]) => `<option value="${value}">${words}</option>`).join("");

function slider(id, [name, words]) {
  return `<div class="race-setting race-for-${name}"><div class="race-row"><label class="race-name" for="${id}-${name}">${words}</label><output class="race-${name}-is"></output></div>
    <input type="range" class="race-${name}" id="${id}-${name}" min="0" max="1000" step="5" ${QUIET}></div>`;
}

function choice(id, name, words, list) {
  return `<div class="race-setting race-for-${name}"><label class="race-name" for="${id}-${name}">${words}</label>
    <select class="race-${name}" id="${id}-${name}" ${QUIET}>${options(list)}</select></div>`;
}

function row(name, look) {
  const box = name === "mine" ? "<i></i>" : `<input type="checkbox" value="${name}" aria-label="${look.label} runs" ${QUIET}>`;
  return `<label class="race-entry" data-name="${name}">${box}${sample(look)}<span class="race-label">${look.label}</span>
    <span class="race-rate-is"></span><span class="race-loss-is"></span><span class="race-fate"></span></label>`;
}

function markup(id, fixed, mine) {
  const names = Object.keys(fixed.looks).filter((name) => name !== "mine" || mine);
  const rows = names.map((name) => row(name, fixed.looks[name]));
  const rates = [["one", "One for all"], ["best", "Each at its best"]].map(
    ([value, words]) => `<label><input type="radio" name="${id}-rates" value="${value}" ${QUIET}>${words}</label>`,
  );
  const insides = names.map((name) => [name, fixed.looks[name].label]);
  const keys = HELP.map(([pressed, does]) => `<span>${pressed.map((key) => `<kbd>${key}</kbd>`).join("")} ${does}</span>`);
  const sliders = Object.fromEntries(SLIDERS.map((it) => [it[0], slider(id, it)]));
  return `<section class="race-ask" hidden><p class="race-question"></p><div class="race-answers"></div><p class="race-answer" role="status"></p></section>
  <div class="race-main">
    <div class="race-left">
      <div class="race-plane" tabindex="0" role="application" aria-label="Landscape: arrow keys move the start" aria-describedby="${id}-help" ${QUIET}><canvas role="img"></canvas></div>
      <div class="race-bar">
        <button type="button" class="race-play" ${QUIET}></button>
        <button type="button" class="race-back" aria-label="One step back" ${QUIET}>${iconOf("back")}</button>
        <button type="button" class="race-forward" aria-label="One step on" ${QUIET}>${iconOf("forward")}</button>
        <input type="range" class="race-scrub" min="0" step="1" aria-label="Step" ${QUIET}>
        <output class="race-step-is"></output>
        <select class="race-speed" aria-label="Speed" ${QUIET}>${options(SPEEDS.map((s) => [s, `×${s}`]))}</select>
      </div>
    </div>
    <div class="race-right">
      <p class="race-name">Loss above the lowest</p>
      <canvas class="race-loss" role="img"></canvas>
      <div class="race-list" role="group" aria-label="Racers">${rows.join("")}</div>
      <p class="race-note race-small race-sweep">${fixed.sweep}</p>
      <p class="race-goal"></p>
      <p class="race-mine" role="status"></p>
    </div>
  </div>
  <div class="race-settings">
    ${choice(id, "surface", "Landscape", fixed.surfaces)}
    ${sliders.condition}${sliders.batch_size}
    <fieldset class="race-rates race-setting"><legend>Rates</legend><div class="race-choice">${rates.join("")}</div></fieldset>
    ${sliders.lr}${sliders.rho}${sliders.beta1}${sliders.beta2}
  </div>
  <details class="race-more"><summary ${QUIET}>More settings</summary><div class="race-settings">
    ${choice(id, "schedule", "Schedule", fixed.schedules.map((name) => [name, name]))}
    ${sliders.eps}${sliders.noise}
    ${choice(id, "steps", "Steps", fixed.steps.map((n) => [n, n]))}
    ${choice(id, "mine_like", "Compare yours with", [["", "nobody"], ...fixed.references])}
    <div class="race-setting race-actions"><button type="button" class="race-redraw" ${QUIET}>Draw new noise</button><button type="button" class="race-reset" ${QUIET}>Reset</button></div>
  </div></details>
  <div class="race-below">
    <section class="race-inside-panel">
      <div class="race-row"><label class="race-name" for="${id}-inside">Look inside</label><select class="race-inside" id="${id}-inside" ${QUIET}>${options(insides)}</select><output class="race-inside-step"></output></div>
      <div class="race-equations"></div>
    </section>
    <section class="race-map-panel"><p class="race-name">Momentum on this valley: rate across, rho up</p>
      <div class="race-map" tabindex="0" role="application" aria-label="Map of rates and momenta: arrow keys move the point" ${QUIET}><canvas role="img"></canvas></div>
      <p class="race-note race-map-is"></p></section>
  </div>
  <p class="race-help" id="${id}-help"><span>Keys on the landscape:</span> ${keys.join(" ")}</p>
  <div class="race-said" aria-live="polite"></div>`;
}
