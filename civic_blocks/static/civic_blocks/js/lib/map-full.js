/** A map as large as the screen, or as the window where the browser gives no screen away. */
const CLASS = "civic-map__panel--full";

/** Makes all that is not in `node` unreachable; returns what undoes it. */
function alone(node) {
  const others = [];
  for (let each = node; each !== document.body && each.parentElement; each = each.parentElement) {
    others.push(...[...each.parentElement.children].filter((other) => other !== each && !other.inert && other.localName !== "script"));
  }
  others.forEach((other) => (other.inert = true));
  return () => others.forEach((other) => (other.inert = false));
}

/**
 * @param {HTMLElement} panel what fills the screen
 * @param {HTMLButtonElement} button switches it; keeps the focus
 * @returns {() => Promise<void>} fills the screen, or leaves it
 */
export function fullScreen(panel, button) {
  let release;
  const show = (isFull) => {
    panel.classList.toggle(CLASS, isFull);
    document.documentElement.classList.toggle("civic-map-is-full", isFull);
    button.setAttribute("aria-pressed", String(isFull));
    release?.();
    release = isFull ? alone(panel) : undefined;
    button.focus({ preventScroll: !isFull });
  };
  const isFull = () => panel.classList.contains(CLASS);
  document.addEventListener("fullscreenchange", () => {
    if (isFull() !== (document.fullscreenElement === panel)) show(document.fullscreenElement === panel);
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isFull()) return;
    // What is open on the map is on top of it: that is closed first.
    const close = panel.querySelector(".civic-map__close");
    if (close) return close.click();
    if (document.fullscreenElement) document.exitFullscreen();
    else show(false);
  });
  return async () => {
    if (isFull()) {
      if (document.fullscreenElement) await document.exitFullscreen();
      else show(false);
      return;
    }
    try {
      await panel.requestFullscreen();
    } catch {
      show(true);
    }
  };
}
