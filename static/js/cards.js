// The cards on the board as the server has them. Asks it one thing after the other, in the order
// they were done; box and position on each card say where the server has it, and whatever comes
// back, an answer or a change made elsewhere, is put in its place here.

export const announce = (text, options) => dispatchEvent(new CustomEvent("announce", { detail: { text, ...options } }));

export const board = document.querySelector("[data-board]");
export const narrow = matchMedia("(max-width: 820px)");

export const boxes = () => [...board.querySelectorAll("[data-list]")];
export const boxOf = (card) => card.closest("[data-list]");
export const listOf = (value) => board.querySelector(`[data-list="${value}"] [data-cards]`);
export const cardsIn = (list) => [...list.querySelectorAll("[data-task]")];
export const handleOf = (card) => card.querySelector(".task-handle");

const cardOf = (id) => board.querySelector(`[data-task="${id}"]`);
const isBusy = (card) => card.hasAttribute("aria-busy");

// --- Asking the server ------------------------------------------------------------------------------

const PATIENCE = 8000; // milliseconds
const STEPS = 10;
const KEPT = "foothold.undo";
const CSRF = JSON.parse(document.body.getAttribute("hx-headers"));
const channel = "BroadcastChannel" in window ? new BroadcastChannel("foothold.board") : null;

let queue = Promise.resolve();
let waiting = 0;
let asked = 0; // things to save, since the page was opened

const isIdle = () => waiting === 0;

// Whether nothing was saved meanwhile, so that an answer to a question asked then is still true.
export const unchangedSince = (then) => isIdle() && asked === then;
export const askedSoFar = () => asked;

// Runs when everything before it is answered: at once when nothing is under way.
export function inTurn(action) {
  const turn = (isIdle() ? (async () => action())() : queue.then(action)).finally(() => wait(-1));
  wait(1);
  queue = turn.catch(() => {});
  return turn;
}

function wait(more) {
  waiting += more;
  asked += Math.max(0, more);
  document.body.toggleAttribute("data-saving", waiting > 0);
}

// What came of a request: "saved", "conflict", "refused", "signed-out", "gone" or "failed".
const STATES = { 200: "saved", 401: "signed-out", 403: "signed-out", 404: "gone", 409: "conflict", 422: "refused" };

// keepalive: what was done is saved even when the person leaves the page in the same moment.
export async function ask(address, fields) {
  const waited = new AbortController();
  const timer = setTimeout(() => waited.abort(), PATIENCE);
  const options = fields && { method: "POST", body: new URLSearchParams(fields), keepalive: true };
  const headers = { ...CSRF, "HX-Request": "true", "HX-Current-URL": location.href };
  try {
    const answer = await fetch(address, { ...options, headers, signal: waited.signal, redirect: "error" });
    const html = await answer.text();
    // This was a page of the sample plan, which another window has left.
    if (answer.status === 409 && answer.headers.has("HX-Redirect")) location.assign(answer.headers.get("HX-Redirect"));
    if (options && answer.status === 200) channel?.postMessage("changed");
    // A conflict that our own server did not write is a failure like any other.
    const ours = answer.status !== 409 || answer.headers.has("X-Board-Counts");
    const state = (ours && STATES[answer.status]) || "failed";
    return { state, status: answer.status, html, headers: answer.headers };
  } catch {
    return { state: "failed", status: 0, html: "", headers: new Headers() };
  } finally {
    clearTimeout(timer);
  }
}

// --- The way back -------------------------------------------------------------------------------

function waysBack() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

export function rememberWayBack(address) {
  const ways = waysBack().filter((way) => way !== address);
  keep([...ways, address].slice(-STEPS));
}

export function lastWayBack() {
  const ways = waysBack();
  const last = ways.pop();
  keep(ways);
  return last;
}

function keep(ways) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(ways));
  } catch {
    // Without storage the bar's own button still works.
  }
}

// --- Other windows ------------------------------------------------------------------------------

export function onChangeElsewhere(refresh) {
  channel?.addEventListener("message", refresh);
}

// --- Where a card stands ----------------------------------------------------------------------------

// Puts a card where the server has it, among those whose place is certain.
export function settle(card) {
  const list = listOf(card.dataset.box);
  const others = cardsIn(list).filter((other) => other !== card && !isBusy(other));
  const next = others.find((other) => other.dataset.position > card.dataset.position) ?? null;
  const after = others[next ? others.indexOf(next) - 1 : others.length - 1];
  const stands = (a, b) => !a || !b || a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING;
  if (card.parentElement !== list || !stands(after, card) || !stands(card, next)) put(card, list, next);
}

// `saved` sends what was done before the focus makes the browser lay out the page.
export function put(card, list, next, saved = () => {}) {
  const focused = card.contains(document.activeElement) ? document.activeElement : null;
  const from = boxOf(card);
  list.insertBefore(card, next);
  const to = boxOf(card);
  if (from !== to) addToTotals(from, to);
  saved();
  focused?.focus({ preventScroll: true });
  count();
}

export function takeOff(card) {
  const from = boxOf(card);
  card.remove();
  if (from) addToTotals(from, null);
  count();
}

// --- Counts: how many are shown, and of how many when the board is narrowed ------------------------

export function addToTotals(from, to) {
  if (from) from.dataset.total -= 1;
  if (to) to.dataset.total = Number(to.dataset.total) + 1;
}

export function count() {
  for (const box of boxes()) {
    const shown = cardsIn(box).length;
    const words = "narrowed" in board.dataset ? `${shown} of ${box.dataset.total}` : shown;
    for (const place of document.querySelectorAll(`[data-count="${box.dataset.list}"]`))
      if (place.textContent !== String(words)) place.textContent = words;
    const nudge = box.querySelector("[data-nudge]");
    if (nudge) nudge.hidden = !isStillTrue(nudge, shown);
  }
}

// A suggestion goes when the card it is about has left, or when the fires are few again.
function isStillTrue({ dataset, parentElement }, cards) {
  if (dataset.ofCard) return parentElement.querySelector(`[data-task="${dataset.ofCard}"]`) !== null;
  return dataset.nudge !== "fires" || cards > 5;
}

// --- What the server says ---------------------------------------------------------------------------

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// Shows an answer: cards, cards that are gone, what is done, and the message with its way back.
export function apply({ html, headers }) {
  const parts = parse(html);
  for (const fresh of parts.querySelectorAll("[data-task]")) update(fresh);
  for (const { dataset } of parts.querySelectorAll("[data-gone]")) leave(dataset.gone);
  showDone(parts);
  showTotals(headers);
  showHeld();
  const bar = parts.getElementById("messages");
  if (bar) showMessages(bar);
}

function showDone(parts) {
  const done = parts.querySelector("[data-done]");
  if (done) board.querySelector("[data-done]").replaceWith(done);
}

function showTotals(headers) {
  const counts = headers.get("X-Board-Counts"); // empty when the whole board is shown
  if (counts && isIdle()) for (const box of boxes()) box.dataset.total = counts.split(" ")[box.dataset.list - 1];
  count();
}

function leave(id) {
  held.delete(id);
  const card = cardOf(id);
  if (!card) return;
  const next = card.contains(document.activeElement) ? neighbourOf(card) : null;
  takeOff(card);
  next?.focus();
}

// What gets the focus when this card goes: the next one, the one before, the box's own button.
export function neighbourOf(card) {
  const other = card.nextElementSibling ?? card.previousElementSibling;
  return other ? handleOf(other) : boxOf(card).querySelector(".icon-btn");
}

function update(fresh) {
  held.delete(fresh.dataset.task);
  const card = cardOf(fresh.dataset.task);
  if (!card) return settle(fresh);
  if (Number(fresh.dataset.version) < Number(card.dataset.version)) return;
  Object.assign(card.dataset, fresh.dataset);
  if (card.innerHTML !== fresh.innerHTML) redraw(card, fresh);
  if (!isBusy(card)) settle(card);
}

function redraw(card, fresh) {
  const focused = card.contains(document.activeElement) ? document.activeElement.className : null;
  card.replaceChildren(...fresh.childNodes);
  if (focused) card.getElementsByClassName(focused)[0]?.focus({ preventScroll: true });
}

function showMessages(bar) {
  for (const button of bar.querySelectorAll("[data-dismiss]")) button.hidden = false;
  const shown = document.getElementById("messages");
  const focused = shown.contains(document.activeElement);
  shown.replaceWith(bar);
  noteWayBack();
  if (focused) bar.querySelector("button, a")?.focus();
}

// The newest way back is in the bar, and on the stack for Ctrl+Z.
export function noteWayBack() {
  const form = document.querySelector("#messages [data-undo]");
  if (form) rememberWayBack(form.getAttribute("action"));
  else if (waysBack().length) document.querySelector("#messages [data-undone]")?.append(button("Undo one more", "data-undo-more"));
}

export function button(words, hook) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn-small";
  element.textContent = words;
  element.setAttribute(hook, "");
  return element;
}

// --- Changes made elsewhere -------------------------------------------------------------------------

const held = new Map(); // by task: what came while its card was in use

// `inUse` says which cards must not change under somebody's hands.
export function merge({ html, headers }, inUse) {
  const parts = parse(html);
  const changed = [];
  for (const fresh of parts.querySelectorAll("[data-task], [data-gone]")) {
    const id = fresh.dataset.task ?? fresh.dataset.gone;
    const card = cardOf(id);
    if (card ? Number(card.dataset.version) >= Number(fresh.dataset.version) : fresh.dataset.gone) continue;
    if (card && inUse(card)) held.set(id, fresh);
    else changed.push(showChange(fresh, card));
  }
  if (!board.querySelector("[data-done]").contains(document.activeElement)) showDone(parts);
  showTotals(headers);
  tell(changed);
  showHeld();
}

function showChange(fresh, card) {
  const change = { title: fresh.dataset.title, from: card?.dataset.box, to: fresh.dataset.box };
  if (fresh.dataset.gone) leave(fresh.dataset.gone);
  else update(fresh);
  return change;
}

// Shows what waited; the focus goes to the first of it, because the button is gone then.
export function releaseHeld() {
  const all = [...held].map(([id, fresh]) => ({ id, fresh, card: cardOf(id) }));
  const current = all.filter(({ fresh, card }) => card && Number(card.dataset.version) < Number(fresh.dataset.version));
  held.clear();
  tell(current.map(({ fresh, card }) => showChange(fresh, card)));
  showHeld();
  const first = current.map(({ id }) => cardOf(id)).find((card) => card?.checkVisibility());
  (first ? handleOf(first) : document.getElementById("main")).focus();
}

function showHeld() {
  const line = document.querySelector("[data-waiting]");
  line.hidden = held.size === 0;
  line.querySelector("[data-waiting-text]").textContent = `${held.size} ${held.size === 1 ? "change is" : "changes are"} waiting.`;
}

// At most one sentence in ten seconds, whatever happens in the other window.
const QUIET = 10_000; // milliseconds
let unsaid = [];
let silence = null;

function tell(changed) {
  unsaid.push(...changed);
  if (!silence) sayChanges();
}

function sayChanges() {
  silence = unsaid.length ? setTimeout(sayChanges, QUIET) : null;
  if (!unsaid.length) return;
  const [{ title, from, to }] = unsaid;
  const moved = to ? (from === to ? "changed" : `moved to ${boxOf(listOf(to)).dataset.label}`) : "left the board";
  const what = unsaid.length === 1 ? `${title} ${moved}` : `${unsaid.length} cards changed`;
  unsaid = [];
  announce(`Board updated. ${what} in another window.`);
}
