// Tick or untick every row of a table at once: <input type="checkbox" data-select-all="pick">.
for (const all of document.querySelectorAll("[data-select-all]")) {
  const boxes = () => [...all.form.querySelectorAll(`input[name="${all.dataset.selectAll}"]`)];
  const show = () => {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  all.closest("[hidden]")?.removeAttribute("hidden");
  all.addEventListener("change", () => boxes().forEach((box) => (box.checked = all.checked)));
  all.form.addEventListener("change", show);
  show();
}
