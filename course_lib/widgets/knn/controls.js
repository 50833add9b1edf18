// The controls as native elements; icons carry the shape of a class beside its colour.

const OUTLINES = ['<circle cx="7" cy="7" r="6"/>', '<rect x="1.5" y="1.5" width="11" height="11"/>', '<path d="M7 .5 13.6 12.5H.4Z"/>'];
const icon = (shape, colour) => `<svg viewBox="0 0 14 14" fill="${colour}" aria-hidden="true">${OUTLINES[shape]}</svg>`;

const HELP = [
  [["arrows"], "move"], [["N"], "next point"], [["Space"], "grab"], [["Enter"], "add"], [["Del"], "delete"],
  [["0", "1", "2"], "class"], [["+", "\u2212"], "k"], [["M"], "distance"], [["[", "]"], "rotate"],
];

const radio = (group, value, label, title) =>
  `<label title="${title}"><input type="radio" name="${group}" value="${value}" ${QUIET}>${label}</label>`;

function markup(id, shapes, colours) {
  const classes = shapes.map((name, c) => radio(`${id}-class`, c, icon(c, colours[c]) + c, `class ${c}: ${name}`));
  const votes = shapes.map((name, c) => `${icon(c, colours[c])}<span class="knn-bar"><i style="background:${colours[c]}"></i></span><b></b>`);
  const metrics = [radio(`${id}-metric`, "L1", "L1", "along the axes"), radio(`${id}-metric`, "L2", "L2", "straight across")];
  return `<div class="knn-main">
    <div class="knn-plane" tabindex="0" role="application" aria-label="Plane of points" aria-describedby="${id}-help" ${QUIET}>
      <canvas role="img"></canvas></div>
    <div class="knn-panel">
      <div><div class="knn-row"><label class="knn-name" for="${id}-k">Neighbours</label><output class="knn-k-is"></output></div>
        <input type="range" class="knn-k" id="${id}-k" min="1" step="1" ${QUIET}></div>
      <fieldset class="knn-metric"><legend>Distance</legend><div class="knn-choice">${metrics.join("")}</div></fieldset>
      <div><div class="knn-row"><label class="knn-name" for="${id}-turn">Rotate the data</label><output class="knn-turn-is"></output></div>
        <input type="range" class="knn-turn" id="${id}-turn" min="0" max="90" step="1" ${QUIET}>
        <p class="knn-note knn-changed"></p></div>
      <div class="knn-poll"><div class="knn-row"><span class="knn-name">Vote at the crosshair</span><output class="knn-wins"></output></div>
        <div class="knn-votes">${votes.join("")}</div><p class="knn-note knn-far"></p></div>
      <fieldset class="knn-class"><legend>Drag points, or click to add class</legend><div class="knn-choice">${classes.join("")}</div></fieldset>
      <div class="knn-actions"><button type="button" class="knn-delete" ${QUIET}>Delete point</button>
        <button type="button" class="knn-reset" ${QUIET}>Reset</button></div>
    </div></div>
    <p class="knn-help" id="${id}-help"><span>Keys on the plane:</span> ${HELP.map(([keys, does]) => `<span>${keys.map((key) => `<kbd>${key}</kbd>`).join("")} ${does}</span>`).join(" ")}</p>
    <div class="knn-said" aria-live="polite"></div>`;
}
