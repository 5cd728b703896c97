// What every page has: the message bar, the print button, the focus on an error summary, the
// browser's time zone, the keys that work everywhere.

// Says a sentence to screen readers through the regions that base.html and quiet.html hold.
// Emptied first and filled a moment later, so that the same words twice are said twice. Other
// scripts ask for it by an event, so that they need no file in common.
function announce(text, { urgent = false } = {}) {
  if (urgent) say("status", ""); // what it said is not true any more
  say(urgent ? "alert" : "status", text);
}
const soon = {};
function say(name, text) {
  const region = document.getElementById(name);
  region.textContent = "";
  clearTimeout(soon[name]);
  soon[name] = setTimeout(() => (region.textContent = text), 50);
}
addEventListener("announce", ({ detail }) => announce(detail.text, detail));

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target));

// Without script the bar goes with the next page; with it, also by its button.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const button = event.target.closest("[data-dismiss]");
  if (!button) return;
  button.closest("[data-message]").remove();
  document.getElementById("main").focus({ preventScroll: true });
});

for (const hint of document.querySelectorAll("[data-apple]")) {
  if (/Mac|iP/.test(navigator.platform)) hint.textContent = hint.dataset.apple;
  hint.hidden = false;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-search]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openMenu(link);
});

// Keys. On the window, so that a card of the board has them first. What they lead to is loaded
// when it is asked for, and is one of the page's links: without such links there are no keys.
let goBefore = 0;
window.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.repeat) return;
  const key = letter(event);
  const search = document.querySelector("[data-search]");
  if (event.ctrlKey || event.metaKey) {
    if (key !== "k" || event.shiftKey || !search) return;
    event.preventDefault();
    openMenu(search);
  } else if (document.body.dataset.shortcuts === "on" && !takesKeys(event.target)) {
    if (single(key, event.shiftKey, search)) event.preventDefault();
  }
});

function single(key, shifted, search) {
  const going = Date.now() < goBefore;
  goBefore = key === "g" && !shifted ? Date.now() + 1500 : 0;
  const place = going && !shifted && document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  if (place) place.click();
  else if (key === "/") openMenu(search);
  else if (key === "?") import("./keys.js").then((keys) => keys.openKeys(document.querySelector("[data-keys]").dataset.keys));
  else if (key === "n" && !shifted) openQuickAdd();
  else return false;
  return true;
}

function openMenu(link) {
  const go = () => location.assign(link.href);
  open(() => import("./menu.js").then((menu) => menu.openMenu(link.pathname)), go);
}

function openQuickAdd() {
  const line = [...document.querySelectorAll("[data-quick] [name=title]")].find((one) => one.checkVisibility());
  if (line) return line.focus();
  const go = () => location.assign(document.querySelector("[data-add]").href);
  open(() => load.quick().then((quick) => quick.openQuickAdd()), go);
}

// What is typed while a field is on its way goes into that field, and to nothing else.
let typed = null;
window.addEventListener("keydown", (event) => {
  if (typed === null || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.key.length === 1) typed += event.key;
  if (event.key === "Backspace") typed = typed.slice(0, -1);
}, true);

async function open(opening, otherwise) {
  if (typed !== null) return;
  typed = "";
  try {
    await opening();
    const field = document.activeElement;
    if (typed && field.matches("input")) {
      field.value += typed;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  } catch {
    otherwise();
  } finally {
    typed = null;
  }
}

// A field of a dialog that has closed may hold the focus for a moment longer.
function takesKeys(target) {
  if (document.querySelector("dialog[open]")) return true;
  return Boolean(target.closest?.("input, textarea, select, [contenteditable]") && !target.closest("dialog"));
}

// The letter on the key, also on a keyboard of another alphabet.
function letter({ key, code }) {
  return (key.length === 1 && key > "\x7f" ? code.replace("Key", "") : key).toLowerCase();
}

// What few pages need is loaded when it is needed.
const load = {
  keep: () => import("./keep.js"),
  quick: () => import("./quick.js"),
};
const fetchEarly = (...names) => navigator.onLine && names.forEach((name) => load[name]().catch(() => {}));
if (Object.keys(localStorage).some((key) => key.startsWith("kept:"))) fetchEarly("keep");
document.addEventListener("input", ({ target }) => {
  if (target.matches("[data-keep]")) fetchEarly("keep");
  if (target.closest("[data-quick]")) fetchEarly("quick");
});

// With a line to type into, at the first sign of life: the connection may be gone when it is used.
const wakeUp = () => document.querySelector("[data-quick]") && fetchEarly("keep", "quick");
for (const sign of ["pointerdown", "keydown", "focusin"]) addEventListener(sign, wakeUp, { once: true });
addEventListener("online", wakeUp);
addEventListener("pointermove", function moved({ movementX, movementY }) {
  // Chromium tells of a pointer that lies still, too, when a page has come under it.
  if (!movementX && !movementY) return;
  removeEventListener("pointermove", moved);
  wakeUp();
});
document.addEventListener("submit", (event) => {
  if (navigator.onLine || event.defaultPrevented || !event.target.matches("form[method=post]")) return;
  event.preventDefault(); // the browser's own page would take the place of what was typed
  announce("You are offline. Nothing was sent. Try again when the connection is back.", { urgent: true });
});

// An open menu closes by Escape, and by a click elsewhere.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(target)) menu.open = false;
});

// Ctrl+Z takes back what the bar tells about; the board has a longer memory of its own.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z") return;
  if (document.querySelector("[data-board]") || event.target.closest("input, textarea, select, dialog")) return;
  document.querySelector("#messages [data-undo]")?.requestSubmit();
});

const showConnection = () => {
  for (const bar of document.querySelectorAll("[data-offline]")) {
    bar.hidden = navigator.onLine;
    if (!navigator.onLine) announce(bar.textContent);
  }
};
addEventListener("online", showConnection);
addEventListener("offline", showConnection);
showConnection();

function prepare(root) {
  for (const button of root.querySelectorAll("[data-dismiss][hidden], [data-print][hidden]")) button.hidden = false;
  for (const text of root.querySelectorAll("[data-message-text]")) announce(text.textContent);
  for (const { dataset } of root.querySelectorAll("[data-say]")) announce(dataset.say);
  for (const field of root.querySelectorAll("[data-browser-zone]")) fillZone(field);
  root.querySelector("[data-error-summary]")?.focus();
}

// Not in a form that came back with errors: it holds what the person chose.
function fillZone(field) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (field.dataset.browserZone === "done") return;
  if (field.form?.querySelector("[data-error-summary]")) return;
  if (field.options && ![...field.options].some((option) => option.value === zone)) return;
  field.value = zone;
  field.dataset.browserZone = "done";
}
