// Leaving a page with unsaved words asks first: <form data-keeps-words>. Words saved on the way (autosave.js) are safe.
for (const form of document.querySelectorAll("form[data-keeps-words]")) {
  let touched = false;
  form.addEventListener("input", () => (touched = true));
  form.addEventListener("autosaved", () => (touched = false));
  form.addEventListener("submit", () => (touched = false));
  addEventListener("beforeunload", (event) => touched && event.preventDefault());
}
