// The command menu: a field over a list of what /search/ finds. The arrow keys walk the list while
// the focus stays in the field, and Enter opens what is marked.

const PAUSE = 80; // milliseconds
const KEPT = "foothold.recent";
const MOST_KEPT = 4;

let dialog, field, list, note, address, request, timer;
let shown = null; // the text that the list answers
let wanted = null; // Enter was pressed before the answer to this text came

export function openMenu(searchAddress) {
  address = searchAddress;
  dialog ??= build();
  if (dialog.open) return field.focus();
  field.value = "";
  shown = wanted = null;
  show("", "");
  dialog.showModal();
  field.focus();
  ask();
}

function build() {
  const made = document.createElement("dialog");
  made.className = "search-menu";
  made.setAttribute("aria-label", "Search");
  made.innerHTML = `<div class="search-field"><svg class="icon" aria-hidden="true"><use href="#icon-search"/></svg>
    <input type="text" role="combobox" aria-label="Search people, tasks and pages" placeholder="Search people, tasks and pages" aria-expanded="false" aria-controls="found" aria-autocomplete="list" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go" maxlength="200">
    <button class="icon-btn" aria-label="Close" data-close><svg class="icon" aria-hidden="true"><use href="#icon-close"/></svg></button></div>
    <div class="search-found" role="listbox" id="found" aria-label="Found" tabindex="-1"></div>
    <p class="search-note small muted"><span role="status"></span><span class="only-desktop" aria-hidden="true"><kbd>↑</kbd> <kbd>↓</kbd> choose <kbd>Enter</kbd> open <kbd>Esc</kbd> close</span></p>`;
  document.body.append(made);
  [field, list, note] = ["input", "[role=listbox]", "[role=status]"].map((one) => made.querySelector(one));
  field.addEventListener("input", typed);
  field.addEventListener("keydown", pressed);
  list.addEventListener("click", opened);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("pointermove", (event) => mark(event.target.closest("[role=option]"), false));
  made.addEventListener("click", (event) => {
    if (event.target === made || event.target.closest("[data-close]")) made.close();
  });
  made.addEventListener("close", () => {
    clearTimeout(timer);
    request?.abort();
  });
  addEventListener("online", () => made.open && shown !== text() && ask());
  return made;
}

const text = () => field.value.trim();
const options = () => [...list.querySelectorAll("[role=option]")];
const marked = () => list.querySelector("[aria-selected=true]");

function typed() {
  wanted = null;
  request?.abort();
  clearTimeout(timer);
  if (text() === shown) return;
  note.textContent = ""; // so that the same number is said again
  timer = setTimeout(ask, PAUSE);
}

async function ask() {
  const asked = text();
  clearTimeout(timer);
  request?.abort();
  const mine = (request = new AbortController());
  try {
    const answer = await fetch(`${address}?q=${encodeURIComponent(asked)}`, {
      headers: { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" },
      signal: mine.signal,
    });
    const found = await answer.text();
    if (mine === request && dialog.open) answered(asked, answer, found);
  } catch {
    if (mine !== request || mine.signal.aborted) return;
    fail(navigator.onLine
      ? "Foothold did not answer. Your words are kept; press Enter to try again."
      : "You are offline. Your words are kept, and the search goes on when you are back.");
  }
}

function answered(asked, answer, found) {
  if (answer.status === 401) return fail(found, true);
  if (!answer.ok) return fail("The search broke on our side. Your words are kept; press Enter to try again.");
  shown = asked;
  show(found, "");
  if (!asked) putRecentFirst();
  mark(options()[0]);
  note.textContent = asked ? `${options().length} results` : "";
  if (wanted === asked) marked()?.click();
}

function fail(words, signedOut = false) {
  shown = wanted = null;
  show("", words);
  if (!signedOut) return;
  const link = document.createElement("a");
  link.href = `${document.body.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = "Sign in";
  note.append(" ", link);
}

function show(found, words) {
  list.innerHTML = found;
  list.scrollTop = 0;
  note.textContent = words;
  field.setAttribute("aria-expanded", String(Boolean(found)));
  mark(null);
}

function mark(option, scroll = true) {
  if (option === undefined || (option && option === marked())) return;
  marked()?.setAttribute("aria-selected", "false");
  field.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.setAttribute("aria-selected", "true");
  if (option && scroll) option.scrollIntoView({ block: "nearest" });
}

function pressed(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = options();
  const at = all.indexOf(marked());
  const to = {
    ArrowDown: (at + 1) % all.length,
    ArrowUp: (Math.max(at, 0) + all.length - 1) % all.length,
    Home: 0,
    End: all.length - 1,
  }[event.key];
  if (event.key === "Enter") {
    event.preventDefault();
    openMarked();
  } else if (to !== undefined && all.length && !event.shiftKey) {
    event.preventDefault();
    mark(all[to]);
    if (to === 0) list.scrollTop = 0; // with the name of its group
  }
}

function openMarked() {
  if (shown === text()) return marked()?.click();
  wanted = text();
  ask();
}

function opened(event) {
  const option = event.target.closest("[role=option]");
  if (!option) return;
  if ("page" in option.dataset) remember(option.getAttribute("href"));
  if (!event.ctrlKey && !event.metaKey && !event.shiftKey) dialog.close();
}

// Only addresses of pages are remembered, never people or tasks: the next person at this machine
// may be somebody else.
function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

function remember(href) {
  if (href.includes("?")) return;
  const kept = [href, ...remembered().filter((one) => one !== href)].slice(0, MOST_KEPT);
  try {
    localStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing shows nothing as recent.
  }
}

function putRecentFirst() {
  const all = options();
  const recent = remembered().flatMap((href) => all.find((one) => one.getAttribute("href") === href) ?? []);
  if (!recent.length) return;
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", "found-recent");
  group.innerHTML = '<p class="found-group" role="presentation" id="found-recent">Recent</p>';
  group.append(...recent);
  list.prepend(group);
  for (const one of list.querySelectorAll("[role=group]")) if (!one.querySelector("[role=option]")) one.remove();
}
