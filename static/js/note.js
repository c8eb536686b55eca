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
  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => htmx.trigger(form, "autosave"), 1500);
  });
  form.addEventListener("submit", () => {
    dirty = false;
    clearTimeout(waiting);
  });
  // The server answers 409 and 422 with a sentence: show it instead of dropping it.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const status = event.detail.xhr.status;
    if (status === 409 || status === 422) event.detail.shouldSwap = true;
    if (event.detail.xhr.status === 200) dirty = false;
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
