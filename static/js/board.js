// Moves and finishes cards: by dragging a handle, with the menu it opens, or by keys. All post to
// the addresses that the card's own link and form lead to, so the same works without script.

import {
  addToTotals, announce, apply, ask, askedSoFar, board, boxOf, button, cardsIn, count, handleOf, inTurn, lastWayBack,
  listOf, merge, narrow, neighbourOf, noteWayBack, onChangeElsewhere, put, releaseHeld, rememberWayBack, settle, takeOff,
  unchangedSince,
} from "./cards.js";

const POLL = 30_000; // milliseconds
const SOON = 1_000;
const OFFLINE = "You are offline. You can read; changes wait.";
const LAST_BOX = "foothold.box";
const SIGNED_OUT = "You were signed out. Sign in to continue.";
let dragged = null;

// --- Saving ---------------------------------------------------------------------------------------

function save(card, key = crypto.randomUUID()) {
  const cards = cardsIn(card.parentElement);
  const place = cards.indexOf(card) + 1;
  const box = boxOf(card);
  const fields = { box: box.dataset.list, after: cards[place - 2]?.dataset.task ?? "", key };
  announce(`${card.dataset.title}. ${box.dataset.label}, position ${place} of ${cards.length}. Press Control Z to undo.`);
  const again = () => {
    const list = listOf(fields.box);
    const ahead = cardsIn(list).find((other) => other.dataset.task === fields.after);
    put(card, list, ahead ? ahead.nextElementSibling : list.firstElementChild);
    save(card, key);
  };
  send(card, handleOf(card).href, () => ({ ...fields, version: card.dataset.version }), again);
}

// One request about one card. While it is under way the card stays where the person put it.
function send(card, address, fields, again) {
  begin(card);
  return inTurn(() => ask(address, fields())).then((answer) => {
    end(card);
    afterTheDrag(() => {
      if (answer.state === "saved") apply(answer);
      else if (!pending.get(card)) fail(card, answer, again);
    });
  });
}

// Nothing changes under a card that is in somebody's hand.
const later = [];

function afterTheDrag(action) {
  if (dragged) later.push(action);
  else action();
}

const pending = new WeakMap(); // how many requests about a card are not answered yet

function begin(card) {
  pending.set(card, (pending.get(card) ?? 0) + 1);
  card.setAttribute("aria-busy", "true");
}

function end(card) {
  pending.set(card, pending.get(card) - 1);
  if (!pending.get(card)) card.removeAttribute("aria-busy");
}

// Not saved: the card goes to where the server has it, and the reason is said, never silently.
function fail(card, answer, again) {
  const words = /data-message-text/.test(answer.html);
  if (words && (answer.state === "conflict" || answer.state === "refused")) {
    apply(answer);
    if (card.isConnected) settle(card);
    return say(document.querySelector("[data-message-text]").textContent);
  }
  if (answer.state === "gone") {
    const next = card.contains(document.activeElement) ? neighbourOf(card) : null;
    takeOff(card);
    next?.focus();
    return tell(`${card.dataset.title} is not there any more.`);
  }
  settle(card);
  if (answer.state === "signed-out") return tell(SIGNED_OUT, signIn());
  const back = `Not saved. ${card.dataset.title} is back in ${boxOf(card).dataset.label}.`;
  const retry = tryAgain(() => {
    if (card.checkVisibility()) handleOf(card).focus();
    again();
  });
  tell(back, retry, `${back} Try again.`);
}

function tryAgain(again) {
  const retry = button("Try again", "data-retry");
  retry.addEventListener("click", () => {
    document.getElementById("messages").replaceChildren();
    document.getElementById("main").focus({ preventScroll: true });
    again();
  });
  return retry;
}

function signIn() {
  const link = document.createElement("a");
  link.className = "btn btn-small";
  link.href = `${document.body.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = "Sign in";
  return link;
}

const say = (words) => announce(words, { urgent: true });

function tell(words, action, spoken = words) {
  const bar = document.createElement("div");
  bar.className = "undo-bar undo-bar-error";
  bar.dataset.message = "";
  const text = document.createElement("span");
  text.textContent = words;
  bar.append(text, ...(action ? [action] : []), button("Dismiss", "data-dismiss"));
  document.getElementById("messages").replaceChildren(bar);
  say(spoken);
}

// Offline nothing is sent and nothing moves; the buttons say why.
function isOffline() {
  if (!navigator.onLine) announce(OFFLINE);
  return !navigator.onLine;
}

// --- What a person does to a card -------------------------------------------------------------------

function moveTo(card, value) {
  if (isOffline()) return;
  if (boxOf(card).dataset.list === value) return announce(`Already in ${boxOf(card).dataset.label}.`);
  const neighbour = neighbourOf(card);
  put(card, listOf(value), listOf(value).firstElementChild, () => save(card));
  // On the phone the card has left the view: the focus goes to what is still there.
  (narrow.matches ? neighbour : handleOf(card)).focus();
}

function step(card, by) {
  if (isOffline()) return;
  const other = by < 0 ? card.previousElementSibling : card.nextElementSibling;
  if (!other) return announce(by < 0 ? "Already first." : "Already last.");
  put(card, card.parentElement, by < 0 ? other : other.nextElementSibling, () => save(card));
  handleOf(card).focus();
  card.scrollIntoView({ block: "nearest" });
}

function finish(card) {
  if (isOffline()) return;
  const { formAction } = card.querySelector(".tick");
  neighbourOf(card).focus();
  takeOff(card);
  announce(`${card.dataset.title} done.`);
  send(card, formAction, () => ({}), () => finish(card));
}

function reopen(item) {
  if (isOffline()) return;
  inTurn(() => ask(item.querySelector("form").action, {})).then((answer) => answered(answer, () => reopen(item)));
}

function undo() {
  if (isOffline()) return;
  let address = null;
  inTurn(async () => {
    address = lastWayBack();
    return address ? ask(address, {}) : null;
  }).then((answer) => {
    if (!answer) return announce("Nothing to undo.");
    if (answer.state === "failed" || answer.state === "signed-out") rememberWayBack(address);
    answered(answer, undo);
  });
}

// An answer about a card that is not on the screen, or not where it will be.
function answered(answer, again) {
  if (answer.state === "signed-out") return tell(SIGNED_OUT, signIn());
  if (answer.state === "gone") return tell("This is not there any more.");
  if (answer.state === "failed") return tell("No answer came, so this may not be saved.", tryAgain(again));
  afterTheDrag(() => show(answer));
}

function show(answer) {
  apply(answer);
  const text = document.querySelector("[data-message-text]")?.textContent;
  if (text) announce(text, { urgent: answer.state !== "saved" });
  const card = board.querySelector(`[data-task="${/data-task="([^"]+)"/.exec(answer.html)?.[1]}"]`);
  if (card?.checkVisibility()) handleOf(card).focus();
  else if (document.activeElement === document.body) board.querySelector("[data-done] a").focus();
}

// --- Keys and clicks ----------------------------------------------------------------------------------

const KEYS = {
  m: openMenu,
  d: finish,
  s: changeDate,
  ArrowDown: (card) => look(card, 1, 0),
  ArrowUp: (card) => look(card, -1, 0),
  ArrowRight: (card) => look(card, 0, 1),
  ArrowLeft: (card) => look(card, 0, -1),
};

board.addEventListener("keydown", (event) => {
  const card = event.target.closest("[data-task]");
  const item = event.target.closest("[data-finished]");
  if (event.ctrlKey || event.metaKey || event.isComposing) return;
  // A key held down walks and moves, but it finishes or sends away one card, not all of them.
  if (event.repeat && !event.key.startsWith("Arrow")) return;
  if (item && letter(event) === "d") return act(event, () => reopen(item));
  if (!card) return;
  if (event.altKey) {
    if (event.key === "ArrowUp" || event.key === "ArrowDown") act(event, () => step(card, event.key === "ArrowUp" ? -1 : 1));
    return;
  }
  if (event.key === " " && event.target.matches(".task-handle")) return act(event, () => openMenu(card));
  const number = /^(?:Digit|Numpad)([1-4])$/.exec(event.code)?.[1];
  const key = number ? () => moveTo(card, number) : KEYS[letter(event)];
  if (key) act(event, () => key(card));
});

// The letter on the key, also on a keyboard of another alphabet.
function letter({ key, code }) {
  if (key.length > 1) return key;
  return (key > "\x7f" ? code.replace("Key", "") : key).toLowerCase();
}

function act(event, action) {
  event.preventDefault();
  action();
}

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z") return;
  if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
  act(event, undo);
});

// The neighbour's same control; over the edge of a box comes the next one.
function look(card, down, across) {
  const box = Number(boxOf(card).dataset.list);
  const index = cardsIn(card.parentElement).indexOf(card);
  const inBox = cardsIn(card.parentElement)[index + down];
  let other = down ? inBox : null;
  if (!other) {
    const beyond = across ? (box % 2 === (across > 0 ? 1 : 0) ? box + across : 0) : box + 2 * down;
    const list = listOf(beyond);
    if (!list) return;
    const cards = cardsIn(list);
    other = across ? cards[Math.min(index, cards.length - 1)] : cards.at(down > 0 ? 0 : -1);
    if (!other) return announce(`${boxOf(list).dataset.label} is empty.`);
    if (narrow.matches) choose(String(beyond));
  }
  const control = [".tick", ".task-title"].find((name) => document.activeElement.matches(name));
  other.querySelector(control ?? ".task-handle").focus();
  other.scrollIntoView({ block: "nearest" });
}

board.addEventListener("click", (event) => {
  const handle = event.target.closest(".task-handle");
  if (!handle || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (!handle.closest("[data-dragged]")) openMenu(handle.closest("[data-task]"));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return; // offline, or taken by another script
  const card = event.submitter?.closest("[data-task]") ?? board.querySelector(`[data-task="${form.dataset.of}"]`);
  if (form.matches("[data-cards-form]") && event.submitter.matches(".tick")) return act(event, () => finish(card));
  if (form.matches("[data-cards-form], [data-move-form]") && card) return act(event, () => moveTo(card, event.submitter.value));
  if (form.matches("[data-undo]")) return act(event, undo);
  if (form.closest("[data-finished]")) return act(event, () => reopen(form.closest("[data-finished]")));
});

// The second click of two meets the card that has slid under the pointer: it is not meant.
board.addEventListener("click", (event) => {
  if (event.detail > 1 && event.target.closest(".tick")) event.preventDefault();
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-undo-more]")) undo();
  if (target.closest("[data-show-waiting]")) releaseHeld();
});

// --- Dragging -------------------------------------------------------------------------------------------

const onMap = [...document.querySelectorAll("[data-map]")];
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

for (const list of [...board.querySelectorAll("[data-cards]"), ...onMap])
  Sortable.create(list, {
    group: { name: "board", pull: !onMap.includes(list) },
    handle: ".task-handle",
    draggable: "[data-task]",
    filter: "[aria-disabled]",
    preventOnFilter: false,
    forceFallback: true,
    fallbackOnBody: true,
    fallbackTolerance: 4,
    animation: still ? 0 : 90, // milliseconds; let go right after, all stands still in a tenth of a second
    scrollSensitivity: 60,
    dragClass: "sortable-drag",
    fallbackClass: "sortable-drag",
    onStart({ item, from }) {
      dragged = { item, from, cancelled: false };
      board.classList.add("is-dragging");
    },
    onMove: ({ to }) => markTarget(to),
    onEnd: drop,
  });

function drop({ item, from, to, oldDraggableIndex, newDraggableIndex }) {
  const { cancelled } = dragged;
  const left = cardsIn(from)[oldDraggableIndex] ?? cardsIn(from).at(-1);
  dragged = null;
  markTarget(null);
  board.classList.remove("is-dragging");
  item.dataset.dragged = "yes"; // the click that ends a drag must not open the menu
  setTimeout(() => delete item.dataset.dragged);
  if (onMap.includes(to)) listOf(to.dataset.map).prepend(item);
  if (from !== item.parentElement) addToTotals(boxOf(from), boxOf(item));
  if (cancelled || !navigator.onLine) settle(item);
  else if (from !== to || oldDraggableIndex !== newDraggableIndex) save(item);
  count();
  // On the phone it is in another box now; the focus stays with those that are in view.
  const near = item.checkVisibility() ? item : left;
  (near ? handleOf(near) : boxOf(from).querySelector(".icon-btn")).focus({ preventScroll: true });
  for (const action of later.splice(0)) action();
}

function markTarget(list) {
  for (const box of [...board.querySelectorAll("[data-list]"), ...onMap])
    box.classList.toggle("over", list !== null && box.contains(list));
}

// Escape takes the card back: Sortable only knows letting go.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !dragged) return;
  dragged.cancelled = true;
  for (const name of ["pointerup", "mouseup", "touchend"]) document.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
});

// --- The menu, and another day ------------------------------------------------------------------------------

// Loaded when somebody reaches for a card. Without them the handle is the link that it is.
let loading = null;
const dialogs = () => (loading ??= import("./dialogs.js").catch(giveUp));
for (const reach of ["pointerover", "focusin"]) board.addEventListener(reach, () => navigator.onLine && dialogs().catch(() => {}));

function giveUp(error) {
  loading = null; // it may work the next time
  throw error;
}

function openMenu(card) {
  if (isOffline()) return;
  const actions = { moveTo, step, changeDate, answered, isOffline };
  dialogs().then((loaded) => loaded.openMenu(card, actions), () => location.assign(handleOf(card).href));
}

async function changeDate(card) {
  if (isOffline()) return;
  const address = `${card.querySelector(".task-title").href}later/`;
  const answer = await ask(address);
  if (answer.state === "signed-out") return tell(SIGNED_OUT, signIn());
  if (answer.state !== "saved") return tell("This did not open. Try again.");
  dialogs().then((loaded) => loaded.openDate(card, answer.html, answered), () => location.assign(address));
}

// --- What happens elsewhere ------------------------------------------------------------------------------------

let since = board.dataset.time;
let nextLook = setTimeout(refresh, POLL);

// Not under somebody's hands: a card with the focus, an open menu, a drag or an unanswered move.
const inUse = (card) => dragged || card.matches("[data-open]") || card.contains(document.activeElement) || pending.get(card) > 0;

async function refresh() {
  clearTimeout(nextLook);
  nextLook = setTimeout(refresh, POLL);
  if (document.hidden || !navigator.onLine) return;
  const then = askedSoFar();
  const answer = await ask(`${board.dataset.versionUrl}?since=${encodeURIComponent(since)}`);
  if (!unchangedSince(then)) {
    // Something was saved meanwhile: what came may be old by now. Look again from the same moment.
    clearTimeout(nextLook);
    nextLook = setTimeout(refresh, SOON);
    return;
  }
  since = answer.headers.get("X-Board-Time") ?? since;
  if (answer.status === 200) merge(answer, inUse);
}

onChangeElsewhere(refresh);
document.addEventListener("visibilitychange", refresh);
addEventListener("online", refresh);

// --- Offline: what cannot be done now says so, and keeps its place for the keyboard ------------------------------

function showConnection() {
  for (const control of board.querySelectorAll(".task-handle, .task-card .tick"))
    if (navigator.onLine) control.removeAttribute("aria-disabled");
    else control.setAttribute("aria-disabled", "true");
}

addEventListener("online", showConnection);
addEventListener("offline", showConnection);
showConnection();

// --- One box at a time on the phone -------------------------------------------------------------------------------

board.classList.add("board-one");
for (const link of onMap)
  link.addEventListener("click", (event) => {
    event.preventDefault();
    choose(link.dataset.map);
  });
const asked = () => /^#box-([1-4])$/.exec(location.hash)?.[1];
addEventListener("hashchange", () => asked() && choose(asked()));
choose(asked() ?? sessionStorage.getItem(LAST_BOX) ?? "1");

// It stays the open one when the board is filtered or loaded again.
function choose(value) {
  if (!listOf(value)) value = "1";
  sessionStorage.setItem(LAST_BOX, value);
  for (const box of board.querySelectorAll("[data-list]")) box.classList.toggle("is-chosen", box.dataset.list === value);
  for (const link of onMap) {
    if (link.dataset.map === value) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

noteWayBack();

// --- Coming back: the focus is where one left, not at the top of the page ------------------------------------------

const LEFT = "foothold.left";
board.addEventListener("click", ({ target }) => {
  const title = target.closest(".task-title");
  if (title) sessionStorage.setItem(LEFT, title.closest("[data-task]").dataset.task);
});
for (const link of document.querySelectorAll(".board-filters a"))
  link.addEventListener("click", () => sessionStorage.setItem(LEFT, link.closest("details") ? "menu" : "segment"));

function comeBack() {
  const left = sessionStorage.getItem(LEFT);
  sessionStorage.removeItem(LEFT);
  const added = /^#card-(.+)$/.exec(location.hash)?.[1];
  const type = performance.getEntriesByType("navigation")[0]?.type;
  if (document.activeElement !== document.body) return;
  if (left === "segment") return document.querySelector(".segment[aria-current]").focus();
  const menus = document.querySelector(".board-filters");
  if (left === "menu") return (menus.querySelector("summary[data-chosen]") ?? menus.querySelector("summary")).focus();
  const id = added ?? (type === "back_forward" ? left : null);
  const card = id && board.querySelector(`[data-task="${CSS.escape(id)}"]`);
  if (!card) return;
  choose(boxOf(card).dataset.list);
  (added ? handleOf(card) : card.querySelector(".task-title")).focus();
}

comeBack();
