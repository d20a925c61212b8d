// One click, one answer: a second submit of the same form within five seconds is not sent.
// Every page works without this file.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 5000);
});

// Leaving a page with unsaved words asks first.
for (const form of document.querySelectorAll("form[data-keeps-words]")) {
  let touched = false;
  form.addEventListener("input", () => (touched = true));
  form.addEventListener("submit", () => (touched = false));
  addEventListener("beforeunload", (event) => touched && event.preventDefault());
}

// Tick or untick every row of a table at once.
for (const all of document.querySelectorAll("[data-pick-all]")) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of all.closest("form").querySelectorAll("input[name=pick]")) box.checked = all.checked;
  });
}
