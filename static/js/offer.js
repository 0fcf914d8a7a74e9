// Keeps "Your offer" in step with what is ticked. Without this file the form says the same, unsummed.

const form = document.getElementById("offer");
const summary = document.querySelector("[data-summary]");

function wordsOf(box) {
  const label = box.closest("label");
  const day = label.querySelector(".day") || label.closest(".day").querySelector(".date");
  const clock = (label.querySelector(".time") || label).textContent.trim();
  return `${day.textContent.trim().replace(/\s+/g, " ")}, ${clock}`;
}

function ownTimes() {
  const rows = form.querySelectorAll(".own-times .fields-in-line");
  return [...rows].flatMap((row) => {
    const [date, clock] = [...row.querySelectorAll("input")].map((input) => input.value);
    if (!date || !clock) return [];
    const day = new Date(`${date}T00:00`).toLocaleDateString(document.documentElement.lang, {
      weekday: "short",
      day: "numeric",
      month: "short",
    });
    return [`${day.replace(",", "")}, ${clock}`];
  });
}

function tell() {
  const times = summary.querySelector("[data-summary-times]");
  const chosen = [...form.querySelectorAll("input[name=time]:checked")].map(wordsOf);
  const said = [...chosen, ...ownTimes()];
  times.replaceChildren(
    ...(said.length ? said : [times.dataset.none]).map((words) => {
      const line = document.createElement("span");
      line.className = "line";
      line.textContent = words;
      return line;
    }),
  );
  const place = summary.querySelector("[data-summary-place]");
  if (!place) return;
  const venue = form.querySelector("input[name=venue]:checked");
  const call = form.querySelector("input[name=kind][value=call]");
  const written = form.querySelector("input[name=place]");
  const name = venue && venue.value ? venue.closest("label").querySelector(".name").textContent : "";
  const kind = form.querySelector("input[name=kind]:checked");
  place.textContent = call.checked ? call.parentElement.textContent.trim() : name || written.value;
  place.parentElement.hidden = !place.textContent;
  const minutes = form.querySelector("input[name=minutes]:checked");
  summary.querySelector("[data-summary-length]").textContent = [minutes, kind]
    .filter(Boolean)
    .map((box) => box.parentElement.textContent.trim())
    .join(", ");
}

if (form && summary) {
  form.addEventListener("input", tell);
  window.addEventListener("pageshow", tell);
  tell();
  summary.hidden = false;
}
