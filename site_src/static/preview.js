"use strict";
const frames = document.querySelectorAll("iframe");
const fault = document.querySelector(".fault");
let built = document.body.dataset.built;

for (const part of document.querySelectorAll("nav a, nav form")) {
  part.addEventListener(part.tagName === "A" ? "click" : "submit", (event) => {
    event.preventDefault();
    document.querySelector("[aria-current]")?.removeAttribute("aria-current");
    (part.querySelector("button") ?? part).setAttribute("aria-current", "page");
    for (const frame of frames) {
      if (part.tagName === "A") {
        frame.src = part.href;
      } else {
        part.target = frame.name;
        part.submit();
      }
    }
  });
}

setInterval(async () => {
  let now;
  try {
    now = await (await fetch("built")).json();
  } catch {
    return; // stopped, or about to be started again
  }
  fault.textContent = now.fault;
  if (String(now.built) === built) return;
  built = String(now.built);
  for (const frame of frames) frame.contentWindow.location.reload();
}, 500);
