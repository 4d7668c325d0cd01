/* A reason chosen from the city's list is put into the box, where it can be reworded. Without this
   script the server takes the chosen one, or joins it to what is typed. */
(() => {
  for (const select of document.querySelectorAll("[data-civic-ready-reason]")) {
    const box = document.getElementById(select.dataset.civicReadyReason);
    if (!box) {
      continue;
    }
    select.removeAttribute("name"); // The text is in the box: it must not be sent twice.
    let put = "";
    select.addEventListener("change", () => {
      const text = select.selectedOptions[0].dataset.civicText || "";
      const typed = box.value.endsWith(put) ? box.value.slice(0, box.value.length - put.length) : box.value;
      const before = typed.trim();
      box.value = [before, text].filter(Boolean).join("\n\n");
      put = text;
    });
  }
})();
