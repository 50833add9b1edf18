// The controls of the kNN boundary; icons carry the shape of a class beside its colour.

const KNN_HELP = [
  [["arrows"], "move"], [["N"], "next point"], [["Space"], "grab"], [["Enter"], "add"], [["Del"], "delete"],
  [["0", "1", "2"], "class"], [["+", "\u2212"], "k"], [["M"], "distance"], [["[", "]"], "turn"],
];

function knnMarkup(id, shapes, colours) {
  const metrics = [["L1", "L1", "along the axes"], ["L2", "L2", "straight across"]];
  const classes = shapes.map((name, c) => [c, icon(c, colours[c]) + c, `class ${c}: ${name}`]);
  const votes = shapes.map((name, c) => `${icon(c, colours[c])}<span class="knn-bar"><i style="background:${colours[c]}"></i></span><b></b>`);
  return `<div class="panel-main">
    <div class="panel-plane" tabindex="0" role="application" aria-label="Plane of points" aria-describedby="${id}-help" ${QUIET}>
      <canvas role="img"></canvas></div>
    <div class="panel-side">
      ${slider("knn", id, "k", "Neighbours", { min: 1, max: 1, step: 1 })}
      ${choice("knn", id, "metric", "Distance", metrics)}
      <div>${slider("knn", id, "turn", "Rotate the data", { min: 0, max: 90, step: 1 })}
        <p class="panel-note knn-changed"></p></div>
      <div class="knn-poll"><div class="panel-row"><span class="panel-name">Vote at the crosshair</span><output class="knn-wins"></output></div>
        <div class="knn-votes">${votes.join("")}</div><p class="panel-note knn-far"></p></div>
      ${choice("knn", id, "class", "Drag points, or click to add class", classes)}
      <div class="panel-actions"><button type="button" class="knn-delete" ${QUIET}>Delete point</button>
        <button type="button" class="knn-reset" ${QUIET}>Reset</button></div>
    </div></div>
    ${help(id, KNN_HELP)}<div class="panel-said" aria-live="polite"></div>`;
}
