// For a connection that comes and goes. A form that cannot be sent stays as it is and says so; a
// page that cannot be opened is a notice of our own. Everything works without this script.
(() => {
  const { worker } = document.currentScript.dataset;
  if ("serviceWorker" in navigator) {
    for (const scope of ["/check-in/", "/space/"]) {
      navigator.serviceWorker.register(worker, { scope }).catch(() => {});
    }
  }

  for (const form of document.querySelectorAll("form[data-stay]")) {
    const notice = form.querySelector("[data-unsent]");
    let sending = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (sending) return;
      sending = true;
      notice.hidden = true;
      const body = new URLSearchParams(new FormData(form, event.submitter));
      try {
        // Taken: on to where it leads. Anything else is sent again as a browser would, to be read.
        const answer = await fetch(form.action, { method: "POST", body });
        if (answer.redirected) location.assign(answer.url);
        else resend(form, event.submitter);
      } catch {
        notice.hidden = false;
        sending = false;
        form.dispatchEvent(new Event("unsent"));
      }
    });
    // A page that comes back by the button of the browser is ready again.
    window.addEventListener("pageshow", () => {
      sending = false;
    });
  }

  // By submit(), which asks no listener, with the button that was pressed as a field.
  function resend(form, button) {
    if (button?.name) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = button.name;
      field.value = button.value;
      form.append(field);
    }
    HTMLFormElement.prototype.submit.call(form);
  }
})();
