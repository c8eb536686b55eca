// What is pasted from a word processor arrives as plain words, at once. The server cleans the same
// way (alliance/pasted.py), whatever way a text comes in. Ctrl+Z takes it back like any typing.
const form = document.getElementById("note-form");

const clean = (text) =>
  text
    .replace(/\r\n?|[\v\f\u2028]/g, "\n")
    .replace(/\u2029/g, "\n\n")
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, " ")
    .replace(/[\u00ad\u200b\u2060\ufeff]/g, "")
    .replace(/[\x00-\x08\x0e-\x1f\x7f-\x9f]/g, "")
    .normalize("NFC")
    .replace(/^([ \t]*)(?:[•·▪▫◦●○■□\u2023\u2043\uf0a7\uf0b7\uf0d8][ \t]*|o\t[ \t]*)/gm, "$1• ")
    .replace(/^([ \t]*\(?(?:\d{1,3}|[a-zA-Z])[.)])\t[ \t]*/gm, "$1 ")
    .replace(/[ \t]+$/gm, (space, at, all) => (at + space.length === all.length ? space : ""))
    .replace(/\n{4,}/g, "\n\n\n");

form.addEventListener("paste", (event) => {
  const box = event.target;
  if (box.tagName !== "TEXTAREA") return;
  const pasted = event.clipboardData.getData("text/plain");
  const words = clean(pasted);
  if (!words || words === pasted.replace(/\r\n?/g, "\n")) return; // the browser does it itself
  event.preventDefault();
  // The one way to put text into a field that the browser can undo.
  if (!document.execCommand("insertText", false, words)) {
    box.setRangeText(words, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
});
