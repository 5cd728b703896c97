// Says a sentence to screen readers through the regions that base.html and quiet.html hold.
// Emptied first and filled a moment later, so that the same words twice are said twice.

export function announce(text, { urgent = false } = {}) {
  const region = document.getElementById(urgent ? "alert" : "status");
  region.textContent = "";
  setTimeout(() => {
    region.textContent = text;
  }, 50);
}
