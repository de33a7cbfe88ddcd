// The data of the page as objects: each result with its check, its texts, places and risk.
const raw = JSON.parse(document.getElementById("data").textContent);

const placeOf = (number) => {
  if (number < 0) return null;
  const [file, line, column] = raw.places[number];
  return { file: raw.strings[file], line, column };
};
const written = (place) => (place.line ? `${place.file}:${place.line}` : place.file);

const results = raw.results.map((row, number) => {
  const column = Object.fromEntries(raw.columns.map((name, at) => [name, row[at]]));
  const text = (name) => raw.strings[column[name]];
  const place = placeOf(column.place);
  return {
    number,
    check: raw.checks[column.check],
    asset: raw.assets[column.asset],
    verdict: text("verdict"),
    place: written(place),
    file: place.file,
    line: place.line,
    frame: raw.frames[column.place],
    address: text("address"),
    element: text("element"),
    message: text("message"),
    reason: text("reason"),
    condition: text("condition"),
    fingerprint: text("fingerprint"),
    declared: placeOf(column.declared),
    calls: column.calls.map(placeOf),
    evidence: column.evidence,
    risk: column.risk < 0 ? null : raw.risks[column.risk],
    waiver: column.waiver < 0 ? null : raw.waivers[column.waiver],
  };
});

// An element; strings become text nodes, so nothing that came from outside is ever read as HTML.
function make(name, attributes, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  made.append(...content.flat(Infinity).filter((part) => part !== null && part !== ""));
  return made;
}

// A path that may break after each of its folders, an address after each of its steps.
function path(text, after = /(?<=\/)/) {
  return make("code", {}, text.split(after).flatMap((part) => [part, make("wbr", {})]).slice(0, -1));
}

// A text in which backticks set off code.
function prose(text) {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, at) => (at % 2 ? make("code", {}, part) : part));
}
