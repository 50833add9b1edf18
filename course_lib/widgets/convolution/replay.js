// A page without a kernel: its model knows one setting of the animator, and where the window stands.

function replay(state, el) {
  const listeners = [];
  const model = {
    get: (name) => state[name],
    set: (name, value) => name === "step" && (state.step = value),
    save_changes: () => listeners.filter(([events]) => events.includes("step")).forEach(([, act]) => act()),
    on: (events, act) => listeners.push([events, act]),
    off: () => {},
  };
  render({ model, el });
  for (const part of el.querySelectorAll(".conv-controls")) part.remove();
}
