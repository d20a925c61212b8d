// The box of django-prose-editor has no name of its own: it gets the field's label, hint and error.
// This script must stand before the editor's own, or the event has passed.
document.addEventListener("prose-editor:ready", ({ target }) => {
  const box = target.closest(".prose-editor")?.querySelector("[contenteditable]");
  const label = document.querySelector(`label[for="${target.id}"]`);
  if (!box || !label) return;
  label.id ||= `${target.id}_label`;
  box.setAttribute("aria-labelledby", label.id);
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (target.hasAttribute(name)) box.setAttribute(name, target.getAttribute(name));
  }
  label.addEventListener("click", () => box.focus());
});
