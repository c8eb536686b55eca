// Keeps what stands on the page when it is left without a button: the telephone rings, the tab is
// closed, help is needed. Everything works without it; each button saves by itself.
(() => {
  const PAUSE = 1500; // milliseconds after the last keystroke

  // A line to point at, beside its number. It stands for no answer until it is touched.
  for (const line of document.querySelectorAll("[data-line]")) {
    const range = line.querySelector("[type=range]");
    const number = line.querySelector("[name]");
    const clear = line.querySelector("[data-clear]");
    const follow = () => {
      const value = number.value.trim().replace(",", ".");
      const none = value === "" || Number.isNaN(Number(value));
      range.classList.toggle("untouched", none);
      clear.hidden = none;
      if (!none) range.value = value;
      range.setAttribute("aria-valuetext", none ? "–" : number.value);
    };
    const mark = () => {
      number.value = range.value;
      follow();
    };
    range.hidden = false;
    range.addEventListener("input", mark);
    // A tap in the very middle moves nothing and is an answer all the same.
    range.addEventListener("click", mark);
    number.addEventListener("input", follow);
    clear.addEventListener("click", () => {
      number.value = "";
      follow();
    });
    follow();
  }

  const form = document.querySelector("form[data-keep]"); // a preview has none
  if (!form) return;
  const answers = () => new URLSearchParams(new FormData(form)).toString();
  // On a slow line somebody has typed before this script is there: that is not kept yet.
  const touched = [...form.elements].some((each) =>
    ["radio", "checkbox"].includes(each.type)
      ? each.checked !== each.defaultChecked
      : "defaultValue" in each && each.value !== each.defaultValue,
  );
  let kept = touched ? "" : answers();

  const keep = () => {
    const now = answers();
    if (now === kept) return;
    kept = now;
    const body = new URLSearchParams(now);
    body.append("to", "keep");
    fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {
      kept = "";
    });
  };

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  window.addEventListener("pagehide", keep);
  // What is typed is kept after a pause too: a page can be gone without a word. Answers that are
  // tapped wait for a button, because some of them speak at once.
  let pause;
  form.addEventListener("input", ({ target }) => {
    if (target.type !== "textarea") return;
    clearTimeout(pause);
    pause = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(pause);
    kept = answers();
  });
  form.addEventListener("unsent", () => {
    kept = ""; // connection.js could not send it
  });
})();
