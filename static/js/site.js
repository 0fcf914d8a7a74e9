// Everything works without this file; with it, buttons say that they heard and menus close by themselves.

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || !button.classList.contains("button") || event.defaultPrevented) return;
  if (button.getAttribute("aria-disabled") === "true") {
    event.preventDefault();
    return;
  }
  button.style.minWidth = `${button.offsetWidth}px`;
  button.setAttribute("aria-disabled", "true");
  button.classList.add("busy");
  if (button.dataset.busy) {
    button.dataset.words = button.textContent;
    button.textContent = button.dataset.busy;
  }
});

// Coming back with the browser's own button finds the page as it was left: nothing is busy any more.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll(".button.busy")) {
    button.classList.remove("busy");
    button.removeAttribute("aria-disabled");
    if (button.dataset.words) button.textContent = button.dataset.words;
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.querySelector(".error-summary")?.focus();

// A time zone nobody has chosen yet starts from the browser's own.
for (const field of document.querySelectorAll("select[data-own-zone], input[data-own-zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === zone)) {
    field.value = zone;
  }
}

// A page to take along: the browser's own printing, where a button for it helps.
for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
