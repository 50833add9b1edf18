// The view of explorer.py: native controls, and a scene drawn as SVG in the ink of the theme. All numbers come
// from the kernel; worked out here is only where they lie on the screen, and how much of a run is there by now.

const SVG = "http://www.w3.org/2000/svg";
const ROOM = { left: 54, right: 20, top: 30, bottom: 44 }; // around the axes of a panel, in pixels
const STACKED = 620; // narrower than this, panels stand one below the other
const ARROW_STEPS = 40; // presses of an arrow key across a panel

function shape(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// The stylesheet says how much of its own colour a mark keeps: on a dark ground some white is mixed in.
const ink = (colour) => (colour === "ink" ? "currentColor" : `color-mix(in srgb, ${colour} var(--own), white)`);

// ---- marks: `place` gives pixels of a point
function path(points, place) {
  let pen = "M";
  let d = "";
  for (const p of points) {
    if (!Number.isFinite(p[0] + p[1])) pen = "M";
    else {
      d += pen + place(p).map((v) => clamp(v, -4e3, 4e3).toFixed(1)).join(" ");
      pen = "L";
    }
  }
  return d;
}

function dot(kind, x, y, r, colour) {
  if (kind === "circle") return shape("circle", { cx: x, cy: y, r, fill: colour });
  if (kind === "cross") {
    const d = `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`;
    return shape("path", { d, stroke: colour, "stroke-width": 2, fill: "none" });
  }
  const turned = kind === "diamond" ? `rotate(45 ${x} ${y})` : "";
  return shape("rect", { x: x - 0.9 * r, y: y - 0.9 * r, width: 1.8 * r, height: 1.8 * r, fill: colour, transform: turned });
}

function line(mark, points, place) {
  const style = { fill: "none", stroke: ink(mark.colour), "stroke-width": mark.width, "stroke-linejoin": "round" };
  const group = shape("g", { opacity: mark.opacity });
  group.append(shape("path", { ...style, d: path(points, place), "stroke-dasharray": mark.dash.join(" ") }));
  if (mark.arrow) group.append(shape("path", { ...style, d: head(place(points[0]), place(points[1])) }));
  return group;
}

function head([x0, y0], [x, y]) {
  const way = Math.atan2(y - y0, x - x0);
  const [a, b] = [way + 2.6, way - 2.6].map((turned) => [x + 10 * Math.cos(turned), y + 10 * Math.sin(turned)]);
  return Math.hypot(x - x0, y - y0) < 3 ? "" : `M${a.join(" ")}L${x} ${y}L${b.join(" ")}`;
}

function drawMark(mark, points, place) {
  if (mark.word) {
    const [x, y] = place(points[0]);
    return shape("text", { x, y: y - 9, class: "explorer-word" }, mark.word);
  }
  if (!mark.shape) return line(mark, points, place);
  const group = shape("g", { opacity: mark.opacity });
  for (const p of points.filter((p) => Number.isFinite(p[0] + p[1]))) group.append(dot(mark.shape, ...place(p), mark.size, ink(mark.colour)));
  return group;
}

// The points of a mark after `t` of `last` steps; a line, and what changes, glide from one step to the next.
function atTime(mark, points, t, last) {
  const whole = Math.floor(t);
  const between = (from, to) => from.map((v, i) => v + (t - whole) * (to[i] - v));
  if (mark.over_time === "changes") {
    const count = points.length / (last + 1);
    const step = (k) => points.slice(k * count, (k + 1) * count);
    return t > whole ? step(whole).map((p, i) => between(p, step(whole + 1)[i])) : step(whole);
  }
  const there = points.slice(0, whole + 1);
  if (t > whole && !mark.shape) there.push(between(points[whole], points[whole + 1]));
  return there;
}

// ---- panels
const reach = ([low, high], from, to) => (v) => from + ((v - low) / (high - low)) * (to - from);

function frameOf(panel, width, height) {
  const x = reach(panel.xlim, ROOM.left, width - ROOM.right);
  const y = reach(panel.ylim, height - ROOM.bottom, ROOM.top);
  return { width, height, place: ([a, b]) => [x(a), y(b)] };
}

function drawAxes(panel, { width, height, place }) {
  const group = shape("g", { class: "explorer-axes" });
  const [left, bottom] = [ROOM.left, height - ROOM.bottom];
  const [right, top] = [width - ROOM.right, ROOM.top];
  group.append(shape("path", { d: `M${left} ${top}V${bottom}H${right}` }));
  for (const [value, word] of thinned(panel.xticks, right - left)) {
    const [x] = place([value, 0]);
    group.append(shape("path", { d: `M${x} ${bottom}v4` }), shape("text", { x, y: bottom + 16, "text-anchor": "middle" }, word));
  }
  for (const [value, word] of panel.yticks) {
    const [, y] = place([0, value]);
    group.append(shape("path", { d: `M${left - 4} ${y}h4` }), shape("text", { x: left - 7, y: y + 4, "text-anchor": "end" }, word));
  }
  const across = shape("text", { x: (left + right) / 2, y: height - 8, "text-anchor": "middle", class: "explorer-label" }, panel.xlabel);
  const turned = `rotate(-90 12 ${(top + bottom) / 2})`;
  const up = shape("text", { x: 12, y: (top + bottom) / 2, transform: turned, "text-anchor": "middle", class: "explorer-label" }, panel.ylabel);
  const title = shape("text", { x: left, y: 17, class: "explorer-title" }, panel.title);
  group.append(across, up, title);
  return group;
}

// Every tick where there is room, else every second one.
const thinned = (ticks, width) => (width / ticks.length < 34 ? ticks.filter((_, i) => i % 2 === 0) : ticks);

// ---- controls
const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

const CONTROLS = {
  time: (c, id) => `<div class="explorer-row"><label for="${id}">${escaped(c.label)}</label><output for="${id}"></output></div>
    <div class="explorer-time"><button type="button" class="explorer-play" ${QUIET}></button>
    <input type="range" id="${id}" data-name="${c.name}" min="0" max="${c.last}" step="1" ${QUIET}></div>`,
  slider: (c, id) => `<div class="explorer-row"><label for="${id}">${escaped(c.label)}</label><output for="${id}"></output></div>
    <input type="range" id="${id}" data-name="${c.name}" min="0" max="${c.values.length - 1}" step="1" ${QUIET}>`,
  choice: (c, id) => `<div class="explorer-row"><label for="${id}">${escaped(c.label)}</label></div>
    <select id="${id}" data-name="${c.name}" ${QUIET}>${c.options.map((o) => `<option>${escaped(o)}</option>`).join("")}</select>`,
  toggle: (c, id) => `<label class="explorer-toggle"><input type="checkbox" id="${id}" data-name="${c.name}" ${QUIET}>${escaped(c.label)}</label>`,
  button: (c) => `<button type="button" data-name="${c.name}" ${QUIET}>${escaped(c.label)}</button>`,
};

const wordOf = (control, index) => control.words[index] ?? `${control.values[index]}`.replace("-", "\u2212");
const nearest = (values, to) => values.reduce((best, v, i) => (Math.abs(v - to) < Math.abs(values[best] - to) ? i : best), 0);

function swatch(mark) {
  const svg = shape("svg", { viewBox: "0 0 30 12", "aria-hidden": "true" });
  if (mark.shape) svg.append(dot(mark.shape, 15, 6, 4.5, ink(mark.colour)));
  else svg.append(line(mark, [[2, 6], [28, 6]], (p) => p));
  return svg;
}

function render({ model, el }) {
  const id = `explorer-${Math.random().toString(36).slice(2)}`;
  const root = document.createElement("div");
  root.className = "explorer";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", model.get("heading"));
  root.innerHTML = `<div class="explorer-panels"></div><ul class="explorer-legend"></ul>
    <div class="explorer-controls"></div><p class="explorer-reading"></p>
    <p class="explorer-help" id="${id}-help">${escaped(model.get("help"))}</p>
    <div class="explorer-said" aria-live="polite"></div>`;
  el.append(root);
  const find = (name) => root.querySelector(`.explorer-${name}`);
  let frame = 0;
  let saying = 0;
  let shown = ""; // the controls that stand there

  let stale = true; // more than the time has changed

  const tick = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      if (stale) draw();
      else drawTime();
      stale = false;
    });
  };
  const request = () => {
    stale = true;
    tick();
  };
  const timed = model.get("controls").find((c) => c.kind === "time");
  const time = timed && timeline(root, model, timed, tick);

  // ---- drawing: only ever in an animation frame
  function draw() {
    const width = find("panels").clientWidth;
    if (width < 60) return; // not laid out yet, or hidden
    const panels = model.get("panels");
    const xy = floats(model.get("xy"));
    const across = width < STACKED ? 1 : panels.length;
    const wide = Math.min(Math.floor((width - 18 * (across - 1)) / across), 470);
    root.classList.toggle("narrow", across === 1);
    while (find("panels").children.length > panels.length) find("panels").lastChild.remove();
    panels.forEach((panel, i) => drawPanel(panel, i, wide, Math.round(wide * 0.8), xy));
    drawLegend(panels);
  }

  function drawPanel(panel, i, width, height, xy) {
    const svg = find("panels").children[i] ?? find("panels").appendChild(newSvg());
    const at = frameOf(panel, width, height);
    const clip = `${id}-clip-${i}`;
    const box = { x: ROOM.left, y: ROOM.top, width: width - ROOM.left - ROOM.right, height: height - ROOM.top - ROOM.bottom };
    const inside = shape("g", { "clip-path": `url(#${clip})` });
    const moving = [];
    for (const mark of panel.marks) {
      const points = Array.from({ length: mark.count }, (_, k) => [xy[2 * (mark.start + k)], xy[2 * (mark.start + k) + 1]]);
      const drawn = inside.appendChild(drawMark(mark, mark.over_time ? atTime(mark, points, time.t(), timed.last) : points, at.place));
      if (mark.over_time) moving.push({ mark, points, drawn });
    }
    for (const [key, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, width, height })) svg.setAttribute(key, value);
    svg.replaceChildren(shape("clipPath", { id: clip }, shape("rect", box)), drawAxes(panel, at), inside);
    svg.setAttribute("aria-label", `${panel.title}. ${model.get("reading")}`);
    Object.assign(svg, { panel, at, moving });
    makeDraggable(svg, panel.drag);
  }

  // While it plays, only what moves is drawn anew.
  function drawTime() {
    for (const svg of find("panels").children) {
      for (const it of svg.moving) {
        const next = drawMark(it.mark, atTime(it.mark, it.points, time.t(), timed.last), svg.at.place);
        it.drawn.replaceWith(next);
        it.drawn = next;
      }
    }
  }

  function drawLegend(panels) {
    const named = new Map(panels.flatMap((panel) => panel.marks.filter((m) => m.name).map((m) => [m.name, m])));
    const items = [...named.values()].map((mark) => {
      const item = document.createElement("li");
      item.append(swatch(mark), mark.name);
      return item;
    });
    find("legend").replaceChildren(...items);
  }

  function newSvg() {
    const svg = shape("svg", { role: "img" });
    svg.addEventListener("pointerdown", onDown);
    svg.addEventListener("pointermove", onMove);
    svg.addEventListener("keydown", onKey);
    return svg;
  }

  function makeDraggable(svg, name) {
    svg.classList.toggle("explorer-drag", Boolean(name));
    if (!name) return;
    // It takes keys: no longer a mere picture.
    for (const [key, value] of [["tabindex", "0"], ["role", "application"], ["aria-describedby", `${id}-help`], ["data-lm-suppress-shortcuts", "true"]])
      svg.setAttribute(key, value);
  }

  // ---- what the hands can do
  function set(name, value) {
    if (time) model.set(timed.name, time.step()); // what is said is said of the step that is shown
    model.set(name, value);
    model.save_changes();
  }

  function moveTo(svg, [x, y]) {
    const { xlim, ylim, drag } = svg.panel;
    set(drag, [clamp(x, ...xlim), clamp(y, ...ylim)]);
  }

  function pointed(svg, event) {
    const box = svg.getBoundingClientRect();
    const { xlim, ylim } = svg.panel;
    const { width, height } = svg.at;
    const x = reach([ROOM.left, width - ROOM.right], ...xlim)(event.clientX - box.left);
    return [x, reach([height - ROOM.bottom, ROOM.top], ...ylim)(event.clientY - box.top)];
  }

  function onDown(event) {
    const svg = event.currentTarget;
    if (event.button || !svg.panel.drag) return;
    svg.focus({ preventScroll: true });
    svg.setPointerCapture(event.pointerId);
    moveTo(svg, pointed(svg, event));
  }

  function onMove(event) {
    const svg = event.currentTarget;
    if (svg.panel.drag && svg.hasPointerCapture(event.pointerId)) moveTo(svg, pointed(svg, event));
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  function onKey(event) {
    const { drag, xlim, ylim } = event.currentTarget.panel;
    const way = ARROWS[event.key];
    const button = root.querySelector(".explorer-controls button[data-do]");
    if (!drag || event.ctrlKey || event.metaKey || event.altKey) return;
    if (way) {
      const step = (event.shiftKey ? 4 : 1) / ARROW_STEPS;
      const at = model.get(drag);
      moveTo(event.currentTarget, [at[0] + way[0] * step * (xlim[1] - xlim[0]), at[1] + way[1] * step * (ylim[1] - ylim[0])]);
    } else if (event.key === "Enter" && button) button.click();
    else return;
    event.preventDefault();
  }

  // ---- controls
  function onControl(event) {
    const control = model.get("controls").find((c) => c.name === event.target.dataset.name);
    if (!control) return;
    if (control.kind === "time") time.seek(+event.target.value);
    if (control.kind === "slider") set(control.name, control.values[event.target.value]);
    if (control.kind === "choice") set(control.name, event.target.value);
    if (control.kind === "toggle") set(control.name, event.target.checked);
  }

  function onClick(event) {
    const { name, do: act } = event.target.dataset;
    if (event.target.tagName !== "BUTTON") return;
    if (act) {
      time?.pause();
      model.send({ do: act });
    } else if (name) set(name, model.get(name) + 1);
  }

  function showControls() {
    const controls = model.get("controls").filter((c) => CONTROLS[c.kind] || c.kind === "act");
    if (shown !== JSON.stringify(controls)) build(controls);
    for (const c of controls) {
      const input = root.querySelector(`.explorer-controls [data-name="${c.name}"]`);
      const value = model.get(c.name);
      if (c.kind === "time") time.show();
      if (c.kind === "toggle") input.checked = value;
      if (c.kind === "choice") input.value = value;
      if (c.kind === "slider") showSlider(input, c, nearest(c.values, value));
    }
  }

  function showSlider(input, control, index) {
    input.value = index;
    input.style.setProperty("--at", index / Math.max(1, control.values.length - 1));
    const word = wordOf(control, index);
    input.setAttribute("aria-valuetext", word);
    input.previousElementSibling.querySelector("output").textContent = word;
  }

  function build(controls) {
    const held = document.activeElement?.dataset?.name;
    shown = JSON.stringify(controls);
    const fields = controls.filter((c) => c.kind !== "button" && c.kind !== "act");
    const buttons = controls.filter((c) => c.kind === "button").map((c) => CONTROLS.button(c));
    const acts = controls.filter((c) => c.kind === "act").map((c) => `<button type="button" data-do="${c.name}" ${QUIET}>${escaped(c.label)}</button>`);
    fields.sort((a, b) => (b.kind === "time") - (a.kind === "time")); // as under any film: the time line first
    const html = fields.map((c) => `<div class="explorer-control explorer-${c.kind}-control">${CONTROLS[c.kind](c, `${id}-${c.name}`)}</div>`);
    find("controls").innerHTML = `${html.join("")}<div class="explorer-actions">${acts.join("")}${buttons.join("")}<button type="button" data-do="reset" ${QUIET}>Reset</button></div>`;
    // What had the focus was replaced: give it back.
    if (held) root.querySelector(`.explorer-controls [data-name="${held}"]`)?.focus();
  }

  // Said once things have come to rest, not at every step of a drag.
  function say() {
    find("reading").textContent = model.get("reading");
    clearTimeout(saying);
    saying = setTimeout(() => (find("said").textContent = model.get("reading")), 300);
  }

  function refresh() {
    showControls();
    request();
    say();
  }

  // ---- wiring
  root.addEventListener("keydown", (event) => event.stopPropagation());
  find("controls").addEventListener("input", onControl);
  find("controls").addEventListener("click", onClick);
  // A setting moves its control at once; the picture follows when the kernel has worked it out.
  const settings = model.get("controls").filter((c) => c.kind !== "act").map((c) => `change:${c.name}`).join(" ");
  const shows = "change:panels change:xy change:reading change:controls";
  model.on(settings, showControls);
  model.on(shows, refresh);
  const observer = new ResizeObserver(request);
  observer.observe(el);
  refresh();
  return () => {
    model.off(settings, showControls);
    model.off(shows, refresh);
    time?.stop();
    observer.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(saying);
  };
}

export default { render };
