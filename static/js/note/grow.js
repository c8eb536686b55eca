// A box for words grows with them where the style sheet alone (field-sizing) does not do it.
const fit = (box) => {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
};

if (!CSS.supports("field-sizing", "content")) {
  for (const box of document.querySelectorAll("#note-form textarea")) fit(box);
  document.addEventListener("input", ({ target }) => {
    if (target.matches("#note-form textarea")) fit(target);
  });
}
