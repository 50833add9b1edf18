// The view of svm_vs_softmax.py: three scores to set, both losses of them, and either loss as one score is jiggled.

const SWING = 1.5; // how far a jiggle goes to either side
const BEAT = 1.6; // seconds for there and back
const TOP = 12; // the largest loss in the plot
const OPINIONS_HELP = [[["\u2190", "\u2192"], "move the score"], [["0", "1", "2"], "which score"], [["Space"], "jiggle it"]];
const PRESETS = [
  ["won, just", [1.5, 2.0, -3.0], 1],
  ["won by far", [-6.0, 8.0, -6.0], 1],
  ["one rival", [7.0, 8.0, -6.0], 1],
  ["lost", [4.0, -1.0, 2.0], 1],
];

const signed = (v, digits = 2) => v.toFixed(digits).replace(/^-(?=0\.0*$)/, "").replace("-", "\u2212");

function opinionsOf(scores, y, margin) {
  const hinge = scores.map((s, j) => (j === y ? 0 : Math.max(0, s - scores[y] + margin)));
  const violated = hinge.map((term) => +(term > 0));
  const top = Math.max(...scores);
  const powers = scores.map((s) => Math.exp(s - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return {
    hinge,
    svm: hinge.reduce((a, b) => a + b, 0),
    dsvm: violated.map((v, j) => (j === y ? -violated.reduce((a, b) => a + b, 0) : v)),
    shares: powers.map((p) => p / total),
    softmax: Math.log(total) + top - scores[y],
    dsoftmax: powers.map((p, j) => p / total - (j === y)),
  };
}

function opinionsMarkup(id, names, colours, pair, most) {
  const row = (c) => `<tr><th scope="row">${icon(c, colours[c])} <label for="${id}-s${c}">${names[c]}</label></th>
    <td class="slide"><input type="range" id="${id}-s${c}" data-score="${c}" min="${-most.score}" max="${most.score}" step="0.1" ${QUIET}></td>
    <td><b data-value="${c}"></b></td>
    <td><span data-hinge="${c}"></span><span class="opinions-bar"><i data-hinge-bar="${c}" style="background:${pair[0]}"></i></span></td>
    <td class="opinions-pull" data-dsvm="${c}"></td>
    <td><span data-share="${c}"></span><span class="opinions-bar"><i data-share-bar="${c}" style="background:${pair[1]}"></i></span></td>
    <td class="opinions-pull" data-dsoftmax="${c}"></td></tr>`;
  const line = (dash) => `<svg viewBox="0 0 26 10" aria-hidden="true"><path d="M0 5H26" stroke="${dash ? pair[1] : pair[0]}" stroke-width="3" stroke-dasharray="${dash ? "6 4" : ""}"/></svg>`;
  const which = names.map((name, c) => [c, `${icon(c, colours[c])}${name}`, `the score of ${name}`]);
  return `<div class="panel-main">
    <table class="opinions-table"><thead><tr><th>class</th><th>score</th><th></th><th>hinge</th><th class="opinions-pull">wants the score</th><th>share</th><th class="opinions-pull">wants the score</th></tr></thead>
      <tbody>${names.map((_, c) => row(c)).join("")}
      <tr class="opinions-total"><td colspan="3"></td><td><b class="opinions-svm"></b></td><td class="opinions-pull">SVM loss: sum of the column</td>
        <td><b class="opinions-softmax"></b></td><td class="opinions-pull">softmax loss: \u2212log of the true class\u2019s</td></tr></tbody></table>
    <div class="opinions-tools">
      ${choice("opinions", id, "y", "True class", which)}
      ${choice("opinions", id, "moved", "Score to jiggle", which)}
      ${slider("opinions", id, "margin", "Margin", { min: 0, max: most.margin, step: 0.1 })}
      <div><span class="panel-name">Scores to start from</span><div class="panel-actions">${PRESETS.map(([name], i) => `<button type="button" data-preset="${i}" ${QUIET}>${name}</button>`).join("")}</div></div>
    </div>
    <div class="panel-actions"><button type="button" class="opinions-jiggle" aria-pressed="false" ${QUIET}>Jiggle</button><button type="button" class="opinions-reset" ${QUIET}>Reset</button></div>
    <div><div class="opinions-key"><span>${line(0)} SVM loss</span><span>${line(1)} softmax loss</span><span class="opinions-verdict"></span></div>
      <div class="panel-plane" tabindex="0" role="application" aria-label="Either loss as one score moves" aria-describedby="${id}-help" ${QUIET}><canvas role="img"></canvas></div></div>
    </div>
    ${help(id, OPINIONS_HELP)}<div class="panel-said" aria-live="polite"></div>`;
}

// Either loss over all values of one score: [[score, svm, softmax], ...].
function curvesOf(scores, y, margin, moved, most) {
  return Array.from({ length: 161 }, (_, i) => {
    const at = most * (i / 80 - 1);
    const seen = opinionsOf(scores.with(moved, at), y, margin);
    return [at, seen.svm, seen.softmax];
  });
}

function drawOpinions(c, width, height, state, pair, ink) {
  const { scores, y, margin, moved, most, names, centre } = state;
  const box = { left: 34, right: width - 8, top: 10, bottom: height - 34 };
  const X = (s) => box.left + ((s + most) / (2 * most)) * (box.right - box.left);
  const Y = (loss) => box.bottom - (Math.min(loss, TOP) / TOP) * (box.bottom - box.top);
  Object.assign(c, { font: "12px system-ui, sans-serif", fillStyle: ink, strokeStyle: ink, textAlign: "center", textBaseline: "top", lineWidth: 1 });
  for (let s = -most; s <= most; s += 5) c.fillText(signed(s, 0), X(s), box.bottom + 5);
  c.fillText(`score of ${names[moved]}${moved === y ? " (true class)" : ""}`, (box.left + box.right) / 2, box.bottom + 19);
  Object.assign(c, { textAlign: "right", textBaseline: "middle" });
  for (let loss = 0; loss <= TOP; loss += 4) {
    c.globalAlpha = loss ? 0.15 : 0.5;
    c.beginPath();
    c.moveTo(box.left, Y(loss));
    c.lineTo(box.right, Y(loss));
    c.stroke();
    c.globalAlpha = 1;
    c.fillText(loss, box.left - 7, Y(loss));
  }
  c.fillStyle = ink;
  c.globalAlpha = 0.08;
  c.fillRect(X(Math.max(-most, centre - SWING)), box.top, X(Math.min(most, centre + SWING)) - X(Math.max(-most, centre - SWING)), box.bottom - box.top);
  c.globalAlpha = 1;
  const curves = curvesOf(scores, y, margin, moved, most);
  const casing = casingOf(ink);
  const at = scores[moved];
  const here = opinionsOf(scores, y, margin);
  // The SVM last: where both agree, its disc stands within the square of the other.
  [1, 0].forEach((side) => {
    const loss = side ? here.softmax : here.svm;
    c.save();
    c.beginPath();
    c.rect(box.left, box.top - 4, box.right - box.left, box.bottom - box.top + 8);
    c.clip();
    c.beginPath();
    curves.forEach((row) => c.lineTo(X(row[0]), box.bottom - (row[1 + side] / TOP) * (box.bottom - box.top)));
    c.lineWidth = 5;
    c.strokeStyle = casing;
    c.stroke();
    c.setLineDash(side ? [9, 5] : []);
    c.lineWidth = 2.8;
    c.strokeStyle = pair[side];
    c.stroke();
    c.restore();
    c.beginPath();
    if (side) c.rect(X(at) - 7.5, Y(loss) - 7.5, 15, 15);
    else c.arc(X(at), Y(loss), 5.5, 0, 7);
    strokeTwice(c, 2, ink, casing);
    c.fillStyle = pair[side];
    c.fill();
  });
}

function render({ model, el }) {
  const names = model.get("names");
  const pair = model.get("opinion_colours");
  const most = model.get("most");
  const root = document.createElement("div");
  root.className = "panel-view opinions";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "SVM against softmax on the scores of one example");
  root.innerHTML = opinionsMarkup(uniqueId("opinions"), names, model.get("colours"), pair, { score: most, margin: model.get("most_margin") });
  el.append(root);
  const find = (name) => root.querySelector(`.opinions-${name}`);
  const plane = root.querySelector(".panel-plane");
  const canvas = plane.querySelector("canvas");
  const voice = speaker(root);
  const own = { moved: 2, offset: 0, phase: 0, width: 0 }; // what is jiggled, how far it is off its score

  const read = () => ({ scores: Array.from(model.get("scores")), y: model.get("y"), margin: model.get("margin") });
  const seen = () => {
    const { scores, y, margin } = read();
    const at = clamp(scores[own.moved] + own.offset, -most, most);
    return { scores: scores.with(own.moved, at), y, margin, centre: scores[own.moved] };
  };

  function draw(ink) {
    if (!own.width) return;
    const state = { ...seen(), moved: own.moved, most, names };
    const height = own.width < 520 ? 210 : 250;
    drawOpinions(blank(canvas, own.width, height), own.width, height, state, pair, ink);
    showNumbers(state);
  }

  const pull = (d) => (Math.abs(d) < 0.0005 ? `as it is` : `${d > 0 ? "down" : "up"} by ${Math.abs(d).toFixed(3)}`);

  function showNumbers({ scores, y, margin }) {
    const found = opinionsOf(scores, y, margin);
    const tell = (what, c, text) => (root.querySelector(`[data-${what}="${c}"]`).textContent = text);
    const bar = (what, c, share) => (root.querySelector(`[data-${what}-bar="${c}"]`).style.width = `${100 * clamp(share, 0, 1)}%`);
    scores.forEach((score, c) => {
      const input = root.querySelector(`[data-score="${c}"]`);
      input.value = score;
      fillSlider(input);
      tell("value", c, signed(score, 1));
      tell("hinge", c, c === y ? "true" : signed(found.hinge[c]));
      bar("hinge", c, found.hinge[c] / TOP);
      tell("share", c, found.shares[c].toFixed(3));
      bar("share", c, found.shares[c]);
      tell("dsvm", c, pull(found.dsvm[c]));
      tell("dsoftmax", c, pull(found.dsoftmax[c]));
    });
    find("svm").textContent = signed(found.svm);
    find("softmax").textContent = signed(found.softmax, 3);
  }

  // Who cares: by how much either loss changes within the swing.
  function verdict() {
    const { scores, y, margin, centre } = seen();
    const range = ["svm", "softmax"].map((loss) => {
      const values = Array.from({ length: 31 }, (_, i) => {
        const at = clamp(centre + SWING * (i / 15 - 1), -most, most);
        return opinionsOf(scores.with(own.moved, at), y, margin)[loss];
      });
      return Math.max(...values) - Math.min(...values);
    });
    return `Jiggled by \u00b1${SWING}: SVM changes by ${range[0].toFixed(3)}, softmax by ${range[1].toFixed(3)}`;
  }

  function summary() {
    const { scores, y, margin } = seen();
    const found = opinionsOf(scores, y, margin);
    const list = names.map((name, c) => `${name} ${signed(scores[c], 1)}`).join(", ");
    return `Scores ${list}; true class ${names[y]}; margin ${margin.toFixed(1)}. SVM loss ${found.svm.toFixed(2)}, softmax loss ${found.softmax.toFixed(3)}. ${verdict()}, for the score of ${names[own.moved]}.`;
  }

  function refresh() {
    const { y, margin } = read();
    find("margin").value = margin;
    fillSlider(find("margin"));
    find("margin-is").textContent = margin.toFixed(1);
    root.querySelector(`.opinions-y [value="${y}"]`).checked = true;
    root.querySelector(`.opinions-moved [value="${own.moved}"]`).checked = true;
    find("jiggle").setAttribute("aria-pressed", time.playing);
    find("jiggle").textContent = time.playing ? "Stop" : `Jiggle ${names[own.moved]}`;
    find("verdict").textContent = verdict();
    view.request();
    voice.say(() => {
      canvas.setAttribute("aria-label", summary());
      return summary();
    });
  }

  function set(name, value) {
    model.set(name, value);
    model.save_changes();
  }

  const setScore = (c, value) => set("scores", read().scores.with(c, Math.round(10 * clamp(value, -most, most)) / 10));

  const time = player(
    root,
    (seconds) => {
      own.phase += seconds / BEAT;
      own.offset = SWING * Math.sin(2 * Math.PI * own.phase);
      view.request();
    },
    () => {
      own.phase = own.offset = 0;
      refresh();
    },
  );

  // Without motion: one step to the side and back, at each press.
  function jiggle() {
    if (!still()) return time.playing ? time.pause() : time.play();
    own.offset = own.offset ? 0 : SWING;
    return refresh();
  }

  function choose(c) {
    own.moved = c;
    own.offset = own.phase = 0;
    refresh();
  }

  const KEYS = {
    ArrowRight: () => setScore(own.moved, read().scores[own.moved] + 0.5),
    ArrowLeft: () => setScore(own.moved, read().scores[own.moved] - 0.5),
    " ": jiggle,
    0: () => choose(0),
    1: () => choose(1),
    2: () => choose(2),
  };
  plane.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    KEYS[event.key]();
    event.preventDefault();
  });
  root.addEventListener("input", ({ target }) => {
    if (target.dataset.score === undefined) return;
    const c = +target.dataset.score;
    time.pause();
    own.offset = 0;
    own.moved = c;
    setScore(c, +target.value);
    refresh();
  });
  root.addEventListener("click", ({ target }) => {
    const preset = PRESETS[target.dataset?.preset];
    if (!preset) return;
    time.pause();
    own.offset = 0;
    model.set("scores", preset[1]);
    model.set("y", preset[2]);
    model.save_changes();
  });
  find("margin").addEventListener("input", (event) => set("margin", +event.target.value));
  find("y").addEventListener("change", (event) => set("y", +event.target.value));
  find("moved").addEventListener("change", (event) => choose(+event.target.value));
  find("jiggle").addEventListener("click", jiggle);
  find("reset").addEventListener("click", () => {
    time.pause();
    choose(2);
    model.send({ do: "reset" });
  });
  const watched = "change:scores change:y change:margin";
  model.on(watched, refresh);
  const view = drawnView(root, (width) => (own.width = Math.floor(width - 4)), draw);
  refresh();
  return () => {
    model.off(watched, refresh);
    view.stop();
    time.stop();
    voice.stop();
  };
}

export default { render };
