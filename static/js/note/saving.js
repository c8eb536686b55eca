// Saves the note a moment after the last keystroke, one save at a time, and always says how it
// stands. Without this script the buttons do the same. What this page could not save is kept by
// kept.js, which hears "input" and "note:saved" of the form.
const PAUSE = 1500; // milliseconds after the last keystroke
const LONGEST = 10_000; // of writing without a pause
const AGAIN = [2, 4, 8, 15, 30, 60]; // seconds between tries, growing
const KEEPALIVE = 60_000; // bytes that a browser sends on for a page that is gone

const form = document.getElementById("note-form");
const said = document.getElementById("saved");
const moving = document.getElementById("saving");
const words = Object.fromEntries(
  [...document.getElementById("note-states").content.querySelectorAll("[data-state]")].map(
    (each) => [each.dataset.state, each.textContent],
  ),
);

// Typed and stored count states of the form; equal, everything is saved.
let typed = "unsaved" in form.dataset ? 1 : 0;
let stored = 0;
let since = 0; // when the oldest keystroke that is not saved was typed
let tries = 0;
let timer;
let flight = null;
// What was sent and never answered. The server may have it or not: it is sent again as it was, and
// the server knows its own text; only then comes what was typed since.
let unanswered = null;
let isRepeat = false;
let native = false;

const dirty = () => typed !== stored;
// After these nothing is gained by trying again: somebody has to look.
const ASKS = ["conflict", "signed", "closed", "refused"];
const WAITS = ["offline", "unreachable", "wrong", "signed-out"];

// Said to a screen reader only when the sentence is another one: not at every pause.
const say = (state, sentence, aloud) => {
  moving.hidden = true;
  form.dataset.state = state;
  if (aloud) said.replaceChildren();
  if (aloud || said.textContent.trim() !== sentence) said.textContent = sentence;
};

const explain = (state) => {
  const kept = form.dataset.sealed === "yes" ? "sealed" : "page-only";
  const more = words[state === "signed-out" ? `signed-out-${kept}` : kept];
  say(state, `${words[state]} ${more}`);
};

const show = (state) => {
  moving.textContent = words[state];
  moving.hidden = false;
};

const answered = (status, url, text) => {
  const page = new DOMParser().parseFromString(text, "text/html");
  const path = url ? new URL(url).pathname : "";
  return { status, path, page, told: page.querySelector("[data-state]") };
};

const byHtmx = (data) =>
  new Promise((resolve) => {
    const send = (event) => {
      event.detail.parameters = data;
    };
    const done = ({ detail: { xhr } }) => {
      resolve(answered(xhr.status, xhr.responseURL, xhr.status ? xhr.responseText : ""));
    };
    form.addEventListener("htmx:configRequest", send, { once: true });
    form.addEventListener("htmx:afterRequest", done, { once: true });
    htmx.trigger(form, "autosave");
  });

// For a page that is going: this request outlives it.
const byFetch = async (data) => {
  const body = new URLSearchParams(data);
  const keepalive = body.toString().length < KEEPALIVE;
  const headers = { "HX-Request": "true" };
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers, keepalive });
    return answered(answer.status, answer.url, await answer.text());
  } catch {
    return answered(0, "", "");
  }
};

// Signing in again gave the browser another token.
const renewed = async () => {
  const token = form.querySelector("[name=csrfmiddlewaretoken]");
  try {
    const answer = await fetch(form.dataset.page ?? location.pathname);
    if (new URL(answer.url).pathname.startsWith("/account/")) return "signed-out";
    if (answer.status === 404) return "not-yours";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[name=csrfmiddlewaretoken]");
    if (!fresh || fresh.value === token.value) return "wrong";
    token.value = fresh.value;
    return "renewed";
  } catch {
    return "unreachable";
  }
};

const meaning = ({ status, path, told }) => {
  if (status === 0) return navigator.onLine ? "unreachable" : "offline";
  if (path.startsWith("/account/")) return "signed-out";
  if (path !== new URL(form.action).pathname) return "wrong";
  if (status === 404) return "not-yours";
  if ([200, 409, 422].includes(status) && told) return told.dataset.state;
  return "wrong";
};

// Over which version a save is on its way, for the page that comes after this one (arrived.js).
const mark = (version) => {
  const place = `note-sent:${form.dataset.session}`;
  try {
    if (version === null) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, version);
  } catch {
    // A browser that keeps nothing: the next page is drawn as it is.
  }
};

const attempt = async (leaving, patience = 1) => {
  if (!leaving) await form.arrived;
  isRepeat = unanswered !== null;
  const sent = unanswered ?? { data: new FormData(form), upTo: typed };
  sent.data.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  show("saving");
  mark(sent.data.get("version"));
  const answer = await (leaving ? byFetch : byHtmx)(sent.data);
  let state = meaning(answer);
  if (answer.status === 403 && patience) {
    state = await renewed();
    if (state === "renewed") return attempt(leaving, patience - 1);
  }
  const delivered = answer.status > 0 && answer.status < 500;
  unanswered = delivered ? null : sent;
  if (delivered) mark(null);
  if (state === "saved") {
    for (const now of answer.page.querySelectorAll("[data-field]")) {
      form.querySelector(`[name="${now.dataset.field}"]`).value = now.dataset.value;
    }
    stored = sent.upTo;
    tries = 0;
    since = dirty() ? Date.now() : 0;
    if (!dirty()) {
      delete form.dataset.unsaved;
      form.dispatchEvent(new CustomEvent("note:saved"));
      say(state, answer.told.textContent.trim());
    }
  } else if (ASKS.includes(state)) {
    say(state, answer.told.textContent.trim());
  } else {
    explain(state);
  }
  return state;
};

const next = (state) => {
  clearTimeout(timer);
  if (state === "saved" && dirty()) {
    show("waiting");
    timer = setTimeout(save, isRepeat ? 0 : PAUSE);
  } else if (WAITS.includes(state)) {
    timer = setTimeout(save, AGAIN[Math.min(tries, AGAIN.length - 1)] * 1000);
    tries += 1;
  }
};

// One at a time: the next save needs the version that comes back with this one.
const save = ({ leaving = false } = {}) => {
  clearTimeout(timer);
  flight ??= attempt(leaving)
    .then((state) => {
      flight = null;
      next(state);
      return state;
    });
  return flight;
};

const saveEverything = async () => {
  if (flight) await flight;
  let state = await save();
  while (state === "saved" && dirty()) state = await save();
  return state;
};

form.addEventListener("input", ({ target }) => {
  if (target.name === "new_format") return; // another format is no word of the note
  typed += 1;
  if (!("autosave" in form.dataset)) return;
  since ||= Date.now();
  if (!flight) show("waiting");
  clearTimeout(timer);
  const left = Math.max(0, since + LONGEST - Date.now());
  timer = setTimeout(save, tries ? PAUSE : Math.min(PAUSE, left));
});

form.addEventListener("submit", async (event) => {
  if (native || event.defaultPrevented) return;
  event.preventDefault();
  const button = event.submitter;
  const other = button?.value === "format" && `?format=${form.querySelector("[name=other]").value}`;
  // Another format for a page on which nothing was typed is a matter of looking.
  const state = other && !dirty() ? "saved" : await saveEverything();
  if (state === "saved") {
    const onward = other || button?.dataset.next;
    if (onward) location.assign(onward);
    else say(state, said.textContent.trim(), true);
  } else if (ASKS.includes(state)) {
    // The whole page has more to show than this line: both texts, or what is marked.
    native = true;
    form.requestSubmit(button);
  }
});

const atOnce = () => {
  if (dirty() && !flight && !ASKS.includes(form.dataset.state) && "autosave" in form.dataset) {
    tries = 0;
    save();
  }
};
window.addEventListener("online", atOnce);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") atOnce();
  else if (dirty() && !flight && !ASKS.includes(form.dataset.state) && "autosave" in form.dataset) {
    save({ leaving: true });
  }
});
// Sealed in this browser, the text is offered again when the page is opened: no need to hold
// anybody back.
window.addEventListener("beforeunload", (event) => {
  if (dirty() && !native && form.dataset.sealed !== "yes") event.preventDefault();
});
// Once it is known whether the text could be sealed, the sentence may say so.
form.addEventListener("note:kept", () => {
  if (WAITS.includes(form.dataset.state) && !flight && moving.hidden) explain(form.dataset.state);
});
form.addEventListener("htmx:beforeSwap", (event) => {
  event.detail.shouldSwap = false;
  event.detail.isError = false;
});
