/** Puts the editor's map in place of a text that holds a point, in a plain form of the admin. */
(() => {
  "use strict";

  function mount(input) {
    const widget = window.telepath.unpack(JSON.parse(input.dataset.civicPoint));
    const { name, id } = input;
    const state = input.dataset.civicPointState;
    const help = input.getAttribute("aria-describedby");
    widget.render(input, name, id, state, {}, help ? { attributes: { "aria-describedby": help } } : {});
    // The label names what is typed in; the field of its own name is hidden.
    document.querySelector(`label[for="${id}"]`)?.setAttribute("for", `${id}_latlng`);
  }

  const mountAll = () => document.querySelectorAll("input[data-civic-point]").forEach(mount);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", mountAll);
  else mountAll();
})();
