// Saves a draft while it is written: <form data-autosave="address">, and in it [data-autosave-says], which carries
// the sentences. Until the portal has the words they are kept in this browser too: a lost connection or an expired
// log-in loses nothing. This script must stand before the editor's own, which reads its text once.
const form = document.querySelector("form[data-autosave]");
if (form) start(form, form.querySelector("[data-autosave-says]"), document.querySelector("[data-autosave-found]"));

function start(form, says, found) {
  const KEY = `draft ${form.dataset.autosave}`;
  const PAUSE = 2000;
  const RETRY = 10000;
  let changes = 0;
  let saved = 0;
  let saving = null;
  let stopped = false;
  let timer;

  const typed = () => Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
  // What the portal keeps is tidied: only other words count as different.
  const bare = (text = "") => text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim();
  const say = (text) => (says.textContent = text);
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  function keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify(typed()));
    } catch {
      // No room, or storage is not allowed: then only the portal keeps the words.
    }
  }

  // After logging in anew the page's own token is stale; the cookie has the good one.
  function freshen() {
    const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
    if (token) form.elements.csrfmiddlewaretoken.value = token[1];
  }

  async function send() {
    const sent = changes;
    freshen();
    let answer;
    try {
      answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), redirect: "manual" });
    } catch {
      return wait("offline");
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) return wait("loggedOut");
    if (![200, 409, 422].includes(answer.status)) return wait("offline");
    const { opened_at, said } = await answer.json();
    if (answer.ok) settle(sent, opened_at, said);
    else refuse(answer.status, said);
  }

  function wait(why) {
    say(says.dataset[why]);
    later(RETRY);
  }

  function settle(sent, openedAt, said) {
    saved = sent;
    form.elements.opened_at.value = openedAt;
    say(said);
    if (saved !== changes) return later(PAUSE);
    localStorage.removeItem(KEY);
    form.dispatchEvent(new Event("autosaved"));
  }

  function refuse(status, said) {
    stopped = status === 409;
    say(`${says.dataset.refused} ${said}`);
  }

  function save() {
    if (stopped || saving || saved === changes) return;
    say(says.dataset.saving);
    saving = send().finally(() => (saving = null));
  }

  form.addEventListener("input", () => {
    changes += 1;
    keep();
    later(PAUSE);
  });
  addEventListener("online", save);
  addEventListener("pageshow", () => (stopped = false));
  document.addEventListener("visibilitychange", () => document.hidden && save());

  // What is on its way must arrive first, or the page would seem to have been saved by somebody else.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    stopped = true;
    freshen();
    if (!saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await saving;
    form.requestSubmit(event.submitter);
  });

  function putBack(words) {
    for (const [name, value] of Object.entries(words)) if (form.elements[name]) form.elements[name].value = value;
    changes += 1;
    later(PAUSE);
  }

  function offer(words) {
    const now = typed();
    if (Object.keys(now).every((name) => name === "opened_at" || bare(now[name]) === bare(words[name]))) {
      return localStorage.removeItem(KEY);
    }
    found.hidden = false;
    found.querySelector("[data-autosave-back]").addEventListener("click", () => {
      sessionStorage.setItem(KEY, "back");
      location.reload();
    });
    found.querySelector("[data-autosave-drop]").addEventListener("click", () => {
      localStorage.removeItem(KEY);
      found.hidden = true;
    });
  }

  const left = JSON.parse(localStorage.getItem(KEY) ?? "null");
  if (left && sessionStorage.getItem(KEY)) putBack(left);
  else if (left) offer(left);
  sessionStorage.removeItem(KEY);
}
