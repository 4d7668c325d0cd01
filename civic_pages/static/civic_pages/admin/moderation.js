/* The moderator's page: keeps its lock while it is open, gives it back when it is left, and puts
   the keyboard where a shortcut leads. The keys themselves are Wagtail's own (w-kbd), so that an
   account that switched them off has none. Nothing here is needed to decide. */
(() => {
  const EVERY = 60000;

  for (const details of document.querySelectorAll("details[data-civic-focus]")) {
    details.addEventListener("toggle", () => {
      if (details.open) {
        details.querySelector(details.dataset.civicFocus)?.focus();
      }
    });
  }

  // Wagtail puts its list of shortcuts together late: ours join it when it is shown.
  document.addEventListener("w-dialog:shown", ({ target }) => {
    const ours = document.querySelector("table[data-civic-shortcuts]");
    const all = target.id === "keyboard-shortcuts-dialog" && target.querySelector("table");
    if (!ours || !all || all.querySelector("[data-civic-group]")) {
      return;
    }
    const group = ours.tBodies[0].cloneNode(true);
    group.dataset.civicGroup = "";
    const title = group.insertRow(0);
    const heading = document.createElement("th");
    title.className = "w-keyboard-shortcuts__category";
    heading.className = "w-h4";
    heading.scope = "rowgroup";
    heading.textContent = ours.dataset.civicShortcuts;
    title.append(heading);
    all.insertBefore(group, all.tBodies[0] || null);
  });

  const lock = document.querySelector("[data-civic-lock]");
  if (!lock) {
    return;
  }
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  let until = lock.dataset.civicUntil;

  const hold = async () => {
    const answer = await fetch(lock.dataset.civicHold, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
    if (answer.status === 409) {
      clearInterval(timer);
      until = "";
      lock.textContent = (await answer.json()).message;
    } else if (answer.ok) {
      until = (await answer.json()).until;
    }
  };
  const timer = setInterval(() => hold().catch(() => {}), EVERY);

  window.addEventListener("pagehide", () => {
    if (!until) {
      return;
    }
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token);
    data.append("until", until);
    navigator.sendBeacon(lock.dataset.civicRelease, data);
  });
})();
