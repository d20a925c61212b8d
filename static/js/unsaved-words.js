// Leaving a page with unsaved words asks first: <form data-keeps-words>.
for (const form of document.querySelectorAll("form[data-keeps-words]")) {
  let touched = false;
  form.addEventListener("input", () => (touched = true));
  form.addEventListener("submit", () => (touched = false));
  addEventListener("beforeunload", (event) => touched && event.preventDefault());
}
