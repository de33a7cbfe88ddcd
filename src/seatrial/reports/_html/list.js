// The list: a hundred at a time, moved through by keys, and opened for print.
const PAGE = 100;
const MOST_PRINTED = 500;
const list = document.getElementById("list");
const more = document.getElementById("more");
const status_ = document.getElementById("status");
let shown = [];

const several = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

function show() {
  const want = wanted();
  shown = filtered(want);
  list.replaceChildren();
  append();
  const waived = shown.filter((result) => result.waiver).length;
  const found = shown.filter((result) => result.verdict === "fail").length - waived;
  const parts = [several(found, "finding"), waived && `${waived} waived`];
  for (const verdict of ["unknown", "error", "pass", "skip"]) {
    const count = shown.filter((result) => result.verdict === verdict).length;
    parts.push(count && `${count} ${verdict}`);
  }
  status_.textContent = `${parts.filter(Boolean).join(", ")} of ${several(results.length, "result")}`;
  return want;
}

function append(count = PAGE) {
  const first = list.childElementCount;
  list.append(...shown.slice(first, first + count).map(row));
  const left = shown.length - list.childElementCount;
  more.hidden = left <= 0;
  more.textContent = `Show ${Math.min(PAGE, left)} more of ${left}`;
}

more.addEventListener("click", () => {
  const last = list.lastElementChild;
  append();
  last.nextElementSibling?.firstElementChild.focus();
});

let waiting = 0;
form.addEventListener("input", (event) => {
  if (event.target.id === "keys") return;
  clearTimeout(waiting);
  waiting = setTimeout(() => toAddress(show()), event.target.type === "checkbox" ? 0 : 120);
});
document.getElementById("clear").addEventListener("click", () => {
  form.reset();
  toAddress(show());
});
form.addEventListener("submit", (event) => event.preventDefault());

// The address: a finding, filters, or the name of a section, which is the browser's affair.
function follow(isFirst) {
  const said = new URLSearchParams(location.hash.slice(1));
  const isSection = location.hash !== "" && !location.hash.includes("=");
  if (said.has("finding")) return reveal(said.get("finding"));
  if (isSection && !isFirst) return;
  fromAddress(isSection ? new URLSearchParams() : said);
  show();
  if (location.hash.includes("=")) document.getElementById("findings").scrollIntoView();
}

function reveal(fingerprint) {
  form.reset();
  show();
  const at = fingerprint ? shown.findIndex((result) => result.fingerprint.startsWith(fingerprint)) : -1;
  if (at < 0) {
    status_.textContent = "There is no such finding in this report. " + status_.textContent;
    return;
  }
  while (list.childElementCount <= at) append();
  const found = list.children[at];
  found.open = true;
  found.scrollIntoView();
  found.firstElementChild.focus({ preventScroll: true });
}

function move(step) {
  const rows = [...list.children];
  const at = rows.findIndex((one) => one.contains(document.activeElement));
  if (at + step >= rows.length) append();
  const next = list.children[at < 0 ? 0 : Math.max(0, at + step)];
  next?.firstElementChild.focus();
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input:not([type=checkbox]), select, textarea");
  if (event.key === "Escape" && isTyping) return event.target.blur();
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !document.getElementById("keys").checked) return;
  const act = { "/": search, j: () => move(1), k: () => move(-1) }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

// On a narrow screen the filters are shut, so that findings are what is seen first.
const panel = document.getElementById("panel");
const wide = matchMedia("(min-width: 62rem)");
const fold = () => { panel.open = wide.matches; };
wide.addEventListener("change", fold);
fold();

function search() {
  panel.open = true;
  form.elements.q.focus();
}

// Paper has no details to open.  What was shut before is shut again.
let opened = [];
let unprinted = null;
addEventListener("beforeprint", () => {
  append(Math.max(0, MOST_PRINTED - list.childElementCount));
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const one of opened) one.open = true;
  for (const one of list.children) fill(one, results[Number(one.dataset.number)]);
  const left = shown.length - list.childElementCount;
  unprinted = left > 0 ? make("p", {}, `${left} more are not printed; the filters of the page choose what is.`) : null;
  if (unprinted) list.after(unprinted);
});
addEventListener("afterprint", () => {
  for (const one of opened) one.open = false;
  unprinted?.remove();
});

document.getElementById("browse").hidden = false;
addEventListener("hashchange", () => follow(false));
follow(true);
