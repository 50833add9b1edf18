// The update of the racer looked into, once in symbols and once in the numbers of this step.

const RULES = {
  sgd: ["{w+} ← {w} − {lr}·{dw}"],
  momentum: ["{v+} ← {rho}·{v} + {dw}", "{w+} ← {w} − {lr}·{v+}"],
  nesterov: ["{v+} ← {rho}·{v} + {dw}", "{w+} ← {w} − {lr}·({dw} + {rho}·{v+})"],
  adagrad: ["{s+} ← {s} + {dw}²", "{w+} ← {w} − {lr}·{dw} / ({root} + {eps})"],
  rmsprop: ["{s+} ← {beta2}·{s} + (1 − {beta2})·{dw}²", "{w+} ← {w} − {lr}·{dw} / ({root} + {eps})"],
  adam: [
    "{m+} ← {beta1}·{m} + (1 − {beta1})·{dw}",
    "{s+} ← {beta2}·{s} + (1 − {beta2})·{dw}²",
    "{mhat} ← {m+} / (1 − {beta1}^{t})",
    "{shat} ← {s+} / (1 − {beta2}^{t})",
    "{w+} ← {w} − {lr}·{mhat} / ({rootHat} + {eps})",
  ],
  "adam-uncorrected": [
    "{m+} ← {beta1}·{m} + (1 − {beta1})·{dw}",
    "{s+} ← {beta2}·{s} + (1 − {beta2})·{dw}²",
    "{w+} ← {w} − {lr}·{m+} / ({root} + {eps})",
  ],
  newton: ["{w+} ← {w} − {H}⁻¹·{dw}"],
  lbfgs: ["{w+} ← {w} − a·H⁻¹·{dw}, H and a from the steps before and a line search"],
  mine: ["{w+}, state ← step({w}, {dw}, state)"],
};

// Token -> what stands for it, and the quantity whose colour it carries.
const SYMBOLS = {
  "w+": ["w", ""], w: ["w", ""], dw: ["dw", "dw"], "v+": ["v", "v"], v: ["v", "v"], "m+": ["m", "m"], m: ["m", "m"],
  "s+": ["v", "root"], s: ["v", "root"], root: ["√v", "root"], mhat: ["m̂", "m"], shat: ["v̂", "root"], rootHat: ["√v̂", "root"],
  lr: ["lr", ""], rho: ["rho", ""], beta1: ["beta1", ""], beta2: ["beta2", ""], eps: ["eps", ""], t: ["t", ""], H: ["H", ""],
};

// A few digits that count, in as few signs as a coder would write.
function number(value, digits = 3) {
  if (!Number.isFinite(value)) return "not a number";
  const size = Math.abs(value);
  const powers = size !== 0 && (size < 1e-3 || size >= 1e5);
  const text = powers ? value.toExponential(digits - 1).replace(/\.?0+e/, "e").replace("e+", "e") : String(+value.toPrecision(digits));
  return text.replaceAll("-", "\u2212");
}
const pair = (xy) => `(${number(xy[0])}, ${number(xy[1])})`;

// What each token is worth in the step from k to k + 1 of the racer looked into.
function worth(race, get, k) {
  const racer = race.racers.find(({ name }) => name === race.inside);
  const column = (name, at) => (at < 0 ? [0, 0] : race.look(at, name));
  const root = (xy) => xy && xy.map((v) => Math.sqrt(Math.max(v, 0)));
  const t = k + 1;
  const values = {
    w: pair(racer.point(k)), "w+": pair(racer.point(k + 1)), dw: pair(column("dw", k)), t,
    lr: number(column("lr", k)[0]),
  };
  for (const name of ["rho", "beta1", "beta2", "eps"]) values[name] = number(get(name), 4);
  const found = { dw: column("dw", k), step: column("step", k) };
  if (race.columns.includes("v")) {
    Object.assign(values, { v: pair(column("v", k - 1)), "v+": pair(column("v", k)) });
    Object.assign(found, { velocity: column("v", k), name: "v" });
  }
  if (race.columns.includes("m")) {
    const share = 1 - get("beta1") ** t;
    Object.assign(values, { m: pair(column("m", k - 1)), "m+": pair(column("m", k)), mhat: pair(column("m", k).map((v) => v / share)) });
    Object.assign(found, { velocity: column("m", k), name: "m" });
  }
  if (race.columns.includes("s")) {
    const s = column("s", k);
    const share = race.inside === "adam" ? 1 - get("beta2") ** t : 1;
    const hat = s.map((v) => v / share);
    Object.assign(values, { s: pair(column("s", k - 1)), "s+": pair(s), root: pair(root(s)), shat: pair(hat), rootHat: pair(root(hat)) });
    found.root = root(hat);
    found.rate = root(hat).map((v) => column("lr", k)[0] / (v + get("eps")));
  }
  if (race.columns.includes("hx")) values.H = `[${pair(column("hx", k))}, ${pair(column("hy", k))}]`;
  return { values, found };
}

// Underlined in the colour of its arrow: text itself keeps the ink, which always reads.
const tinted = (quantity, text) => `<span class="race-quantity" style="text-decoration-color: var(--race-${quantity})">${text}</span>`;
const raised = (text) => text.replace(/\^(<span.*?<\/span>|\d+)/g, "<sup>$1</sup>");

function written(rule, values) {
  const filled = rule.replace(/\{([^}]+)\}/g, (_, token) => {
    const [symbol, quantity] = SYMBOLS[token];
    const text = values ? values[token] : symbol;
    return quantity ? tinted(quantity, text) : `<span>${text}</span>`;
  });
  return raised(filled);
}

function equations(race, values, found) {
  const twice = (rule) => `<span class="race-symbols">${written(rule, null)}</span><span class="race-numbers">${written(rule, values)}</span>`;
  const lines = RULES[race.inside].map((rule) => `<div class="race-rule">${twice(rule)}</div>`);
  const more = [`${tinted("step", "step")} = ${pair(found.step)}`];
  if (found.rate) more.push(`effective rate lr / (${race.inside === "adam" ? "√v̂" : "√v"} + eps) = ${pair(found.rate)}`);
  return lines.join("") + `<p class="race-note">${more.join(", &ensp;")}</p>`;
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

// A student's state: whatever numbers it holds, by the names given there.
function stateLines(race, k) {
  const kept = race.columns.filter((name) => name.startsWith("state "));
  if (!kept.length) return '<p class="race-note">The state holds no numbers.</p>';
  const shown = kept.map((name) => {
    const [x, y] = race.look(k, name);
    return `<span>${escaped(name.slice(6))} = ${x === y ? number(x) : pair([x, y])}</span>`;
  });
  return `<p class="race-note">state: ${shown.join(", &ensp;")}</p>`;
}
