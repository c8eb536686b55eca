// The sheet saves itself a moment after the last keystroke and says so; an open page locks when
// nobody is there. Nothing that is typed is kept by the browser. Without this script the buttons do
// the same.
(() => {
  const print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  let dirty = false;
  const open = document.querySelector("[data-locks-after]");
  if (open) {
    let timer;
    // What is not saved is not thrown away: such a page stays, and asks for the passphrase.
    const shut = () => dirty || location.replace(location.pathname);
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(shut, (Number(open.dataset.locksAfter) + 5) * 1000);
    };
    for (const kind of ["input", "htmx:afterRequest"]) document.body.addEventListener(kind, wait);
    wait();
  }

  const form = document.getElementById("process-form");
  if (!form || !window.htmx) return;
  let waiting;
  let edits = 0;
  let sent = 0;
  const say = (words) => {
    const state = document.getElementById("sealed-state");
    if (state) state.textContent = words;
  };
  form.addEventListener("input", (event) => {
    if (event.target.name !== "words") return;
    dirty = true;
    edits += 1;
    clearTimeout(waiting);
    // A passphrase that is being typed is not to be swept away by another "it is locked".
    if (form.elements.passphrase) return;
    waiting = setTimeout(() => htmx.trigger(form, "autosave"), 1500);
  });
  form.addEventListener("click", (event) => {
    if (event.target.value !== "compare") return;
    event.preventDefault();
    dirty = false;
    form.submit(); // past htmx: the answer is a whole page, with both texts
  });
  document.body.addEventListener("htmx:beforeRequest", () => {
    clearTimeout(waiting);
    sent = edits;
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { status, responseURL } = event.detail.xhr;
    if (new URL(responseURL).pathname.startsWith("/account/")) {
      event.detail.shouldSwap = false;
      say("Not saved: your sign-in has ended. Sign in again in another tab, then go on here.");
      return;
    }
    if (open) open.hidden = status === 423; // no longer "open"
    if ([409, 422, 423].includes(status)) event.detail.shouldSwap = true;
    if (status === 200 && sent === edits) dirty = false;
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    const { version } = document.getElementById("sealed-state").dataset;
    if (version) form.elements.version.value = version;
    const asked = document.getElementById("passphrase-again");
    if (asked && !form.elements.words.matches(":focus")) asked.focus();
    if (version && sent !== edits) htmx.trigger(form, "autosave");
  });
  document.body.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    if (status === 403) say("Not saved: you signed in anew. Copy your text, then load this page again.");
    else if (status === 404 || status >= 500) say("Not saved: something went wrong. Your text is still on this page.");
  });
  document.body.addEventListener("htmx:sendError", () => say("Not saved: no connection. Your text is still on this page."));
  window.addEventListener("online", () => dirty && htmx.trigger(form, "autosave"));
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      form.requestSubmit();
    }
  });
})();
