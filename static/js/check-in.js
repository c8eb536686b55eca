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

  const send = (to) => {
    kept = answers();
    const body = new URLSearchParams(kept);
    body.append("to", to);
    return fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {
      kept = "";
    });
  };
  const keep = () => {
    if (answers() !== kept) send("keep");
  };

  // An answer about safety is kept the moment it is given, and where to turn shows beneath it: also
  // where the check-in was closed meanwhile, because that page says it too.
  const speak = async (place) => {
    const answer = await send("care");
    if (!answer) {
      for (const help of form.querySelectorAll("details.help")) help.open = true;
      form.querySelector("[data-unsent]").hidden = false;
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const care = page.querySelector(".care");
    if (!care && !answer.ok) kept = ""; // the next button tells what is wrong
    if (!care || document.querySelector(".care")) return;
    place.append(document.adoptNode(care));
    // The answer stays in sight, and what it brings with it comes into it.
    const isLow = place.getBoundingClientRect().top > innerHeight / 2;
    if (isLow) place.previousElementSibling.scrollIntoView();
  };
  const speaking = form.querySelector("[data-speaks]")?.dataset.speaks.split(" ") ?? [];
  let before = Promise.resolve(); // one after another: the last answer is the one that stays
  for (const name of speaking) {
    const question = form.querySelector(`[name="${name}"]`).closest("fieldset");
    const place = document.createElement("div");
    place.setAttribute("aria-live", "polite");
    question.after(place);
    let spoken = document.querySelector(".care") !== null;
    question.addEventListener("change", () => {
      const given = new FormData(form).get(name) ?? "";
      spoken ||= Number(given.replace(",", ".")) > 0;
      if (spoken) before = before.then(() => speak(place));
    });
  }
  window.addEventListener("online", () => {
    if (kept === "") keep();
  });

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  window.addEventListener("pagehide", keep);
  // What is typed is kept after a pause too: a page can be gone without a word. Answers that are
  // tapped wait for a button, but for those that speak at once.
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
