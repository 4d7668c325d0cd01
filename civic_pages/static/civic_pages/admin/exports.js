// Shows how far exports are while one is being made; without it, the link reloads the page.
const SECONDS = 3;
const SELECTOR = "[data-civic-exports]";

async function refreshed(list) {
  const answer = await fetch(window.location.pathname, { credentials: "same-origin" });
  if (!answer.ok) {
    return list;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(SELECTOR);
  if (!fresh) {
    return list;
  }
  // The list itself stays, so that assistive technology hears of what changes in it.
  if (fresh.innerHTML.trim() !== list.innerHTML.trim()) {
    list.replaceChildren(...fresh.childNodes);
  }
  list.toggleAttribute("data-busy", fresh.hasAttribute("data-busy"));
  return list;
}

async function watch(list) {
  while (list.hasAttribute("data-busy")) {
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
    try {
      await refreshed(list);
    } catch {
      return; // No network: the link still reloads the page.
    }
  }
}

const list = document.querySelector(SELECTOR);
if (list) {
  watch(list);
}
