// The quick add while one types: what the server understood stands under the line and is marked
// in it. Nothing is read here: every answer comes from the same parser as without script.

const announce = (text, options) => dispatchEvent(new CustomEvent("announce", { detail: { text, ...options } }));
import { forget, keep, restore } from "./keep.js";

const PAUSE = 200; // ms without a letter before the server is asked
const QUIET = 900; // and before what it understood is said aloud
const LINE = "[data-quick] input[name=title]";
const UNANSWERED = `kept:${document.body.dataset.person}:quick-key`;
const NO_ANSWER = "No answer came. Try again; it will not be added twice.";
const states = new WeakMap();

const lineOf = (form) => form.querySelector(LINE);
const previewOf = (form) => form.querySelector("[data-quick-preview]");
const stateOf = (form) => {
  if (!states.has(form)) states.set(form, { tokens: [], text: "", asked: 0, said: "" });
  return states.get(form);
};

document.addEventListener("input", ({ target }) => target.matches(LINE) && typed(target.form));
document.addEventListener("scroll", ({ target }) => target.matches?.(LINE) && follow(target), true);
document.addEventListener("keydown", takeBackByKey);
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-quick] [name=contact]")) ask(target.form);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-quick] :is([name=remove], [name=swap])");
  if (!button) return;
  event.preventDefault();
  correct(button.form, button.name, button.value);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-quick]") || event.submitter?.name) return;
  event.preventDefault();
  event.stopPropagation();
  send(event.target);
}, true);

// Typed before this script was there, restored, or shown again by the server.
for (const line of document.querySelectorAll(LINE)) if (line.value) typed(line.form);

function typed(form) {
  const state = stateOf(form);
  const text = lineOf(form).value;
  shift(state, text);
  paint(form);
  clearTimeout(state.timer);
  clearTimeout(state.saying);
  if (!text.trim()) return clear(form);
  previewOf(form).hidden = false; // its place is there from the first letter on
  state.timer = setTimeout(() => ask(form), PAUSE);
}

function clear(form) {
  const state = stateOf(form);
  state.asked += 1;
  state.tokens = [];
  state.said = "";
  lineOf(form).removeAttribute("aria-invalid");
  previewOf(form).replaceChildren();
  previewOf(form).hidden = true;
}

// --- Asking -------------------------------------------------------------------------------------

async function ask(form, correction = { preview: "1" }) {
  const state = stateOf(form);
  const number = (state.asked += 1);
  clearTimeout(state.timer);
  try {
    const answer = await post(form, correction);
    const text = answer.ok && !answer.redirected ? await answer.text() : null;
    if (number !== state.asked) return; // something newer was typed meanwhile
    if (text !== null) show(form, text, Boolean(correction.swap));
    else note(form, ...(await refusal(answer, "There is no preview now. What you typed is kept.")));
  } catch {
    if (number !== state.asked) return;
    note(form, navigator.onLine ? "No answer came. What you typed is kept." : "You are offline. What you typed is kept.");
  }
}

function post(form, extra = {}) {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(extra)) body.append(name, value);
  return fetch(form.action, { method: "POST", headers: { "HX-Request": "true" }, body, signal: AbortSignal.timeout(8000) });
}

// What to say, and a link behind it.
async function refusal(answer, failed) {
  if (answer.status === 401) return [await answer.text(), signIn()];
  if (answer.status === 403) return ["Not saved. What you typed is kept. Reload the page and add it again."];
  if (answer.status >= 500) return [failed];
  return ["Not saved. What you typed is kept. Try again."];
}

function signIn() {
  const link = document.createElement("a");
  link.className = "link";
  link.href = `${document.body.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = "Sign in";
  return link;
}

// Each line has a key that makes the server add it once. It outlives a reload until the answer
// is there, because the line does as well.
function takeKey(form) {
  form.elements.key.value = localStorage.getItem(UNANSWERED) ?? form.elements.key.value;
  localStorage.setItem(UNANSWERED, form.elements.key.value);
}

function newKey(form) {
  localStorage.removeItem(UNANSWERED);
  form.elements.key.value = crypto.randomUUID();
}

async function send(form) {
  const state = stateOf(form);
  if (state.sending) return;
  state.sending = true;
  state.asked += 1; // a preview under way would come too late
  clearTimeout(state.timer);
  const offline = !navigator.onLine;
  takeKey(form);
  try {
    const answer = await post(form);
    const next = answer.headers.get("HX-Redirect");
    if (answer.status === 409 && next) return location.assign(next); // the sample plan is left elsewhere
    if (answer.status === 204 && next) return leave(form, next);
    if (answer.status === 422) {
      show(form, await answer.text());
      complain(form);
    } else note(form, ...(await refusal(answer, "It may not be saved. Try again; it will not be added twice.")));
  } catch {
    note(form, offline ? "Not saved, because there is no connection. What you typed is kept. Try again." : NO_ANSWER);
  } finally {
    state.sending = false;
  }
}

function leave(form, next) {
  const line = lineOf(form);
  forget(line);
  line.value = line.defaultValue = "";
  newKey(form);
  const url = new URL(next, location.href);
  if (url.pathname + url.search !== location.pathname + location.search) return location.assign(url);
  if (url.hash) location.replace(url.hash);
  location.reload();
}

// --- Showing ------------------------------------------------------------------------------------

function show(form, html, takeText = false) {
  const state = stateOf(form);
  const line = lineOf(form);
  const old = previewOf(form);
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.querySelector("[data-quick-preview]");
  if (!fresh) return;
  const inside = old.contains(document.activeElement);
  const id = document.activeElement?.id;
  old.replaceWith(fresh);
  if (takeText && fresh.dataset.text !== undefined) {
    line.value = fresh.dataset.text;
    keep(line);
  }
  state.tokens = JSON.parse(fresh.dataset.tokens ?? "[]").map(([start, end, key]) => ({ start, end, key }));
  state.text = line.value;
  line.removeAttribute("aria-invalid");
  line.removeAttribute("aria-describedby");
  paint(form);
  if (inside) ((id && document.getElementById(id)) ?? line).focus();
  sayLater(state, fresh.dataset.say ?? "");
}

function complain(form) {
  const preview = previewOf(form);
  const words = [...preview.querySelectorAll(".invalid-feedback")].map((one) => one.textContent);
  const wrong = preview.querySelector(`#${lineOf(form).id.replace("title", "error")}`);
  if (wrong) {
    lineOf(form).setAttribute("aria-invalid", "true");
    lineOf(form).setAttribute("aria-describedby", wrong.id);
  }
  (wrong ? lineOf(form) : (preview.querySelector("[name=contact]") ?? lineOf(form))).focus();
  clearTimeout(stateOf(form).saying);
  announce(words.join(" "), { urgent: true });
}

// A sentence under the line, above what was understood last.
function note(form, words, link = "") {
  const preview = previewOf(form);
  preview.hidden = false;
  const line = preview.querySelector("[data-note]") ?? document.createElement("p");
  line.dataset.note = "";
  line.className = "quick-note";
  line.replaceChildren(words, " ", link);
  preview.prepend(line);
  clearTimeout(stateOf(form).saying);
  announce(words, { urgent: stateOf(form).sending });
}

function sayLater(state, words) {
  clearTimeout(state.saying);
  if (!words || words === state.said) return;
  state.saying = setTimeout(() => {
    state.said = words;
    announce(words);
  }, QUIET);
}

// --- Tokens in the line ---------------------------------------------------------------------------

// Until the answer comes, tokens before and behind the place of the change stay what they were.
function shift(state, text) {
  const old = state.text;
  let before = 0;
  while (before < Math.min(old.length, text.length) && old[before] === text[before]) before += 1;
  let behind = 0;
  const most = Math.min(old.length, text.length) - before;
  while (behind < most && old.at(-1 - behind) === text.at(-1 - behind)) behind += 1;
  const moved = text.length - old.length;
  state.tokens = state.tokens.flatMap((token) => {
    if (token.end <= before) return [token];
    if (token.start < old.length - behind) return [];
    return [{ ...token, start: token.start + moved, end: token.end + moved }];
  });
  state.text = text;
}

// The tint lies behind the line: the same words, unseen, with the tokens marked.
function paint(form) {
  const { tokens, text } = stateOf(form);
  const pieces = [];
  let at = 0;
  for (const { start, end } of tokens) {
    const mark = document.createElement("span");
    mark.className = "quick-token";
    mark.textContent = text.slice(start, end);
    pieces.push(text.slice(at, start), mark);
    at = end;
  }
  form.querySelector("[data-quick-tint]").replaceChildren(...pieces, text.slice(at));
  follow(lineOf(form));
}

function follow(line) {
  line.form.querySelector("[data-quick-tint]").scrollLeft = line.scrollLeft;
}

function takeBackByKey(event) {
  if (event.key !== "Backspace" || event.isComposing || !event.target.matches(LINE)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const line = event.target;
  const { tokens, text } = stateOf(line.form);
  if (line.selectionStart !== line.selectionEnd || text !== line.value) return;
  const token = tokens.find(({ end }) => end === line.selectionEnd);
  if (!token) return;
  event.preventDefault();
  correct(line.form, "remove", token.key);
}

function correct(form, name, value) {
  const state = stateOf(form);
  if (name === "remove") {
    state.tokens = state.tokens.filter(({ key }) => key !== value);
    paint(form);
    const ignored = document.createElement("input");
    Object.assign(ignored, { type: "hidden", name: "ignore", value });
    previewOf(form).append(ignored); // already there for whatever is typed before the answer
    lineOf(form).focus(); // the button goes
    announce(`${value.slice(0, value.lastIndexOf("~"))} is part of the title again.`);
  }
  ask(form, name === "swap" ? { swap: value } : undefined);
}

// The token, and the mark of the sample plan in a page of it.
const ofThisPage = () => JSON.parse(document.body.getAttribute("hx-headers"));

// --- From anywhere -----------------------------------------------------------------------------------

export async function openQuickAdd() {
  const line = [...document.querySelectorAll(LINE)].find((one) => one.checkVisibility());
  if (line) return line.focus();
  const link = document.querySelector("[data-add]");
  try {
    const answer = await fetch(link.href, { headers: { ...ofThisPage(), "HX-Request": "true" } });
    if (!answer.ok) throw new Error(answer.status);
    openDialog(await answer.text());
  } catch {
    location.assign(link.href);
  }
}

function openDialog(html) {
  if (document.querySelector("[data-quick-dialog]")) return; // the key was pressed twice
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  const dialog = template.content.firstElementChild;
  document.body.append(dialog);
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.closest("[data-close]")) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
  dialog.querySelector(LINE).focus();
  restore(dialog);
}
