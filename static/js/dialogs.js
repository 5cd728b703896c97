// The menu of a card, and the dialog for another day. What is chosen is done by the board.

import { announce, ask, boxOf, handleOf, inTurn } from "./cards.js";

const moveDialog = document.querySelector("[data-move-dialog]");
const dateDialog = document.querySelector("[data-date-dialog]");
let opened = null; // the card, and what the board can do with it
let board = null;

function show(dialog, card, actions) {
  opened = card;
  board = actions;
  card.toggleAttribute("data-open", true); // nothing from elsewhere changes it meanwhile
  dialog.showModal();
}

// Closes and gives the focus back to the handle at once, so that what was chosen is done, and is
// on its way to the server, within the same click: the dialog's own "close" comes only later.
function shut(dialog) {
  dialog.close();
  giveBack();
}

function giveBack() {
  opened?.toggleAttribute("data-open", false);
  if (opened?.checkVisibility()) handleOf(opened).focus();
  opened = null;
}

for (const dialog of [moveDialog, dateDialog]) {
  // Closed by Escape or a button; after `shut` nothing is left to do.
  dialog.addEventListener("close", () => {
    if (!moveDialog.open && !dateDialog.open) giveBack();
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.closest("[data-close]")) dialog.close();
  });
}

// --- The menu -----------------------------------------------------------------------------------

export function openMenu(card, actions) {
  if (moveDialog.open) return;
  const here = boxOf(card).dataset.list;
  moveDialog.querySelector("[data-move-title]").textContent = card.dataset.title;
  for (const choice of moveDialog.querySelectorAll("[data-to]")) {
    const current = choice.dataset.to === here;
    choice.toggleAttribute("data-now", current);
    choice.setAttribute("aria-disabled", current);
  }
  const title = card.querySelector(".task-title").href;
  moveDialog.querySelector("[data-today]").action = `${title}today/`;
  moveDialog.querySelector("[data-open-task]").href = title;
  show(moveDialog, card, actions);
  moveDialog.querySelector('[data-to][aria-disabled="false"]').focus();
}

moveDialog.addEventListener("click", ({ target }) => {
  const choice = target.closest("[data-to], [data-step], [data-later]");
  const card = opened;
  if (!choice || !card) return;
  if (choice.getAttribute("aria-disabled") === "true") return announce(`Already in ${boxOf(card).dataset.label}.`);
  const { to, step } = choice.dataset;
  shut(moveDialog);
  if (to) board.moveTo(card, to);
  else if (step) board.step(card, Number(step));
  else board.changeDate(card);
});

// On today's list at once; a fourth asks on its own page which one it takes the place of.
moveDialog.querySelector("[data-today]").addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const { action } = event.target;
  const { answered, isOffline } = board;
  if (isOffline()) return;
  shut(moveDialog);
  const add = () => inTurn(() => ask(action, { on: "1" })).then((answer) => {
    if (answer.state === "refused") location.assign(`${action}?next=${encodeURIComponent(location.pathname + location.search)}`);
    else answered(answer, add);
  });
  add();
});

// --- Another day --------------------------------------------------------------------------------

export function openDate(card, html, answered) {
  if (dateDialog.open) return;
  dateDialog.querySelector("[data-date-title]").textContent = card.dataset.title;
  showForm(html);
  show(dateDialog, card, { answered });
  (dateDialog.querySelector("input:checked") ?? dateDialog.querySelector("input")).focus();
}

function showForm(html) {
  showProblem("");
  dateDialog.querySelector("[data-date-form]").innerHTML = html;
  dateDialog.querySelector("[data-error-summary]")?.focus();
}

dateDialog.addEventListener("submit", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  const form = event.target;
  const answer = await inTurn(() => ask(form.action, new FormData(form, event.submitter)));
  if (answer.state === "refused") return showForm(answer.html);
  if (answer.state === "failed") return showProblem("No answer came, so this may not be saved. Try again.");
  if (answer.state === "signed-out") return showProblem("You were signed out. Sign in in another window, then save again.");
  shut(dateDialog);
  board.answered(answer);
});

// What was chosen stays; the reason is said where the person is.
function showProblem(words) {
  const place = dateDialog.querySelector("[data-date-problem]");
  place.textContent = "";
  place.textContent = words;
}
