// What the keyboard can do: save, sign, go from part to part, and say so. Alt with a digit would
// change the tab in some browsers and write a sign on a Mac; Alt with Page Up and Down does nothing
// of its own.
const form = document.getElementById("note-form");
const help = document.getElementById("note-help");
const opener = document.getElementById("note-help-open");
const mark = document.getElementById("note-help-mark");
const OFF = "note-help-mark-off"; // a single key must be one that can be turned off
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

const parts = () =>
  [...form.querySelectorAll("textarea, legend + .acts-grid, fieldset .tiles")]
    .filter((each) => each.checkVisibility())
    .map((each) =>
      each.tagName === "TEXTAREA" ? each : each.querySelector("input:checked") ?? each.querySelector("input"),
    )
    .filter(Boolean);

const isBehind = (one, other) =>
  Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);

const jump = (onward) => {
  const now = document.activeElement;
  const own = now.closest?.(".acts-grid, .tiles");
  const others = parts().filter((each) => each !== now && !(own && own.contains(each)));
  const target = onward
    ? others.find((each) => isBehind(now, each))
    : others.findLast((each) => isBehind(each, now));
  target?.focus();
  target?.scrollIntoView({ block: "center" });
};

const show = () => {
  mark.checked = !localStorage.getItem(OFF);
  help.showModal();
};

document.addEventListener("keydown", (event) => {
  if (help.open || event.isComposing) return;
  const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (command && event.key.toLowerCase() === "s") {
    event.preventDefault();
    form.requestSubmit(form.querySelector('.stay [name="then"][value=""]'));
  } else if (command && event.key === "Enter") {
    event.preventDefault();
    form.requestSubmit(form.querySelector('[name="then"][value="sign"]'));
  } else if (event.altKey && !event.ctrlKey && ["PageDown", "PageUp"].includes(event.key)) {
    event.preventDefault();
    jump(event.key === "PageDown");
  } else if (event.key === "?" && !event.ctrlKey && !event.metaKey && !localStorage.getItem(OFF)) {
    if (event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    event.preventDefault();
    show();
  }
});
opener.addEventListener("click", show);
mark.addEventListener("change", () => {
  if (mark.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "yes");
});
// A click beside it closes it, as one would try.
help.addEventListener("click", (event) => {
  const box = help.getBoundingClientRect();
  const inside =
    event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (event.target === help && !inside) help.close();
});
if (isMac) {
  for (const each of help.querySelectorAll("[data-mod]")) each.textContent = "⌘";
  for (const each of help.querySelectorAll("[data-alt]")) each.textContent = "⌥";
}
opener.hidden = false;
