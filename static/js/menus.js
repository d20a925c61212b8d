// A menu (details.menu) closes when one clicks elsewhere, opens another, or presses Escape.
const close = (menu) => (menu.open = false);
const open = () => document.querySelectorAll("details.menu[open]");

addEventListener("click", ({ target }) => {
  for (const menu of open()) if (!menu.contains(target)) close(menu);
});
addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of open()) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    close(menu);
  }
});
