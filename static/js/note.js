// Saves the note a moment after the last keystroke, and says so when it could not.
// Without this script the buttons do the same.
(() => {
  const form = document.getElementById("note-form");
  if (!form || !window.htmx) return;
  let waiting;
  let dirty = false;

  const say = (words) => {
    const saved = document.getElementById("saved");
    if (saved) saved.textContent = words;
  };
  const renewed = async () => {
    const token = form.elements.csrfmiddlewaretoken;
    const before = token.value;
    const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    const fresh = page.querySelector("#note-form [name=csrfmiddlewaretoken]");
    if (!fresh || token.dataset.renewed) return false;
    token.dataset.renewed = "yes";
    token.value = fresh.value;
    return token.value !== before;
  };
  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => htmx.trigger(form, "autosave"), 1500);
  });
  form.addEventListener("submit", () => {
    dirty = false;
    clearTimeout(waiting);
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { status, responseURL } = event.detail.xhr;
    if (new URL(responseURL).pathname.startsWith("/account/")) {
      // The sign-in has ended, and the answer is the page where it begins: not to be shown here.
      event.detail.shouldSwap = false;
      say("Not saved: your sign-in has ended. Sign in again in another tab, then go on here.");
      return;
    }
    // The server answers 409 and 422 with a sentence: show it instead of dropping it.
    if (status === 409 || status === 422) event.detail.shouldSwap = true;
    if (status === 200) {
      dirty = false;
      delete form.elements.csrfmiddlewaretoken.dataset.renewed;
    }
  });
  document.body.addEventListener("htmx:responseError", async (event) => {
    const { status } = event.detail.xhr;
    // Signing in again gave the browser another token: take it over, and save once more.
    if (status === 403 && (await renewed())) htmx.trigger(form, "autosave");
    else if (status === 403 || status >= 500) say("Not saved: something went wrong. Your text is still on this page.");
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    for (const now of document.querySelectorAll("#saved [data-field]")) {
      form.elements[now.dataset.field].value = now.dataset.value;
    }
  });
  document.body.addEventListener("htmx:sendError", () => say("Not saved: no connection. Your text is still on this page."));
  window.addEventListener("online", () => dirty && htmx.trigger(form, "autosave"));
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    if (event.key === "s") {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit(form.querySelector('[name="then"][value="sign"]'));
    }
  });
})();
