/* Checks of Wagtail's content checker for civic blocks; true means that all is well. */
(() => {
  const userbar = document.querySelector("wagtail-userbar");
  if (!userbar || !userbar.registerCheck) {
    return;
  }
  const hasFormat = (link) => {
    const extension = new URL(link.href).pathname.match(/\.([a-z0-9]{2,5})$/i);
    return !extension || link.textContent.toLowerCase().includes(extension[1].toLowerCase());
  };
  const checks = {
    "civic-map-list": (map) => Boolean(map.querySelector("ul, ol, table, .civic-notice")),
    "civic-layer-source": (layer) => Boolean(layer.querySelector(".civic-map__source")),
    "civic-step-date": (step) => Boolean(step.querySelector("time")),
    "civic-document-format": hasFormat,
  };
  Object.entries(checks).forEach(([id, check]) => userbar.registerCheck(id, check));
})();
