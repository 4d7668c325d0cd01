/**
 * Inside the frame: tells the page around how high this one is, that something was sent, and that
 * another page was loaded. Nothing it says is secret, and only sites that are allowed hear it.
 * No module, see the layout.
 */
(() => {
  const body = document.body;
  const root = document.documentElement;
  const tell = (event, detail) => parent.postMessage({ civic: "embed", event, ...detail }, "*");

  // Links in a map's pop-up come from a script: they open in a window of their own as all others do.
  document.addEventListener("click", (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.href);
    const here = location.href.split("#")[0];
    if (!link || link.target || !/^https?:/.test(link.href) || link.href.split("#")[0] === here) return;
    link.target = "_blank";
    link.relList.add("noopener");
  }, true);

  if (parent === window) return;
  root.dataset.framed = "";

  // WordPress gives a frame it does not know a secret, and listens to heights that come with it.
  const secret = /^#\?secret=(\w+)$/.exec(location.hash)?.[1];
  let said = 0;
  const measure = () => {
    // A map as large as the window would have the window grow with it.
    if (document.fullscreenElement || root.classList.contains("civic-map-is-full")) return;
    const height = Math.ceil(Math.max(body.getBoundingClientRect().height, body.scrollHeight));
    if (height === said) return;
    said = height;
    tell("resized", { height });
    if (secret) parent.postMessage({ message: "height", value: height, secret }, "*");
  };
  new ResizeObserver(measure).observe(body);
  addEventListener("load", measure);
  measure();
  if ("moved" in body.dataset) tell("moved");
  if ("sent" in body.dataset) tell("sent", { part: body.dataset.part });
})();
