// A page that is left sends its last save on its way, and the page after it may be drawn before that
// save is in. Such a page looks once more and takes over what it lacks, so that the words are there
// and the next save is no conflict with oneself. saving.js marks what is on its way; kept.js waits
// for this before it offers anything as not saved.
const LOOKS = [0, 250, 500, 1000, 2000]; // milliseconds before each
const FRAME = new Set(["csrfmiddlewaretoken", "then", "new_format", "kept"]);

const form = document.getElementById("note-form");
const place = `note-sent:${form.dataset.session}`;

const isTile = (box) => box.type === "checkbox" || box.type === "radio";
const state = (box) => (isTile(box) ? box.checked : box.value);
const drawn = new Map([...form.elements].map((box) => [box, state(box)]));
const version = (of) => Number(of.querySelector('[name="version"]').value);

const look = async () => {
  const answer = await fetch(location.href);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

const counterparts = (fresh) =>
  [...form.elements]
    .filter((box) => box.name && !FRAME.has(box.name))
    .map((box) => [
      box,
      [...fresh.elements].find(
        (each) => each.name === box.name && (!isTile(box) || each.value === box.value),
      ),
    ]);

const takeOver = (page) => {
  const pairs = counterparts(page.getElementById("note-form"));
  const isTyped = (box) => state(box) !== drawn.get(box);
  // Another format, or other words in the very field: that is for the writer to look at.
  if (pairs.some(([box, there]) => !there || (isTyped(box) && state(there) !== drawn.get(box)))) return;
  for (const [box, there] of pairs) {
    if (isTyped(box)) continue;
    if (isTile(box)) box.checked = there.checked;
    else box.value = there.value;
  }
  document.getElementById("saved").replaceChildren(...page.getElementById("saved").childNodes);
};

const arrive = async () => {
  const over = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  if (over === null || version(form) > Number(over)) return;
  for (const pause of LOOKS) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    const page = await look();
    const fresh = page.getElementById("note-form");
    if (!fresh) return; // signed meanwhile, or signed out
    if (version(fresh) > Number(over)) {
      takeOver(page);
      return;
    }
  }
};

form.arrived = arrive().catch(() => {}); // no storage, or no connection: nothing to take over
