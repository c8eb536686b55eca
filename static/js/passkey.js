// Shows the passkey buttons where passkeys can work, and says in words when one was not used:
// allauth's own script only writes to the console.
for (const form of document.querySelectorAll(".passkey[hidden]")) {
  form.hidden = !window.PublicKeyCredential;
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelector(".passkey .failed").hidden = false;
});
document.addEventListener("click", (event) => {
  if (event.target.closest(".passkey button")) document.querySelector(".passkey .failed").hidden = true;
});
