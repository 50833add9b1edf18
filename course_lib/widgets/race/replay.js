// A page without a kernel: its model knows one race, and takes nothing but a guess.

const KEPT = ".race-bar *, .race-guess, .race-plane, summary";

function replay(state, el) {
  const listeners = [];
  const unpack = (text) => {
    const { buffer } = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    return new DataView(buffer);
  };
  for (const [name, text] of Object.entries(state.bytes)) state[name] = unpack(text);
  const model = {
    get: (name) => state[name],
    set: (name, value) => name === "guess" && (state.guess = value),
    save_changes: () => listeners.forEach((act) => act()),
    on: (_, act) => listeners.push(act),
    off: () => {},
  };
  render({ model, el });
  for (const control of el.querySelectorAll("input, select, button")) control.disabled ||= !control.matches(KEPT);
  for (const part of el.querySelectorAll(".race-settings, .race-more, .race-entry.off, .race-help")) part.hidden = true;
}
