// Keeps what is typed into fields marked data-keep until it is saved: through a reload, a lost
// network, a session that ended. For each person apart; signing out clears all of it.

const person = document.body.dataset.person;
const SENT = "kept:sent";

const keyOf = (field) => `kept:${person}:${field.dataset.keep || `${location.pathname}:${field.name}`}`;
const fields = (root) => [...root.querySelectorAll("[data-keep]")];

export function forget(field) {
  localStorage.removeItem(keyOf(field));
}

export function restore(root) {
  for (const field of fields(root)) {
    const kept = JSON.parse(localStorage.getItem(keyOf(field)) ?? "null");
    // What the server shows now is newer than what was changed then.
    if (!kept || field.value !== field.defaultValue || (field.value && field.value !== kept.base)) continue;
    field.value = kept.text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function keep(field) {
  if (field.value === field.defaultValue || !field.value.trim()) return forget(field);
  localStorage.setItem(keyOf(field), JSON.stringify({ text: field.value, base: field.defaultValue }));
}

// A form that was taken leads on by a redirect; one that was lost or refused does not.
function settle() {
  const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "[]");
  sessionStorage.removeItem(SENT);
  const redirects = performance.getEntriesByType("navigation")[0]?.redirectCount ?? 0;
  if (redirects) for (const key of sent) localStorage.removeItem(key);
}

document.addEventListener("input", ({ target }) => person && target.matches("[data-keep]") && keep(target));
document.addEventListener("submit", (event) => {
  const sent = fields(event.target);
  if (sent.length && !event.defaultPrevented) sessionStorage.setItem(SENT, JSON.stringify(sent.map(keyOf)));
});

if (person) {
  settle();
  restore(document);
  for (const field of fields(document)) if (field.value !== field.defaultValue) keep(field);
} else sessionStorage.removeItem(SENT);
