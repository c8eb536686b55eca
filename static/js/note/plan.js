// Puts the last plan below what stands in the plan already. Without this script the button does it
// by way of the server.
const form = document.getElementById("note-form");
const plan = document.getElementById("id_plan");

for (const button of form.querySelectorAll("[data-plan]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    plan.focus();
    if (plan.value.includes(button.dataset.plan)) return;
    plan.setSelectionRange(plan.value.length, plan.value.length);
    const words = plan.value.trim() ? `\n${button.dataset.plan}` : button.dataset.plan;
    // So that Ctrl+Z takes it back.
    if (!document.execCommand("insertText", false, words)) {
      plan.value += words;
      plan.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  });
}
