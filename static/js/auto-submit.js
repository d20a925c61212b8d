// A list chosen with mouse or finger is applied at once: <form data-auto-submit>.
// With the keyboard it waits for the button, because arrow keys pass over every choice.
let byKeyboard = false;
addEventListener("keydown", () => (byKeyboard = true), true);
addEventListener("pointerdown", () => (byKeyboard = false), true);

for (const form of document.querySelectorAll("form[data-auto-submit]")) {
  form.addEventListener("change", ({ target }) => {
    if (target.matches("select") && !byKeyboard) form.requestSubmit();
  });
}
