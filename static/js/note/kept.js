// Keeps what is typed and not saved in this browser, sealed: AES-GCM under a key that the server
// gives to this person for this session, held in memory and never written down. What an earlier
// page left behind (closed, crashed, signed out) is offered when the note is opened again. The
// disk holds nothing but ciphertext; somebody else's key opens none of it.
const DAYS = 14; // after which what nobody came back for is thrown away
const PAUSE = 300; // milliseconds between two sealings
// Not words of the note.
const FRAME = new Set(["csrfmiddlewaretoken", "then", "new_format", "kept", "format", "format_version"]);

const form = document.getElementById("note-form");
const offer = document.getElementById("kept");
const thrown = document.getElementById("thrown");
const place = `note:${form.dataset.session}:`;
const secret = form.dataset.key;
form.removeAttribute("data-key");

let key;
let name; // where this page keeps its own
let timer;
let found = [];
let last; // thrown away, until the page is left
let turn = Promise.resolve(); // writes one after the other

const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
const text = (buffer) => {
  let all = "";
  for (const each of new Uint8Array(buffer)) all += String.fromCharCode(each);
  return btoa(all);
};
// By name alone: form.elements would find an id, too.
const value = (field) => form.querySelector(`[name="${field}"]`).value;
const isVersion = (field) => /(^|-)version$/.test(field);
const fields = () =>
  [...new FormData(form)].filter(([field]) => !FRAME.has(field) && !isVersion(field));

// --- Sealing ------------------------------------------------------------------------------------

const seal = async () => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const state = {
    at: Date.now(),
    version: Number(value("version")),
    format: value("format"),
    fields: fields(),
  };
  const plain = new TextEncoder().encode(JSON.stringify(state));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain);
  localStorage.setItem(name, JSON.stringify({ at: state.at, iv: text(iv), data: text(data) }));
};

const open = async (entry) => {
  const { iv, data } = JSON.parse(localStorage.getItem(entry));
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(iv) }, key, bytes(data));
  return { entry, ...JSON.parse(new TextDecoder().decode(plain)) };
};

const keep = () => {
  clearTimeout(timer);
  timer = undefined;
  const typed = form.dataset.typed;
  turn = turn.then(async () => {
    try {
      await seal();
      if (typed === form.dataset.typed) form.dataset.sealed = "yes";
    } catch {
      form.dataset.sealed = "no"; // no room
    }
    form.dispatchEvent(new CustomEvent("note:kept"));
  });
};

const soon = ({ target }) => {
  if (target.name === "new_format") return;
  form.dataset.typed = Number(form.dataset.typed ?? 0) + 1;
  form.dataset.sealed = "";
  timer ??= setTimeout(keep, PAUSE);
};

const forget = () => {
  clearTimeout(timer);
  timer = undefined;
  turn = turn.then(() => {
    // Typed on since: the newer state is kept until it is saved, too.
    if (!timer) localStorage.removeItem(name);
  });
};

// --- What an earlier page left ------------------------------------------------------------------

// As the server would clean it: space and what has no width make no difference.
const plainly = (all) => {
  const joined = new Map();
  for (const [field, value] of all) {
    const same = value.normalize("NFC").replace(/[\s\u00ad\u200b\u2060\ufeff]+/g, " ").trim();
    if (same) joined.set(field, [...(joined.get(field) ?? []), same]);
  }
  return JSON.stringify([...joined].sort());
};
const isShown = (kept) =>
  kept.format === value("format") && plainly(kept.fields) === plainly(fields());

const isOpenElsewhere = async () => {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map((lock) => lock.name));
};

const entries = (start) =>
  Object.keys(localStorage).filter((entry) => entry.startsWith(start));

const gather = async () => {
  const elsewhere = await isOpenElsewhere();
  for (const entry of entries(place)) {
    if (entry === name || elsewhere.has(entry)) continue;
    try {
      const kept = await open(entry);
      if (isShown(kept)) localStorage.removeItem(entry);
      else found.push(kept);
    } catch {
      // Another person's: theirs to open.
    }
  }
  found.sort((one, other) => other.at - one.at);
};

const sweep = () => {
  for (const entry of entries("note:")) {
    try {
      const age = Date.now() - JSON.parse(localStorage.getItem(entry)).at;
      if (!(age < DAYS * 86_400_000)) localStorage.removeItem(entry);
    } catch {
      localStorage.removeItem(entry);
    }
  }
};

const clock = (at) => {
  const when = new Date(at);
  // The clinic's clock, as everywhere on the page.
  const shown = (shape) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: form.dataset.zone, ...shape });
  const day = shown({ day: "numeric", month: "short" });
  const time = shown({ hour: "numeric", minute: "2-digit", hourCycle: "h23" }).format(when);
  return day.format(when) === day.format(new Date()) ? time : `${day.format(when)}, ${time}`;
};

const begins = (kept) => {
  const shown = new Map(fields());
  const [, words = ""] =
    kept.fields.find(([field, value]) => {
      const box = form.elements[field];
      return (!box || box.type === "textarea") && value.trim() && value !== shown.get(field);
    }) ?? [];
  return words.length > 240 ? `${words.slice(0, 240)}…` : words;
};

const propose = () => {
  const [kept] = found;
  offer.hidden = !kept;
  if (!kept) return;
  const heading = offer.querySelector("h2");
  heading.textContent = heading.dataset.words.replace("%s", clock(kept.at));
  const newer = kept.version !== Number(value("version"));
  const format = kept.format !== value("format");
  for (const part of offer.querySelectorAll("[data-when]")) {
    part.hidden = !{ same: !newer, newer, format }[part.dataset.when];
  }
  const quote = document.getElementById("kept-words");
  quote.textContent = begins(kept);
  quote.parentElement.hidden = !quote.textContent;
  const both = offer.querySelector("[data-kept=both]");
  const take = offer.querySelector("[data-kept=take]");
  const [first, second] = newer && both ? [both, take] : [take, both];
  first.className = "btn btn-primary";
  if (second) second.className = "btn btn-outline-primary";
};

const fill = ({ fields: all }) => {
  for (const box of form.elements) {
    if (!box.name || FRAME.has(box.name) || isVersion(box.name)) continue;
    const values = all.filter(([field]) => field === box.name).map(([, value]) => value);
    if (box.type === "checkbox" || box.type === "radio") box.checked = values.includes(box.value);
    else if (box.tagName === "TEXTAREA" || box.tagName === "SELECT") box.value = values[0] ?? "";
  }
};

const answers = {
  take: (kept) => {
    if (kept.format !== value("format")) {
      location.assign(`?format=${encodeURIComponent(kept.format)}`);
      return;
    }
    fill(kept);
    found.shift();
    propose();
    // Kept under this page's own name from here on, and the old entry only then given up.
    form.querySelector("textarea").dispatchEvent(new InputEvent("input", { bubbles: true }));
    keep();
    turn = turn.then(() => form.dataset.sealed === "yes" && localStorage.removeItem(kept.entry));
    form.querySelector("textarea").focus();
  },
  both: (kept) => {
    const asked = document.createElement("form");
    asked.method = "post";
    asked.action = form.action;
    asked.hidden = true;
    const sent = [
      ...[...new FormData(form)].filter(([field]) => FRAME.has(field) || isVersion(field)),
      ...kept.fields,
    ].filter(([field]) => !["kept", "format", "format_version", "new_format"].includes(field));
    sent.push(["kept", kept.entry.slice(place.length)], ["format", kept.format], ["then", "compare"]);
    for (const [field, value] of sent) {
      const box = document.createElement("textarea"); // keeps the ends of lines
      box.name = field;
      box.value = value;
      asked.append(box);
    }
    document.body.append(asked);
    asked.submit();
  },
  throw: (kept) => {
    last = [kept, localStorage.getItem(kept.entry)];
    localStorage.removeItem(kept.entry);
    found.shift();
    propose();
    thrown.hidden = false;
    thrown.querySelector("button").focus();
  },
  back: () => {
    const [kept, sealed] = last;
    localStorage.setItem(kept.entry, sealed);
    found.unshift(kept);
    thrown.hidden = true;
    propose();
    offer.focus();
  },
};

const begin = async () => {
  if (!window.isSecureContext || !crypto.subtle || !secret) {
    form.dataset.sealed = "no";
    return;
  }
  key = await crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
  const id = form.querySelector("[name=kept]");
  id.value ||= crypto.randomUUID();
  name = place + id.value;
  // Held as long as this page lives, so that another one does not offer what is being typed here.
  navigator.locks?.request(name, () => new Promise(() => {}));
  const isNote = "autosave" in form.dataset;
  if (isNote) form.addEventListener("input", soon);
  form.addEventListener("note:saved", forget);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer) keep();
  });
  if ("unsaved" in form.dataset) {
    if (isNote) keep(); // typed on the page before this one
    else form.dataset.sealed = localStorage.getItem(name) ? "yes" : "no";
  }
  if (!offer) return;
  await form.arrived;
  sweep();
  await gather();
  for (const button of document.querySelectorAll("[data-kept]")) {
    button.addEventListener("click", () => answers[button.dataset.kept](found[0]));
  }
  propose();
};

begin();
