// The view of bias_variance.py: the kernel fits all samples at once, this adds them one after another.

const PACE = 10; // refits a second
const REGS = [0, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1]; // stops of the slider
const BIAS_HELP = [[["\u2190", "\u2192"], "degree"], [["\u2191", "\u2193"], "points a sample"], [["+", "\u2212"], "regularisation"], [["Space"], "play"], [[",", "."], "one sample"]];

const bandsOf = (buffer, width) => Array.from({ length: buffer.length / width }, (_, i) => Array.from(buffer.subarray(i * width, (i + 1) * width)));

const stopOf = (reg) => REGS.reduce((best, r, i) => (Math.abs(r - reg) < Math.abs(REGS[best] - reg) ? i : best), 0);

function biasMarkup(id, most, [train, dev, fit, mean]) {
  const stroke = (colour, dash, width = 2.6) => `<svg viewBox="0 0 26 10" aria-hidden="true"><path d="M0 5H26" stroke="${colour}" stroke-width="${width}" stroke-dasharray="${dash}"/></svg>`;
  return `<div class="panel-main">
    <div><div class="panel-plane" tabindex="0" role="application" aria-label="Refits of one curve" aria-describedby="${id}-help" ${QUIET}><canvas role="img"></canvas></div>
      <div class="bias-legend"><span>${stroke("currentColor", "")} truth</span><span>${stroke(train, "")} this sample\u2019s fit</span><span>${stroke(mean, "9 5")} mean of the fits</span><span>${stroke(fit, "", 1.4)} other fits</span></div>
      <div class="bias-time"><button type="button" class="bias-play" ${QUIET}></button>
        <input type="range" class="bias-shown" aria-label="Samples shown" min="1" max="60" step="1" ${QUIET}><output class="bias-shown-is"></output></div></div>
    <div class="panel-side">
      ${slider("bias", id, "degree", "Degree", { min: 0, max: most.degree, step: 1 })}
      ${slider("bias", id, "n", "Points a sample", { min: most.least_n, max: most.n, step: 1 })}
      ${slider("bias", id, "reg", "Regularisation", { min: 0, max: REGS.length - 1, step: 1 })}
      <div><div class="panel-row"><span class="panel-name">Dev error</span><output class="bias-dev"></output></div>
        <div class="bias-parts"></div>
        <div class="bias-key"></div></div>
      <div><span class="panel-name">Error against degree</span>
        <canvas class="bias-errors" role="img"></canvas>
        <div class="bias-legend"><span>${stroke(train, "")} train</span><span>${stroke(dev, "7 4")} dev</span><span>${stroke("currentColor", "2 4", 1.6)} noise</span></div></div>
      <p class="panel-note bias-verdict"></p>
      <div class="panel-actions"><button type="button" class="bias-reset" ${QUIET}>Reset</button></div>
    </div></div>
    ${help(id, BIAS_HELP)}<div class="panel-said" aria-live="polite"></div>`;
}

function render({ model, el }) {
  const colours = model.get("colours");
  const most = model.get("most");
  const truth = Array.from(floats(model.get("truth")));
  const root = document.createElement("div");
  root.className = "panel-view bias";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Bias and variance: one curve learnt from many samples");
  root.innerHTML = biasMarkup(uniqueId("bias"), most, colours);
  el.append(root);
  const find = (name) => root.querySelector(`.bias-${name}`);
  const plane = root.querySelector(".panel-plane");
  const canvas = plane.querySelector("canvas");
  const voice = speaker(root);
  const own = { shown: still() ? 60 : 1, clock: 1, width: 0, side: 0 };
  let scene;

  function read() {
    const N = model.get("N");
    const [fits, points, train, dev] = ["fits", "points", "train", "dev"].map((name) => floats(model.get(name)));
    return {
      fits: bandsOf(fits, truth.length),
      points: bandsOf(points, 2 * N).map((flat) => bandsOf(Float32Array.from(flat), 2)),
      train: Array.from(train),
      dev: Array.from(dev),
      degree: model.get("degree"),
      N,
      reg: model.get("reg"),
      noise: model.get("noise"),
      parts: model.get("parts"),
    };
  }

  function draw(ink) {
    if (!own.width || !scene.fits.length) return;
    const height = Math.round(0.72 * own.width);
    const state = { ...scene, truth, colours, shown: own.shown, current: own.shown - 1 };
    drawFits(blank(canvas, own.width, height), own.width, height, state, ink);
    drawErrors(blank(find("errors"), own.side, 190), own.side, 190, state, ink);
  }

  function showControls() {
    const values = { degree: [scene.degree, scene.degree], n: [scene.N, scene.N], reg: [stopOf(scene.reg), scene.reg || "none"] };
    for (const [name, [value, text]] of Object.entries(values)) {
      find(name).value = value;
      find(`${name}-is`).textContent = text;
      fillSlider(find(name));
    }
    find("reg").setAttribute("aria-valuetext", String(scene.reg || "none"));
    showParts();
    showTime();
  }

  function showParts() {
    const parts = [["noise", scene.noise, "color-mix(in srgb, currentColor 45%, transparent)"], ["bias\u00b2", scene.parts[0], colours[3]], ["variance", scene.parts[1], colours[2]]];
    const total = parts.reduce((sum, [, v]) => sum + v, 0);
    find("dev").textContent = total.toFixed(3);
    find("parts").innerHTML = parts.map(([, v, colour]) => `<i style="width:${(100 * v) / total}%;background:${colour}"></i>`).join("");
    find("key").innerHTML = parts.map(([name, v, colour]) => `<span><i style="background:${colour}"></i>${name} ${v.toFixed(3)}</span>`).join("");
    const train = scene.train[scene.degree].toFixed(3);
    find("verdict").textContent = `Train ${train}, dev ${scene.dev[scene.degree].toFixed(3)}: ${model.get("reading")}.`;
  }

  function showTime() {
    find("shown").value = own.shown;
    fillSlider(find("shown"));
    find("shown-is").textContent = `${own.shown} of ${scene.fits.length}`;
    find("play").innerHTML = time.playing ? PAUSE : PLAY;
    find("play").setAttribute("aria-label", time.playing ? "Pause" : "Play");
  }

  function summary() {
    const [bias2, variance] = scene.parts.map((v) => v.toFixed(3));
    return (
      `Degree ${scene.degree}, ${scene.N} points a sample, regularisation ${scene.reg || "none"}; ${own.shown} of ${scene.fits.length} samples shown. ` +
      `${find("verdict").textContent} Squared bias ${bias2}, variance ${variance}.`
    );
  }

  function changed() {
    showTime();
    view.request();
    voice.say(() => {
      canvas.setAttribute("aria-label", summary());
      find("errors").setAttribute("aria-label", `Training error by degree: ${scene.train.map((e) => e.toFixed(2)).join(", ")}. Dev error: ${scene.dev.map((e) => e.toFixed(2)).join(", ")}.`);
      return summary();
    });
  }

  function refresh() {
    if (model.get("points").byteLength !== 8 * 60 * model.get("N")) return; // more of the same message to come
    scene = read();
    showControls();
    changed();
  }

  function show(count) {
    own.shown = clamp(count, 1, scene.fits.length);
    own.clock = own.shown;
    changed();
  }

  const time = player(
    root,
    (seconds) => {
      own.clock = Math.min(own.clock + seconds * PACE, scene.fits.length);
      if (Math.floor(own.clock) === own.shown) return;
      own.shown = Math.floor(own.clock);
      if (own.shown >= scene.fits.length) time.pause();
      changed();
    },
    () => changed(),
  );

  function toggle() {
    if (time.playing) return time.pause();
    if (own.shown >= scene.fits.length) show(1);
    return still() ? show(scene.fits.length) : time.play();
  }

  function set(name, value) {
    model.set(name, value);
    model.save_changes();
  }
  const setDegree = (d) => set("degree", clamp(d, 0, most.degree));
  const setN = (n) => set("N", clamp(n, most.least_n, most.n));
  const setReg = (i) => set("reg", REGS[clamp(i, 0, REGS.length - 1)]);
  // From what was asked for last: the fits of it may not be here yet.
  const degreeBy = (step) => setDegree(model.get("degree") + step);
  const nBy = (step) => setN(model.get("N") + step);
  const regBy = (step) => setReg(stopOf(model.get("reg")) + step);
  const KEYS = {
    ArrowRight: () => degreeBy(1),
    ArrowLeft: () => degreeBy(-1),
    ArrowUp: () => nBy(5),
    ArrowDown: () => nBy(-5),
    "+": () => regBy(1),
    "=": () => regBy(1),
    "-": () => regBy(-1),
    " ": toggle,
    ",": () => (time.pause(), show(own.shown - 1)),
    ".": () => (time.pause(), show(own.shown + 1)),
  };
  plane.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    KEYS[event.key]();
    event.preventDefault();
  });
  find("degree").addEventListener("input", (event) => setDegree(+event.target.value));
  find("n").addEventListener("input", (event) => setN(+event.target.value));
  find("reg").addEventListener("input", (event) => setReg(+event.target.value));
  find("shown").addEventListener("input", (event) => (time.pause(), show(+event.target.value)));
  find("play").addEventListener("click", toggle);
  find("reset").addEventListener("click", () => {
    time.pause();
    show(1);
    model.send({ do: "reset" });
  });
  const watched = "change:fits change:points change:train change:reading change:reg change:degree";
  model.on(watched, refresh);
  scene = read();
  const view = drawnView(
    root,
    (width) => {
      own.width = Math.floor(width < 640 ? width - 4 : Math.min(width - 290, 540));
      plane.style.width = `${own.width}px`;
      own.side = find("errors").parentElement.clientWidth;
    },
    draw,
  );
  refresh();
  return () => {
    model.off(watched, refresh);
    view.stop();
    time.stop();
    voice.stop();
  };
}

export default { render };
