// Keeps the answers of a review on the server while they are typed, by the form that holds them.

const form = document.querySelector("[data-answers]");
const note = form.querySelector("[data-kept]");
let soon, sent = text();

function text() {
  const data = new FormData(form);
  return ["learned", "obstacle", "plan"].map((name) => data.get(name)).join("\n\n");
}

async function keep() {
  const now = text();
  if (now === sent) return;
  const body = new FormData(form);
  body.set("typed", "1");
  try {
    const { ok } = await fetch(form.action, { method: "POST", body, redirect: "error" });
    if (!ok) return;
    sent = now;
    note.textContent = "Kept.";
  } catch {
    // No connection: the browser has it (keep.js), and the next try comes with the next word.
  }
}

form.addEventListener("input", () => {
  clearTimeout(soon);
  soon = setTimeout(keep, 900);
});
form.addEventListener("submit", () => clearTimeout(soon));
