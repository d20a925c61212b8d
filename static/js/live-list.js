// A list follows what is typed: <form data-auto-submit> asks its questions anew, and every part of the page marked
// data-live="name" is taken from the answer. The address changes along, so that the list can still be shared.
const WAIT = 350;
let timer, asking;

const show = (answer, address) => {
  const fresh = new DOMParser().parseFromString(answer, "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (other) part.replaceChildren(...other.childNodes);
  }
  history.replaceState(null, "", address);
  document.dispatchEvent(new Event("live-list"));
};

const busy = (is) => {
  for (const part of document.querySelectorAll("[data-live]")) part.setAttribute("aria-busy", is);
};

const ask = async (form) => {
  asking?.abort();
  asking = new AbortController();
  busy(true);
  const address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
  try {
    const answer = await fetch(address, { signal: asking.signal });
    if (answer.ok && !answer.redirected) show(await answer.text(), address);
    busy(false);
  } catch (error) {
    // Typed on: the next answer is awaited. No connection: the button still asks.
    if (error.name !== "AbortError") busy(false);
  }
};

for (const form of document.querySelectorAll("form[data-auto-submit]")) {
  form.addEventListener("input", ({ target }) => {
    if (target.matches("select")) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT, form);
  });
}
