// Keeps what stands on the page when it is left without a button: the telephone rings, the tab is
// closed, help is needed. Everything works without it; each button saves by itself.
(() => {
  const form = document.querySelector("form[data-keep]");
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
