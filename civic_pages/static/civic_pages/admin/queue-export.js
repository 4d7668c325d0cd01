// Keeps the queue's "Export" button in step with its filters, which change without a new page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-civic-export]");
  if (!link) {
    return;
  }
  const query = new URLSearchParams(window.location.search);
  query.delete("p");
  if (!query.get("status")) {
    query.set("status", link.dataset.civicExport);
  }
  link.search = query.toString();
});
