// The sum, the bars and the hours follow what is typed; the server works them out again.

const form = document.querySelector("[data-targets]");
const shares = [...form.querySelectorAll("[data-share]")];
const hours = form.elements.hours;

form.addEventListener("input", show);

function show() {
  const sum = shares.map(number).reduce((a, b) => a + b, 0);
  for (const field of shares) {
    const row = field.closest(".target");
    row.querySelector("[data-target-bar]").setAttribute("width", `${number(field)}%`);
    row.querySelector("[data-target-hours]").textContent = inHours(number(field));
  }
  form.querySelector("[data-target-sum]").textContent = sum;
  form.querySelector("[data-target-rest]").textContent = left(sum);
}

function number(field) {
  const value = Number(field.value);
  return Number.isInteger(value) && value >= 0 && value <= 100 ? value : 0;
}

function inHours(share) {
  const minutes = Math.round(((Number(hours.value) || 0) * 60 * share) / 100);
  const [whole, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (!whole) return `${rest} min`;
  return rest ? `${whole} h ${String(rest).padStart(2, "0")}` : `${whole} h`;
}

function left(sum) {
  if (sum === 100) return "";
  return sum < 100 ? `${100 - sum} are left.` : `${sum - 100} too much.`;
}
