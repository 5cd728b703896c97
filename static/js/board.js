// Moves cards: by dragging their handle, or with the menu that the handle opens. Both post to the
// address that the handle's link leads to, so whatever happens here also works without script.

import { announce } from "./announce.js";

const board = document.querySelector("[data-board]");
const dialog = document.querySelector("[data-move-dialog]");
const narrow = matchMedia("(max-width: 820px)");
let open = null; // the card whose menu is open
let queue = Promise.resolve(); // moves reach the server in the order they were made

const boxOf = (card) => card.closest("[data-box]");
const listOf = (value) => board.querySelector(`[data-box="${value}"] [data-cards]`);
const cardsIn = (list) => [...list.querySelectorAll("[data-task]")];

for (const list of board.querySelectorAll("[data-cards]")) {
  Sortable.create(list, {
    group: "board",
    handle: ".task-handle",
    draggable: "[data-task]",
    forceFallback: true,
    fallbackOnBody: true,
    fallbackTolerance: 4,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    scrollSensitivity: 60,
    dragClass: "sortable-drag",
    fallbackClass: "sortable-drag",
    onStart: ({ item }) => rememberPlace(item),
    onMove: ({ to }) => markTarget(to),
    onEnd({ item }) {
      markTarget(null);
      item.dataset.dragged = "yes"; // the click that ends a drag must not open the menu
      setTimeout(() => delete item.dataset.dragged);
      if (item.parentElement !== places.get(item).list || item.previousElementSibling !== places.get(item).before)
        save(item);
    },
  });
}

function markTarget(list) {
  for (const box of board.querySelectorAll("[data-box]"))
    box.classList.toggle("over", list !== null && box.contains(list));
}

// Where a card stood before a move, for putting it back when saving fails.
const places = new WeakMap();

function rememberPlace(card) {
  places.set(card, { list: card.parentElement, before: card.previousElementSibling });
}

function putBack(card) {
  const { list, before } = places.get(card);
  if (before?.parentElement === list) before.after(card);
  else list.prepend(card);
  count();
}

function save(card) {
  count();
  const box = boxOf(card);
  const cards = cardsIn(card.parentElement);
  const place = cards.indexOf(card) + 1;
  const key = crypto.randomUUID();
  const after = cards[place - 2]?.dataset.task ?? "";
  card.setAttribute("aria-busy", "true");
  announce(`${card.dataset.title}. ${box.dataset.label}, position ${place} of ${cards.length}.`);
  queue = queue.then(() => send(card, { box: box.dataset.box, after, key }));
}

async function send(card, fields) {
  const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) };
  const body = new URLSearchParams({ ...fields, version: card.dataset.version });
  try {
    const address = card.querySelector(".task-handle").href;
    const answer = await fetch(address, { method: "POST", headers, body, signal: AbortSignal.timeout(8000) });
    if (answer.ok && !answer.redirected) return replace(card, await answer.text());
    if (answer.status === 409) return showChanged(card, await answer.text());
    throw new Error(answer.status);
  } catch {
    const focused = card.contains(document.activeElement);
    putBack(card);
    if (focused) card.querySelector(".task-handle").focus();
    announce(`Not saved. ${card.dataset.title} is back in ${boxOf(card).dataset.label}. Try again.`, { urgent: true });
    show(`Not saved. ${card.dataset.title} is back in ${boxOf(card).dataset.label}.`);
  } finally {
    card.removeAttribute("aria-busy");
  }
}

// The server's card, with its new version and words; the focus stays where it was.
function replace(card, html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const fresh = template.content.firstElementChild;
  card.dataset.version = fresh.dataset.version;
  if (card.matches(".sortable-chosen")) return;
  const focused = card.contains(document.activeElement) ? document.activeElement.className : null;
  card.replaceChildren(...fresh.childNodes);
  if (focused) card.getElementsByClassName(focused)[0]?.focus();
}

function showChanged(card, words) {
  putBack(card);
  announce(words, { urgent: true });
  show(words, "Show it");
}

function show(words, reload) {
  const bar = document.createElement("div");
  bar.className = "undo-bar undo-bar-error";
  bar.dataset.message = "";
  const text = document.createElement("span");
  text.textContent = words;
  const button = document.createElement("button");
  button.className = "btn btn-small";
  button.textContent = reload ?? "Dismiss";
  if (!reload) button.dataset.dismiss = "";
  button.addEventListener("click", () => reload && location.reload());
  bar.append(text, button);
  document.getElementById("messages").replaceChildren(bar);
}

function count() {
  for (const box of board.querySelectorAll("[data-box]")) {
    const n = box.querySelectorAll("[data-task]").length;
    for (const place of document.querySelectorAll(`[data-count="${box.dataset.box}"]`)) place.textContent = n;
  }
}

// --- The menu ---------------------------------------------------------------------------------

board.addEventListener("click", (event) => {
  const handle = event.target.closest(".task-handle");
  if (!handle || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (!handle.closest("[data-dragged]")) openMenu(handle.closest("[data-task]"));
});

board.addEventListener("keydown", (event) => {
  const handle = event.target.closest(".task-handle");
  if (!handle || event.key !== " ") return;
  event.preventDefault();
  openMenu(handle.closest("[data-task]"));
});

function openMenu(card) {
  open = card;
  const here = boxOf(card).dataset.box;
  dialog.querySelector("[data-move-title]").textContent = card.dataset.title;
  for (const button of dialog.querySelectorAll("[data-to]")) {
    const current = button.dataset.to === here;
    button.toggleAttribute("data-now", current);
    button.setAttribute("aria-disabled", current);
  }
  const title = card.querySelector(".task-title").href;
  dialog.querySelector("[data-open]").href = title;
  dialog.querySelector("[data-later]").href = `${title}later/?next=${location.pathname}`;
  dialog.showModal();
  dialog.querySelector('[data-to][aria-disabled="false"]').focus();
}

dialog.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (event.target === dialog || button?.matches("[data-close]")) return dialog.close();
  if (button?.dataset.to) return moveTo(button.dataset.to);
  if (button?.dataset.step) return step(Number(button.dataset.step));
});

dialog.addEventListener("close", () => open?.querySelector(".task-handle").focus());

function moveTo(value) {
  const card = open;
  if (boxOf(card).dataset.box === value) return announce(`Already in ${boxOf(card).dataset.label}.`);
  const neighbour = card.nextElementSibling ?? card.previousElementSibling;
  const left = boxOf(card);
  rememberPlace(card);
  listOf(value).prepend(card);
  // On the phone the card has left the view: the focus goes to what is still there.
  if (narrow.matches) open = null;
  dialog.close();
  if (narrow.matches) (neighbour?.querySelector(".task-handle") ?? left.querySelector(".icon-btn")).focus();
  save(card);
}

function step(by) {
  const card = open;
  const neighbour = by < 0 ? card.previousElementSibling : card.nextElementSibling;
  if (!neighbour) return announce(by < 0 ? "Already first." : "Already last.");
  rememberPlace(card);
  if (by < 0) neighbour.before(card);
  else neighbour.after(card);
  dialog.close();
  save(card);
}

// --- One box at a time on the phone --------------------------------------------------------------

board.classList.add("board-one");
for (const link of document.querySelectorAll("[data-map]"))
  link.addEventListener("click", (event) => {
    event.preventDefault();
    choose(link.dataset.map);
  });
choose(location.hash.replace("#box-", "") || "1");

function choose(value) {
  if (!listOf(value)) value = "1";
  for (const box of board.querySelectorAll("[data-box]")) box.classList.toggle("is-chosen", box.dataset.box === value);
  for (const link of document.querySelectorAll("[data-map]")) {
    if (link.dataset.map === value) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
