/** What the modules of a map build their pieces with; imports nothing, so that no imports go round. */
export function element(tag, className, content = "") {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = content;
  return node;
}
