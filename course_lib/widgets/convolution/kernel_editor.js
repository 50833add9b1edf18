// The view of kernel_editor.py: nine numbers, two pictures, and the pixel whose sum is told.

const EDITOR_KEYS = [[["\u2190", "\u2191", "\u2192", "\u2193"], "another pixel (Shift: ten further)"]];
const PLACES = ["top left", "top", "top right", "left", "centre", "right", "bottom left", "bottom", "bottom right"];
const ARROW_WAYS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

const editorMarkup = (id, presets, subjects) => `<div class="editor-top">
    <fieldset><legend>Kernel w</legend><div class="editor-w">${PLACES.map((place, k) => `<input type="number" step="any" min="-99" max="99" data-k="${k}" aria-label="weight ${place}" ${QUIET}>`).join("")}</div></fieldset>
    <div class="editor-choices"><div><label class="panel-name" for="${id}-preset">Preset</label>
        <select class="editor-preset" id="${id}-preset" ${QUIET}>${[...Object.keys(presets), "your own"].map((name) => `<option>${name}</option>`).join("")}</select></div>
      ${choice("editor", id, "picture", "Picture", subjects.map((name) => [name, name, name]))}
      <div class="panel-actions"><button type="button" class="editor-negate" ${QUIET}>Swap all signs</button>
        <button type="button" class="editor-reset" ${QUIET}>Reset</button></div></div></div>
  <div class="panel-plane editor-plane" tabindex="0" role="application" aria-label="The picture before and after" aria-describedby="${id}-help" ${QUIET}><canvas role="img"></canvas></div>
  <p class="editor-reading"></p>${help(id, EDITOR_KEYS)}<div class="panel-said" aria-live="polite"></div>`;

function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "panel-view editor";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "A kernel to edit");
  root.innerHTML = editorMarkup(uniqueId("editor"), model.get("presets"), model.get("subjects"));
  el.append(root);
  const find = (name) => root.querySelector(`.editor-${name}`);
  const plane = find("plane");
  const canvas = plane.querySelector("canvas");
  const inputs = [...root.querySelectorAll(".editor-w input")];
  const voice = speaker(root);
  const own = { width: 0, scale: 1 };
  const GAP = 14;
  const TOP = 22;

  function draw(ink) {
    const [H, W] = model.get("shape");
    const scale = (own.scale = Math.min((own.width - GAP) / 2 / W, 400 / H));
    const c = blank(canvas, 2 * W * scale + GAP, H * scale + TOP);
    const [i, j] = model.get("at");
    ["before", "after"].forEach((name, side) => {
      const x = side * (W * scale + GAP);
      c.fillStyle = ink;
      c.font = "600 13px system-ui, sans-serif";
      c.fillText(name, x, 14);
      blit(c, bytes(model.get(name)), [H, W], [x, TOP], scale);
      // The window that is read; the pixel that is written.
      const [reach, from] = side ? [1, 0] : [3, -1];
      const room = side ? 3 : 0; // a single pixel would hardly be seen
      c.beginPath();
      c.rect(x + (j + from) * scale - room, TOP + (i + from) * scale - room, reach * scale + 2 * room, reach * scale + 2 * room);
      strokeTwice(c, 2, "#E69F00", "#16181c");
    });
  }

  function refresh() {
    model.get("w").forEach((v, k) => {
      if (inputs[k] !== document.activeElement || Number(inputs[k].value) !== v) inputs[k].value = v;
    });
    find("preset").value = model.get("preset");
    root.querySelector(`.editor-picture [value="${model.get("picture")}"]`).checked = true;
    find("reading").textContent = model.get("reading");
    view.request();
    voice.say(() => {
      canvas.setAttribute("aria-label", `${model.get("picture")}, ${model.get("preset")}. ${model.get("reading")}`);
      return model.get("reading");
    });
  }

  function set(name, value) {
    model.set(name, value);
    model.save_changes();
  }

  function typed() {
    const w = inputs.map((input) => input.valueAsNumber);
    inputs.forEach((input) => input.setAttribute("aria-invalid", String(!input.checkValidity() || Number.isNaN(input.valueAsNumber))));
    if (inputs.every((input) => input.checkValidity()) && w.every(Number.isFinite)) set("w", w);
  }

  function moveTo(i, j) {
    const [H, W] = model.get("shape");
    set("at", [clamp(i, 0, H - 1), clamp(j, 0, W - 1)]);
  }

  function onKey(event) {
    const way = ARROW_WAYS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    const [i, j] = model.get("at");
    const far = event.shiftKey ? 10 : 1;
    moveTo(i + way[0] * far, j + way[1] * far);
    event.preventDefault();
  }

  function onPointer(event) {
    const box = canvas.getBoundingClientRect();
    const [, W] = model.get("shape");
    const x = (event.clientX - box.left) % (W * own.scale + GAP);
    moveTo(Math.floor((event.clientY - box.top - TOP) / own.scale), Math.floor(x / own.scale));
  }

  const watched = ["w", "at", "shape", "before", "after", "reading", "preset", "picture"].map((name) => `change:${name}`).join(" ");
  const view = drawnView(root, (width) => (own.width = Math.min(Math.floor(width - 4), 720)), draw);
  find("w").addEventListener("input", typed);
  find("preset").addEventListener("change", ({ target }) => target.value in model.get("presets") && set("w", model.get("presets")[target.value]));
  find("picture").addEventListener("change", ({ target }) => set("picture", target.value));
  find("negate").addEventListener("click", () => set("w", model.get("w").map((v) => -v || 0)));
  find("reset").addEventListener("click", () => model.send({ do: "reset" }));
  plane.addEventListener("keydown", onKey);
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    plane.focus({ preventScroll: true });
    onPointer(event);
  });
  canvas.addEventListener("pointermove", (event) => canvas.hasPointerCapture(event.pointerId) && onPointer(event));
  model.on(watched, refresh);
  refresh();
  return () => {
    model.off(watched, refresh);
    view.stop();
    voice.stop();
  };
}

export default { render };
