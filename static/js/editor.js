// The editing box has no name of its own: give it the field's label. Loaded before the editor.
document.addEventListener("prose-editor:ready", ({ target }) => {
  const box = target.closest(".prose-editor")?.querySelector("[contenteditable]");
  const label = document.querySelector(`label[for="${target.id}"]`);
  if (!box || !label) return;
  label.id ||= `${target.id}_label`;
  box.setAttribute("aria-labelledby", label.id);
  const description = target.getAttribute("aria-describedby");
  if (description) box.setAttribute("aria-describedby", description);
  label.addEventListener("click", () => box.focus());
});
