// Writes the names into "Your first three steps" while they are typed.

for (const input of document.querySelectorAll("[data-welcome] input[name$='-name']")) {
  const step = document.querySelector(`[data-step="${input.name.split("-")[1]}"]`);
  const show = () => {
    const given = input.value.trim().split(/\s+/)[0];
    step.textContent = given ? `Say hello again to ${given}` : "Say hello again";
  };
  input.addEventListener("change", show);
  input.addEventListener("input", show);
  show();
}
