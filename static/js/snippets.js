// Puts snippets into the note: by a press, at the cursor of the field last used, or by typing
// ;key and a space. Both go through the browser's own editing, so that Ctrl+Z takes them back.
(() => {
  const form = document.getElementById("note-form");
  const list = form?.querySelector(".snippets");
  if (!list) return;
  const texts = new Map();
  // Backwards, so that of two with the same key one's own, which stands first, is taken.
  for (const shown of [...list.querySelectorAll("[data-snippet]")].reverse()) {
    texts.set(shown.dataset.snippet, shown.textContent);
  }
  const said = document.getElementById("snippet-said");
  let last = null;

  const put = (field, from, to, text) => {
    field.focus();
    field.setSelectionRange(from, to);
    // Old, but the one way that the browser can undo.
    if (document.execCommand("insertText", false, text)) return;
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
  };
  const fits = (field, text, replaced) =>
    field.maxLength < 0 || field.value.length - replaced + text.length <= field.maxLength;

  form.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLTextAreaElement) last = event.target;
  });
  form.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || event.isComposing) return;
    if (event.inputType === "historyUndo") {
      // The key that is back is marked, and the next letter would overwrite it.
      const back = field.value.slice(field.selectionStart, field.selectionEnd);
      if (/^;[a-z0-9-]+ $/i.test(back)) field.setSelectionRange(field.selectionEnd, field.selectionEnd);
      return;
    }
    if (event.inputType !== "insertText" || event.data !== " ") return;
    const end = field.selectionStart;
    const typed = /(?:^|[\s(])(;([a-z0-9-]+)) $/i.exec(field.value.slice(0, end));
    const text = typed && texts.get(typed[2].toLowerCase());
    if (!text || !fits(field, text, typed[1].length)) return;
    put(field, end - typed[1].length - 1, end, `${text} `);
  });
  for (const button of list.querySelectorAll("button[hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = last ?? form.querySelector("textarea");
      const text = button.parentElement.querySelector("[data-snippet]").textContent;
      if (!field || !fits(field, text, field.selectionEnd - field.selectionStart)) return;
      // A field that nobody has been in yet is written on from its end.
      if (!last) field.setSelectionRange(field.value.length, field.value.length);
      const before = field.value.slice(0, field.selectionStart);
      put(field, field.selectionStart, field.selectionEnd, /\S$/.test(before) ? ` ${text}` : text);
      said.textContent = button.textContent;
    });
  }
})();
