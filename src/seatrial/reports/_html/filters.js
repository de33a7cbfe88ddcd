// The filters: what the form says, kept in the address so that a view can be sent to somebody.
const form = document.getElementById("filters");
const SETS = ["severity", "action", "verdict"];
const WORDS = ["check", "asset", "path", "waiver", "q"];

const valueOf = {
  severity: (result) => result.check.severity,
  action: (result) => (result.risk ? result.risk.action : ""),
  verdict: (result) => result.verdict,
};

const haystacks = new Map();
function haystack(result) {
  if (!haystacks.has(result)) {
    const { check, asset } = result;
    const told = [result.message, result.reason, check.id, check.title, ...check.aliases, asset.name, where(result), result.fingerprint];
    if (result.waiver) told.push(result.waiver.where, result.waiver.reason, result.waiver.owner);
    haystacks.set(result, told.join("\n").toLowerCase());
  }
  return haystacks.get(result);
}

const where = (result) => `${result.place}:\n${result.address}\n${result.element}\n${result.asset.key}`;

function wanted() {
  const given = new FormData(form);
  const one = Object.fromEntries(WORDS.map((name) => [name, String(given.get(name) || "").trim()]));
  const many = Object.fromEntries(SETS.map((name) => [name, new Set(given.getAll(name))]));
  return { ...one, ...many, sort: String(given.get("sort")) };
}

function tests(want) {
  const words = want.q.toLowerCase().split(/\s+/).filter(Boolean);
  const path = want.path.toLowerCase();
  const among = (name) => (result) => want[name].size === 0 || want[name].has(valueOf[name](result));
  // "main.tf:14" means line 14, and not 140 to 149.
  const needle = /:\d+$/.test(path) ? `${path}:` : path;
  return {
    ...Object.fromEntries(SETS.map((name) => [name, among(name)])),
    check: (result) => !want.check || result.check.id === want.check,
    asset: (result) => !want.asset || result.asset.key === want.asset,
    waiver: (result) => !want.waiver || (want.waiver === "yes") === Boolean(result.waiver),
    path: (result) => !path || where(result).toLowerCase().includes(needle),
    q: (result) => words.every((word) => haystack(result).includes(word)),
  };
}

// The results that pass every test, and beside each box how many there would be with it.
function filtered(want) {
  const each = Object.entries(tests(want));
  const counts = new Map();
  const shown = results.filter((result) => {
    const failing = each.filter(([, test]) => !test(result)).map(([name]) => name);
    for (const name of SETS) {
      if (failing.some((other) => other !== name)) continue;
      const key = `${name} ${valueOf[name](result)}`;
      counts.set(key, (counts.get(key) || 0) + 1);
    }
    return failing.length === 0;
  });
  for (const count of form.querySelectorAll(".count")) count.textContent = String(counts.get(count.dataset.of) || 0);
  return shown.sort(ORDERS[want.sort] || ORDERS.risk);
}

const compared = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const rank = (result) => raw.severities.indexOf(result.check.severity);
const ORDERS = {
  // The data is in this order.
  risk: (one, other) => one.number - other.number,
  severity: (one, other) => rank(one) - rank(other) || one.number - other.number,
  path: (one, other) => compared(one.file, other.file) || one.line - other.line || one.number - other.number,
  check: (one, other) => compared(one.check.id, other.check.id) || one.number - other.number,
};

function toAddress(want) {
  const said = new URLSearchParams();
  for (const name of WORDS) if (want[name]) said.set(name, want[name]);
  for (const name of SETS) if (want[name].size) said.set(name, [...want[name]].join(","));
  if (want.sort !== "risk") said.set("sort", want.sort);
  history.replaceState(null, "", said.size ? `#${said}` : location.pathname + location.search);
}

// Fill the form from the address; what it does not know is left alone.
function fromAddress(said) {
  form.reset();
  for (const name of [...WORDS, "sort"]) {
    const value = said.get(name);
    const control = form.elements[name];
    const isThere = control.tagName !== "SELECT" || [...control.options].some((option) => option.value === value);
    if (value !== null && isThere) control.value = value;
  }
  for (const name of SETS) {
    const values = (said.get(name) || "").split(",");
    for (const box of form.querySelectorAll(`input[name=${name}]`)) box.checked = values.includes(box.value);
  }
}
