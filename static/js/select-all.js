// Tick or untick every row of a table at once: <input type="checkbox" data-select-all="pick">.
const boxes = (all) => [...all.form.querySelectorAll(`input[name="${all.dataset.selectAll}"]`)];
const show = (all) => {
  const ticked = boxes(all).filter((box) => box.checked).length;
  all.checked = ticked > 0 && ticked === boxes(all).length;
  all.indeterminate = ticked > 0 && !all.checked;
};
const start = () => {
  for (const all of document.querySelectorAll("[data-select-all]")) {
    all.closest("[hidden]")?.removeAttribute("hidden");
    show(all);
  }
};

document.addEventListener("change", ({ target }) => {
  if (target.dataset.selectAll) for (const box of boxes(target)) box.checked = target.checked;
  for (const all of target.form?.querySelectorAll("[data-select-all]") ?? []) show(all);
});
document.addEventListener("htmx:afterSettle", start);
start();
