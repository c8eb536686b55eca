// Keeps what stands on the page when it is left without a button: the telephone rings, the tab is
// closed, help is needed. Everything works without it; each button saves by itself.
(() => {
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
  let kept = answers();

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
  form.addEventListener("submit", () => {
    kept = answers();
  });
})();
