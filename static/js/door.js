// Keeps presses at the door while there is no network, and hears of those on other phones.
// Without this file every press is a form of its own.

const page = location.pathname;
const KEPT = `taps ${page}`;
const AGAIN = 4000; // milliseconds between two tries, and between two looks at the list
const PATIENCE = 8000; // milliseconds until a network that does not answer counts as none

const find = (mark) => document.querySelector(`[data-${mark}]`);
const waiting = find("waiting");
const refused = find("refused");
const undo = find("undo");
const added = find("added");
const over = find("over");
const refusals = new Set();
let sending = false;
// What the server said last: of everybody on the list, found by a search or not.
let facts = JSON.parse(document.getElementById("facts").textContent);
const known = new Set(Object.keys(facts.guests));

// -- what is kept

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) || [];
  } catch {
    return [];
  }
}

// Throws where the browser keeps nothing for a page.
function keep(taps) {
  localStorage.setItem(KEPT, JSON.stringify(taps));
  tell(taps);
}

function tell(taps) {
  waiting.hidden = !taps.length || navigator.onLine && !taps.some((tap) => tap.tries);
  const words = waiting.querySelector("span");
  words.textContent = words.dataset.words.replace("%n", taps.length);
  render();
}

function done(id) {
  keep(kept().filter((tap) => tap.id !== id));
}

// -- who is here

function came(attendance) {
  return attendance === "present" || attendance === "late";
}

function clock(moment) {
  return new Date(moment).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

// Whoever is let in is one more, until the server has them on its list.
function guestOf({ guest, member, uuid }) {
  if (!member) return guest ?? uuid;
  const listed = Object.entries(facts.guests).find(([, [, , handle]]) => handle === member);
  return listed ? listed[0] : member;
}

// What the server said, and on top of it what is kept here: {guest: [attendance, at, handle]}.
function everybody() {
  const guests = new Map(Object.entries(facts.guests));
  for (const { at, data } of kept()) {
    const guest = guestOf(data);
    const [attendance, , handle] = guests.get(guest) ?? [];
    // Off the list meanwhile, or let in and only the answer was lost.
    if (data.guest ? attendance === undefined : came(attendance)) continue;
    guests.set(guest, [data.attendance ?? "present", clock(at), handle ?? data.member]);
  }
  return guests;
}

// -- what is shown

function rowOf(guest) {
  return document.querySelector(`[data-guest="${CSS.escape(guest)}"]`);
}

function nameIn(row) {
  return row ? row.querySelector(".name").textContent : "";
}

function naming(words, name) {
  return words.replace("%n", () => name);
}

function render() {
  const guests = everybody();
  const told = [...guests.values()];
  for (const row of document.querySelectorAll("[data-guest]")) {
    show(row, ...(guests.get(row.dataset.guest) ?? ["", ""]));
  }
  const members = new Set(told.map(([, , handle]) => handle));
  for (const form of document.querySelectorAll(".let-in")) {
    form.closest("li").hidden = members.has(form.elements.member.value);
  }
  find("here").textContent = told.filter(([attendance]) => came(attendance)).length;
  find("of").textContent = guests.size;
}

function show(row, attendance, at) {
  const button = row.querySelector(".here-button");
  if (!button) return;
  const here = came(attendance);
  button.setAttribute("aria-pressed", here);
  button.value = here ? "" : "present";
  const said = button.querySelector(".state");
  said.textContent = attendance === "late" ? said.dataset.asLate : said.dataset.asHere;
  button.querySelector(".at").textContent = here ? at : "";
  const excused = row.querySelector(".excused-button");
  excused.setAttribute("aria-pressed", attendance === "excused");
  excused.value = attendance === "excused" ? "" : "excused";
}

function offerUndo(guest, attendance) {
  const row = rowOf(guest);
  undo.hidden = !row || !attendance;
  if (undo.hidden) return;
  const words = undo.querySelector("span");
  const said = came(attendance) ? words.dataset.asHere : words.dataset.asExcused;
  words.textContent = naming(said, nameIn(row));
  undo.querySelector("[name=guest]").value = guest;
}

function learn(news) {
  facts = news;
  over.hidden = !facts.over;
  over.querySelector("span").textContent = facts.over;
  if (Object.keys(facts.guests).some((guest) => !known.has(guest))) added.hidden = false;
  render();
}

// -- sending

async function ask(address, options = {}) {
  const headers = { Accept: "application/json" };
  const signal = AbortSignal.timeout(PATIENCE);
  return fetch(address, { headers, signal, redirect: "manual", ...options });
}

async function send(tap) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const ago = Math.max(0, Date.now() - tap.at);
  const body = new URLSearchParams({ ...tap.data, ago, csrfmiddlewaretoken: token });
  const answer = await ask(tap.address, { method: "POST", body });
  if (answer.ok) return answer.json();
  // Signed out, or a server in trouble: the tap stays good, and waits.
  if (![404, 409].includes(answer.status)) throw new Error(answer.status);
  refuse(tap, answer.status === 409 ? (await answer.json()).refusal : "");
  return null;
}

// It may be told long after the press, and with others: it names whoever it is about, and stays.
function refuse({ name, data }, said) {
  const words = refused.querySelector("span");
  refusals.add(said ? `${name}: ${said}` : naming(words.dataset.asGone, name));
  words.textContent = [...refusals].join(" ");
  refused.hidden = false;
  if (undo.querySelector("[name=guest]").value === data.guest) undo.hidden = true;
}

async function sendAll() {
  if (sending) return;
  sending = true;
  try {
    for (let taps = kept(); taps.length; taps = kept()) {
      const news = await send(taps[0]);
      if (news) learn(news);
      done(taps[0].id);
    }
  } catch {
    // No network, or nobody who answers: the first stays the first.
    keep(kept().map((tap) => ({ ...tap, tries: tap.tries + 1 })));
  } finally {
    sending = false;
  }
}

async function look() {
  await sendAll();
  if (kept().length || document.hidden) return;
  try {
    const answer = await ask(page);
    if (answer.ok) learn(await answer.json());
  } catch {
    // The next look is soon.
  }
}

// -- presses

// Not every address has crypto.randomUUID: a site in the house may have no certificate.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
}

function press(form, name, data) {
  keep([...kept(), { id: newId(), name, address: form.action, at: Date.now(), data, tries: 0 }]);
  sendAll();
}

function pressTap(form, attendance) {
  const guest = form.elements.guest.value;
  press(form, nameIn(rowOf(guest)), { guest, attendance });
  offerUndo(guest, attendance);
}

function pressWalkIn(form) {
  const name = form.elements.name.value.trim();
  press(form, name, { name, uuid: form.elements.uuid.value });
  form.reset();
  form.elements.uuid.value = newId();
}

function pressLetIn(form) {
  const { member, uuid } = form.elements;
  press(form, nameIn(form.closest("li")), { member: member.value, uuid: uuid.value });
}

// The page for a search is left for only when somebody answers: what was typed has narrowed this.
async function search(form) {
  try {
    await ask(page);
    form.submit();
  } catch {
    // No network: everybody on the list is here.
  }
}

// Before anybody else hears of it: what is kept here is not sent by the browser.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(".tap, .walk-in, .let-in, .door-search")) return;
  try {
    if (form.matches(".tap")) pressTap(form, event.submitter.value);
    else if (form.matches(".walk-in")) pressWalkIn(form);
    else if (form.matches(".let-in")) pressLetIn(form);
    else search(form);
    event.preventDefault();
  } catch {
    // Nothing is kept, so the form goes as it would without this file.
  }
}, true);

// What is kept here is refused late, so that the browser asks for a name at once.
const newcomer = document.querySelector(".walk-in [name=name]");
if (newcomer) newcomer.required = true;

// -- searching

const box = document.getElementById("q");
const special = JSON.parse(document.getElementById("special-letters").textContent);

// Coarser than the server's: both sides pass it, so that it never hides whom the server finds.
function folded(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "");
  return Array.from(plain, (sign) => special[sign] ?? sign).join("").toUpperCase();
}

box.addEventListener("input", () => {
  const wanted = folded(box.value).split(/\s+/).filter(Boolean);
  for (const row of document.querySelectorAll("[data-sought]")) {
    const parts = folded(row.dataset.sought).split(" ");
    row.hidden = !wanted.every((one) => parts.some((part) => part.startsWith(one)));
  }
});

window.addEventListener("online", look);
setInterval(look, AGAIN);
tell(kept());
look();
