// Native controls in the house's form, and what every view with a canvas and a panel does alike.

const OUTLINES = ['<circle cx="7" cy="7" r="6"/>', '<rect x="1.5" y="1.5" width="11" height="11"/>', '<path d="M7 .5 13.6 12.5H.4Z"/>'];
const icon = (shape, colour) => `<svg viewBox="0 0 14 14" fill="${colour}" aria-hidden="true">${OUTLINES[shape]}</svg>`;
const PLAY = '<svg viewBox="0 0 14 14" fill="currentColor" aria-hidden="true"><path d="M3 1.2v11.6L12.6 7Z"/></svg>';
const PAUSE = '<svg viewBox="0 0 14 14" fill="currentColor" aria-hidden="true"><path d="M2.5 1.5h3v11h-3zM8.5 1.5h3v11h-3z"/></svg>';

const uniqueId = (name) => `${name}-${Math.random().toString(36).slice(2)}`;

const slider = (view, id, name, label, { min, max, step }) => `<div><div class="panel-row">
  <label class="panel-name" for="${id}-${name}">${label}</label><output class="${view}-${name}-is"></output></div>
  <input type="range" class="${view}-${name}" id="${id}-${name}" min="${min}" max="${max}" step="${step}" ${QUIET}></div>`;

// `options`: [value, what is shown, title]
const choice = (view, id, name, legend, options) => `<fieldset class="${view}-${name}"><legend>${legend}</legend>
  <div class="panel-choice">${options
    .map(([value, shown, title]) => `<label title="${title}"><input type="radio" name="${id}-${name}" value="${value}" ${QUIET}>${shown}</label>`)
    .join("")}</div></fieldset>`;

const help = (id, keys) => `<p class="panel-help" id="${id}-help"><span>Keys on the picture:</span> ${keys
  .map(([names, does]) => `<span>${names.map((key) => `<kbd>${key}</kbd>`).join("")} ${does}</span>`)
  .join(" ")}</p>`;

const fillSlider = (input) => input.style.setProperty("--at", (input.value - input.min) / Math.max(1e-9, input.max - input.min));

// A canvas of so many CSS pixels, sharp on any screen, cleared; drawn on in CSS pixels.
function blank(canvas, width, height) {
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const c = canvas.getContext("2d");
  c.setTransform(canvas.width / width, 0, 0, canvas.height / height, 0, 0);
  return c;
}

// Says a text once things have come to rest, not at every step of a drag.
function speaker(root) {
  let waiting = 0;
  return {
    say(make) {
      clearTimeout(waiting);
      waiting = setTimeout(() => (root.querySelector(".panel-said").textContent = make()), 300);
    },
    stop: () => clearTimeout(waiting),
  };
}

// Drawing, only ever in an animation frame, and again when size or theme change; `size` is told the width.
function drawnView(root, size, draw) {
  let frame = 0;
  const request = () => (frame ||= requestAnimationFrame(() => ((frame = 0), draw(getComputedStyle(root).color))));
  const resize = () => {
    const width = root.clientWidth;
    if (width < 60) return; // not laid out yet, or hidden
    root.classList.toggle("narrow", width < 640);
    size(width);
    request();
  };
  // A change of theme is a transition of the ink (see the CSS), cut short where the page hides meanwhile.
  for (const end of ["transitionend", "transitioncancel"]) root.addEventListener(end, (event) => event.target === root && request());
  root.addEventListener("keydown", (event) => event.stopPropagation());
  const observer = new ResizeObserver(resize);
  observer.observe(root.parentElement);
  resize();
  return {
    request,
    stop() {
      observer.disconnect();
      cancelAnimationFrame(frame);
    },
  };
}

// Calls `tick(seconds)` once a frame while playing; rests while the view is off the screen.
function player(root, tick, onChange) {
  let frame = 0;
  let last = 0;
  let playing = false;
  let seen = true;
  const step = (now) => {
    frame = 0;
    if (!playing || !seen) return;
    tick(Math.min(0.1, Math.max(0, now - last) / 1000)); // a frame may be dated before the click
    last = now;
    frame ||= requestAnimationFrame(step);
  };
  const run = () => {
    last = performance.now();
    frame ||= requestAnimationFrame(step);
  };
  const set = (on) => {
    if (playing === on) return;
    playing = on;
    if (on) run();
    onChange();
  };
  const watcher = new IntersectionObserver(([entry]) => {
    seen = entry.isIntersecting;
    if (seen && playing) run();
  });
  watcher.observe(root);
  return {
    play: () => set(true),
    pause: () => set(false),
    get playing() {
      return playing;
    },
    stop() {
      playing = false;
      cancelAnimationFrame(frame);
      watcher.disconnect();
    },
  };
}

const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
