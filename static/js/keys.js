// The dialog that ? opens: what /help/keys/ shows.

let dialog;

export async function openKeys(address) {
  if (dialog?.open) return;
  dialog ??= build();
  dialog.showModal();
  const text = dialog.querySelector("[data-text]");
  if (text.dataset.filled) return;
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(answer.status === 401 ? await answer.text() : "");
    text.innerHTML = await answer.text();
    text.dataset.filled = "yes";
  } catch (error) {
    text.textContent = (!(error instanceof TypeError) && error.message) ||
      "The list of keys could not be loaded. Close this and press ? again in a moment.";
  }
}

function build() {
  const made = document.createElement("dialog");
  made.className = "keys-dialog";
  made.setAttribute("aria-labelledby", "keys-title");
  made.innerHTML = `<div class="dialog-head"><h2 id="keys-title">Keys</h2>
    <button class="icon-btn" aria-label="Close" data-close><svg class="icon" aria-hidden="true"><use href="#icon-close"/></svg></button></div>
    <div class="keys-text" data-text tabindex="0" role="region" aria-label="All keys">Loading…</div>`;
  made.addEventListener("click", (event) => {
    if (event.target === made || event.target.closest("[data-close]")) made.close();
  });
  document.body.append(made);
  return made;
}
