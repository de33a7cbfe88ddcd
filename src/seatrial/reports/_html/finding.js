// One finding: a row that opens to its code, evidence, risk, reason and fix.
const NAMES_OF_TERMS = { control: "a control that holds", floor: "at least" };

function row(result) {
  const risk = result.risk;
  const about = result.verdict === "fail" ? result.message || result.check.title : result.check.title;
  const badges = [
    result.verdict === "fail" ? null : make("span", { class: "badge" }, result.verdict),
    result.waiver && make("span", { class: "badge" }, "waived"),
    risk && risk.action !== "backlog" ? make("span", { class: "badge urgent" }, raw.actions[risk.action]) : null,
  ];
  const summary = make("summary", {},
    make("span", { class: "score" }, risk ? String(risk.score) : "–", make("span", { class: "spoken" }, risk ? " points, " : " no score, ")),
    make("span", { class: `severity ${result.check.severity}` }, result.check.severity),
    make("span", { class: "message" }, prose(about), badges),
    make("span", { class: "under" },
      make("code", {}, result.check.id), " ",
      make("span", { class: "address" }, path(result.address + (result.element ? ` ${result.element}` : ""), /(?<=[./])/))),
    make("span", { class: "place" }, path(result.place)));
  const opened = make("details", { class: `finding${result.waiver ? " is-waived" : ""}`, "data-number": String(result.number) }, summary);
  opened.addEventListener("toggle", () => fill(opened, result));
  return opened;
}

// What is inside is drawn when it is first opened.
function fill(opened, result) {
  if (opened.open && opened.childElementCount === 1) opened.append(body(result));
}

function body(result) {
  const check = result.check;
  return make("div", { class: "body" },
    make("div", { class: "seen" }, code(result), unsure(result), evidence(result), calls(result)),
    make("div", { class: "judged" }, waiver(result), risk(result)),
    make("div", { class: "told" },
      make("h3", {}, "Why"), make("p", { class: "lines" }, prose(check.why)),
      make("h3", {}, "Fix"), check.fix.map((text) => make("p", { class: "lines" }, prose(text)))),
    identity(result));
}

function code(result) {
  if (!result.frame) return make("p", { class: "soft" }, "The code of this place cannot be shown.");
  const [first, marked, from, to, ...texts] = result.frame;
  const lines = texts.map((text, at) => {
    const characters = [...raw.strings[text]];
    const cut = (start, end) => characters.slice(start, end).join("");
    const line = at === marked && to > from ? [cut(0, from), make("mark", {}, cut(from, to)), cut(to)] : cut(0);
    return [make("span", { class: "line-number" }, String(first + at).padStart(5)), " ", line, "\n"];
  });
  return make("pre", { tabindex: "0", role: "group", "aria-label": `Code of ${result.place}` }, lines);
}

function unsure(result) {
  return [
    result.reason && make("p", {}, make("strong", {}, `Why ${result.verdict}: `), prose(result.reason)),
    result.condition && make("p", {}, make("strong", {}, "If it exists: "), prose(result.condition)),
  ].filter(Boolean);
}

function evidence(result) {
  if (!result.evidence.length) return [];
  const rows = result.evidence.map(([property, value, how, place]) =>
    make("tr", {}, make("th", { scope: "row" }, make("code", {}, raw.strings[property])),
      make("td", {}, make("code", {}, raw.strings[value])), make("td", {}, raw.strings[how]),
      make("td", {}, inside(result, placeOf(place)))));
  const heads = ["property", "value", "said", "place"].map((name) => make("th", { scope: "col" }, name));
  const table = make("table", {}, make("caption", {}, "What decided"),
    make("thead", {}, make("tr", {}, heads)), make("tbody", {}, rows));
  return make("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "What decided" }, table);
}

// A place, in few words where it is in the finding's own file.
function inside(result, place) {
  return place.file === result.file && place.line ? `line ${place.line}` : path(written(place));
}

function calls(result) {
  const steps = result.calls.map((place) => make("li", {}, path(written(place))));
  return [
    steps.length ? [make("h3", {}, "Called from"), make("ol", { class: "calls" }, steps)] : [],
    result.declared ? make("p", {}, "The resource begins at ", inside(result, result.declared), ".") : null,
  ];
}

function waiver(result) {
  const given = result.waiver;
  if (!given) return [];
  return make("div", { class: "accepted" }, make("h3", {}, "Waived"), make("p", {}, prose(given.reason)),
    make("p", { class: "soft" }, given.owner ? `By ${given.owner}, ` : "", given.until === "for ever" ? "for ever" : `until ${given.until}`,
      `; ${given.means} at `, path(given.where)));
}

function risk(result) {
  const given = result.risk;
  if (!given) return [];
  const parts = given.terms.filter(([, points]) => points);
  const told = parts.map(([name, points]) => `${points < 0 ? "−" : "+"} ${name} ${Math.abs(points)}`).join(" ").replace(/^\+ /, "");
  const terms = given.terms.map(([name, points, value, said]) =>
    make("tr", {}, make("th", { scope: "row" }, NAMES_OF_TERMS[name] || name), make("td", { class: "points" }, String(points)),
      make("td", {}, said || (value === null && points === 0 ? "not known, counts for nothing" : ""))));
  const answers = given.answers.map(([question, yes, assumed, said]) =>
    make("tr", {}, make("th", { scope: "row" }, question), make("td", {}, (yes ? "yes" : "no") + (assumed ? ", assumed" : "")), make("td", {}, said)));
  return [
    make("h3", {}, `Risk ${given.score}, ${given.band}`),
    bar(given),
    make("p", {}, told ? `${told} = ${given.score}` : "No part adds anything.", given.otherwise ? `; ${given.otherwise}` : ""),
    make("table", {}, make("caption", {}, `Parts of the score; ${Math.round(given.confidence * 100)} % of the weights are known`), make("tbody", {}, terms)),
    make("table", {}, make("caption", {}, `By when: ${raw.actions[given.action]}`), make("tbody", {}, answers)),
    given.intruders ? make("p", { class: "alarm-text" }, "Look for intruders too: somebody may have been there.") : null,
  ];
}

// The parts of the score, side by side on a scale of 100; the table below says the same.
function bar(given) {
  const space = "http://www.w3.org/2000/svg";
  const drawn = document.createElementNS(space, "svg");
  drawn.setAttribute("viewBox", "0 0 100 6");
  drawn.setAttribute("preserveAspectRatio", "none");
  drawn.setAttribute("class", "parts");
  drawn.setAttribute("aria-hidden", "true");
  let left = 0;
  for (const [name, points] of [["scale", 100], ...given.terms]) {
    const part = document.createElementNS(space, "rect");
    part.setAttribute("x", String(points < 0 ? left + points : left));
    part.setAttribute("width", String(Math.abs(points)));
    part.setAttribute("height", "6");
    part.setAttribute("class", `part-${name}`);
    drawn.append(part);
    if (name !== "scale") left += points;
  }
  return drawn;
}

function identity(result) {
  const check = result.check;
  const link = make("a", { href: `#finding=${result.fingerprint.slice(0, 16)}` }, "Link to this finding");
  const copy = make("button", { type: "button", class: "copy" }, "Copy the link");
  copy.addEventListener("click", () => copyLink(copy, link.href));
  const web = { rel: "noopener noreferrer", target: "_blank" };
  const references = check.references.map((at) => make("li", {}, make("a", { ...web, href: at }, at)));
  return make("div", { class: "identity" },
    references.length ? [make("h3", {}, "Read on"), make("ul", {}, references)] : [],
    make("p", { class: "soft" }, `${check.resource} of `, path(result.asset.name)),
    check.aliases.length ? make("p", { class: "soft also" }, `Also known as ${check.aliases.join(", ")}`) : null,
    make("p", { class: "soft" }, "Fingerprint ", make("code", {}, result.fingerprint), " ", link, " ", copy));
}

async function copyLink(button, address) {
  try {
    await navigator.clipboard.writeText(address);
    button.textContent = "Copied";
  } catch {
    // A browser that gives no clipboard to a page from disk: the address bar has the link then.
    location.hash = new URL(address).hash;
    button.textContent = "It is in the address bar";
  }
}
