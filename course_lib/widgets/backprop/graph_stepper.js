// The view of graph_stepper.py: the graph as SVG, gone through a gate at a time without asking the kernel.

const SVG_SPACE = "http://www.w3.org/2000/svg";
const BOX = { wide: 92, high: 62 };
const GAP = { along: 40, across: 22, down: 30 }; // between boxes; `down` where the graph runs downward
const STEPPER_KEYS = [[["\u2190", "\u2192"], "a step back, on"], [["Home", "End"], "first, last"]];

function part(name, attributes, ...children) {
  const element = document.createElementNS(SVG_SPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const safe = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

// Where boxes stand in so many pixels: rightward where there is room, else downward.
function layoutOf(nodes, width, narrow) {
  const along = Math.max(...nodes.map((n) => n.along));
  const across = Math.max(...nodes.map((n) => n.across));
  if (narrow) {
    const column = clamp((width - 8) / (across + 1), 66, BOX.wide + GAP.across);
    const row = BOX.high + GAP.down;
    const wide = column - 8;
    const from = Math.max(4, (width - column * (across + 1)) / 2);
    const place = (n) => [from + column * n.across + wide / 2, 4 + row * n.along + BOX.high / 2];
    return { place, wide, narrow, width: Math.max(width, column * (across + 1) + 8), height: row * along + BOX.high + 8 };
  }
  const column = clamp((width - 8 - BOX.wide) / Math.max(1, along), 94, BOX.wide + GAP.along * 1.6);
  const wide = Math.min(BOX.wide, column - 26);
  const row = BOX.high + GAP.across;
  const place = (n) => [4 + wide / 2 + column * n.along, 4 + BOX.high / 2 + row * n.across];
  return { place, wide, narrow, width: Math.max(column * along + wide + 8, 200), height: row * across + BOX.high + 8 };
}

// From the border of one box to that of another, aside by some pixels where two edges join the same boxes.
function curve(at, start, end, aside) {
  const [[x0, y0], [x1, y1]] = [at.place(start), at.place(end)];
  if (at.narrow) {
    const [a, b] = [y0 + BOX.high / 2, y1 - BOX.high / 2 - 6];
    const middle = (a + b) / 2;
    return `M${x0 + aside} ${a}C${x0 + aside} ${middle} ${x1 + aside} ${middle} ${x1 + aside} ${b}`;
  }
  const [a, b] = [x0 + at.wide / 2, x1 - at.wide / 2 - 6];
  const middle = (a + b) / 2;
  return `M${a} ${y0 + aside}C${middle} ${y0 + aside} ${middle} ${y1 + aside} ${b} ${y1 + aside}`;
}

const stepperMarkup = (id, examples) => `<form class="stepper-form">
    <div class="stepper-expression"><label class="panel-name" for="${id}-text">Expression</label>
      <input type="text" id="${id}-text" maxlength="160" spellcheck="false" autocapitalize="off" autocomplete="off" aria-describedby="${id}-problem" ${QUIET}></div>
    <button type="submit" ${QUIET}>Draw</button>
    <div><label class="panel-name" for="${id}-examples">Examples</label>
      <select id="${id}-examples" ${QUIET}><option value="">choose</option>${examples.map((name) => `<option>${safe(name)}</option>`).join("")}</select></div>
  </form>
  <div class="stepper-values"></div>
  <p class="stepper-problem" id="${id}-problem" role="status"></p>
  <div class="panel-plane stepper-plane" tabindex="0" role="application" aria-label="Computational graph" aria-describedby="${id}-help" ${QUIET}><svg role="img"></svg></div>
  <div class="stepper-bar"><div class="panel-actions">
      <button type="button" data-go="first" ${QUIET}>First</button><button type="button" data-go="back" ${QUIET}>Back</button>
      <button type="button" data-go="on" ${QUIET}>Step on</button><button type="button" data-go="last" ${QUIET}>Last</button></div>
    <div><div class="panel-row"><label class="panel-name" for="${id}-step">Step</label><output class="stepper-step-is"></output></div>
      <input type="range" class="stepper-step" id="${id}-step" min="0" step="1" ${QUIET}></div>
    <div class="panel-actions"><button type="button" data-go="reset" ${QUIET}>Reset</button></div></div>
  <div class="stepper-told"><p class="stepper-text"></p><div class="stepper-sends"></div></div>
  ${help(id, STEPPER_KEYS)}<div class="panel-said" aria-live="polite"></div>`;

function sendsTable(step, nodes) {
  const row = (s) => `<tr><th scope="row">${safe(nodes[s.to].name)}</th><td><b>${s.local}</b> <span class="stepper-rule">${safe(s.rule)}</span></td>
    <td>\u00d7 ${s.upstream}</td><td>= <b>${s.product}</b></td><td class="stepper-total"><b>${s.total}</b></td><td class="stepper-numeric">${s.numeric}</td></tr>`;
  if (!step.sends.length) return "";
  return `<table><thead><tr><th>to</th><th>local gradient</th><th>upstream</th><th>handed back</th><th>gradient so far</th><th>measured by moving it</th></tr></thead>
    <tbody>${step.sends.map(row).join("")}</tbody></table>`;
}

function render({ model, el }) {
  const id = uniqueId("stepper");
  const root = document.createElement("div");
  root.className = "panel-view stepper";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Computational graph, a step at a time");
  root.innerHTML = stepperMarkup(id, model.get("examples"));
  el.append(root);
  const find = (name) => root.querySelector(`.stepper-${name}`);
  const plane = find("plane");
  const voice = speaker(root);
  const [valueColour, gradColour] = model.get("colours");
  const own = { width: 0 };
  const text = root.querySelector(`[id="${id}-text"]`);

  // ---- the picture, as it stands after the step
  function draw() {
    const { nodes, edges, steps } = model.get("plan");
    const step = steps[Math.min(model.get("step"), steps.length - 1)];
    const at = layoutOf(nodes, own.width, root.classList.contains("narrow"));
    const svg = plane.querySelector("svg");
    const lines = edges.map(([start, end], k) => {
      const twins = edges.flatMap(([s, e], j) => (s === start && e === end ? [j] : []));
      const aside = 12 * (twins.indexOf(k) - (twins.length - 1) / 2);
      return drawEdge(curve(at, nodes[start], nodes[end], aside), end === step.node && step.way);
    });
    for (const [key, value] of Object.entries({ viewBox: `0 0 ${at.width} ${at.height}`, width: at.width, height: at.height })) svg.setAttribute(key, value);
    svg.replaceChildren(arrowHead(), ...lines, ...nodes.map((node, i) => drawNode(node, i, step, at)));
    svg.setAttribute("aria-label", summary());
    if (at.width > own.width && step.way !== "start") plane.scrollLeft = at.place(nodes[step.node])[0] - own.width / 2;
  }

  const arrowHead = () =>
    part("defs", {}, part("marker", { id: `${id}-head`, viewBox: "0 0 8 8", refX: 2, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" },
      part("path", { d: "M0 0 8 4 0 8Z", fill: "currentColor" })));

  function drawEdge(d, way) {
    const colour = { forward: valueColour, back: gradColour }[way];
    const line = { d, fill: "none", "marker-end": `url(#${id}-head)`, class: "stepper-edge" };
    const group = part("g", {}, part("path", line));
    if (colour) group.prepend(part("path", { d, fill: "none", stroke: colour, "stroke-width": 7, opacity: 0.7, "stroke-dasharray": way === "back" ? "9 5" : "" }));
    return group;
  }

  function drawNode(node, i, step, at) {
    const [x, y] = at.place(node);
    const now = i === step.node && step.way !== "start";
    const colour = step.way === "forward" ? valueColour : gradColour;
    const group = part("g", { class: "stepper-node" });
    const box = { x: x - at.wide / 2, y: y - BOX.high / 2, width: at.wide, height: BOX.high, rx: node.gate ? 9 : 3 };
    group.append(part("rect", { ...box, class: "stepper-box", "stroke-width": node.gate ? 1.6 : 0.8 }));
    if (now) group.append(part("rect", { ...box, fill: "none", stroke: colour, "stroke-width": 4 }));
    const full = node.gate ? `${node.name}:  ${node.gate}` : node.constant ? "constant" : node.name;
    const title = 6.6 * full.length > at.wide ? node.gate || full : full;
    group.append(line(x, y - 17, title, "stepper-name"));
    if (i < step.values || !node.gate) group.append(chip(x, y + 1, node.value, valueColour, at.wide), line(x, y + 2, node.value, "stepper-value"));
    else group.append(line(x, y + 2, "?", "stepper-name"));
    const grad = step.grads[i];
    if (grad !== null && !node.constant) group.append(chip(x, y + 20, grad, gradColour, at.wide, "2 2"), line(x, y + 21, grad, "stepper-grad"));
    return group;
  }

  const line = (x, y, words, kind) => part("text", { x, y, class: kind, "text-anchor": "middle", "dominant-baseline": "central" }, words);
  const chip = (x, y, words, colour, wide, dash = "") => {
    const width = Math.min(wide - 6, 8 * words.length + 14);
    return part("rect", { x: x - width / 2, y: y - 8.5, width, height: 17, rx: 5, fill: colour, "fill-opacity": 0.16, stroke: colour, "stroke-opacity": 0.75, "stroke-dasharray": dash });
  };

  // ---- words
  const current = () => model.get("plan").steps[model.get("step")];
  function summary() {
    const { nodes, steps } = model.get("plan");
    const step = current();
    const sends = step.sends.map((s) => `To ${nodes[s.to].name}: ${s.local} times ${s.upstream} is ${s.product}; gradient ${s.total}; measured ${s.numeric}.`);
    return `Step ${model.get("step")} of ${steps.length - 1}. ${step.text} ${sends.join(" ")}`;
  }

  function tell() {
    const { nodes, steps } = model.get("plan");
    const step = current();
    const range = find("step");
    range.max = steps.length - 1;
    range.value = model.get("step");
    fillSlider(range);
    range.setAttribute("aria-valuetext", step.text);
    find("step-is").textContent = `${model.get("step")} of ${steps.length - 1}`;
    find("text").textContent = step.text;
    find("sends").innerHTML = sendsTable(step, nodes);
    for (const [name, off] of [["first", 0], ["back", 0], ["on", steps.length - 1], ["last", steps.length - 1]])
      root.querySelector(`[data-go="${name}"]`).disabled = model.get("step") === off;
  }

  // ---- what can be typed
  const typed = () => Object.fromEntries([...find("values").querySelectorAll("input")].map((input) => [input.dataset.value, input.valueAsNumber]));
  const ask = () => model.send({ do: "draw", expression: text.value, values: typed() });

  function showForm() {
    const { expression, values } = model.get("plan");
    text.value = expression;
    const inputs = [...find("values").querySelectorAll("input")];
    if (inputs.map((i) => i.dataset.value).join() !== values.map(([name]) => name).join())
      find("values").innerHTML = values.map(([name]) => `<label>${safe(name)} <input type="number" step="any" data-value="${safe(name)}" ${QUIET}></label>`).join("");
    for (const [name, value] of values) find("values").querySelector(`[data-value="${CSS.escape(name)}"]`).value = value;
  }

  function refresh() {
    if (model.get("step") >= model.get("plan").steps.length) return; // a shorter plan is followed by its step
    tell();
    view.request();
    voice.say(summary);
  }

  function onPlan() {
    showForm();
    refresh();
  }

  function onProblem() {
    find("problem").textContent = model.get("problem");
    text.setAttribute("aria-invalid", Boolean(model.get("problem")));
  }

  // ---- stepping
  const GO = { first: () => 0, back: (s) => s - 1, on: (s) => s + 1, last: (s, top) => top };
  function go(where) {
    const top = model.get("plan").steps.length - 1;
    if (where === "reset") return model.send({ do: "reset" });
    model.set("step", clamp(GO[where](model.get("step"), top), 0, top));
    return model.save_changes();
  }

  const KEYS = { ArrowLeft: "back", ArrowRight: "on", Home: "first", End: "last" };
  plane.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    go(KEYS[event.key]);
    event.preventDefault();
  });
  root.addEventListener("click", ({ target }) => {
    if (!target.dataset?.go) return;
    go(target.dataset.go);
    if (target.disabled) plane.focus({ preventScroll: true }); // a button that goes off would lose the focus
  });
  find("step").addEventListener("input", (event) => {
    model.set("step", +event.target.value);
    model.save_changes();
  });
  find("form").addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  find("values").addEventListener("change", ask);
  root.querySelector("select").addEventListener("change", ({ target }) => {
    if (target.value) model.send({ do: "example", name: target.value });
    target.value = "";
  });

  model.on("change:plan", onPlan);
  model.on("change:step", refresh);
  model.on("change:problem", onProblem);
  const view = drawnView(root, (width) => (own.width = Math.floor(width - 4)), draw);
  onPlan();
  onProblem();
  return () => {
    model.off("change:plan", onPlan);
    model.off("change:step", refresh);
    model.off("change:problem", onProblem);
    view.stop();
    voice.stop();
  };
}

export default { render };
