// Keys, reloading, and frames of the right size. Everything else is links, and works without this file.
"use strict";

const root = document.documentElement;
const frame = document.querySelector("iframe");
const keys = document.getElementById("keys");
const useKeys = document.getElementById("use-keys");
const status = document.querySelector(".status");
const memory = `scroll ${location.pathname}`;

// ── keys ────────────────────────────────────────────────────────────────────────────────────────────────
// WCAG 2.2, 2.1.4: shortcuts of a single character can be switched off.

useKeys.checked = localStorage.getItem("keys") !== "off";
useKeys.addEventListener("change", () => localStorage.setItem("keys", useKeys.checked ? "on" : "off"));
for (const button of document.querySelectorAll(".help")) button.addEventListener("click", () => keys.showModal());

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "?") {
    keys.open ? keys.close() : keys.showModal();
    return event.preventDefault();
  }
  if (keys.open || !useKeys.checked) return;
  if (moved(event.key)) return event.preventDefault();
  const link = /^[a-z0-9]$/.test(event.key) && document.querySelector(`[aria-keyshortcuts="${event.key}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
}

// In the list, j and k go from campaign to campaign.
function moved(key) {
  const links = [...document.querySelectorAll(".campaigns th a")];
  if (!links.length || (key !== "j" && key !== "k")) return false;
  const at = links.indexOf(document.activeElement);
  const next = at < 0 ? 0 : Math.min(Math.max(at + (key === "j" ? 1 : -1), 0), links.length - 1);
  links[next].focus();
  return true;
}

document.addEventListener("keydown", pressed);

// ── the frame ───────────────────────────────────────────────────────────────────────────────────────────
// It runs no script of its own; its document is of our origin, so that the shell can measure it and hear its keys.

function opened() {
  const inside = frame.contentDocument;
  if (!inside || !inside.documentElement) return;
  inside.addEventListener("keydown", pressed);
  inside.addEventListener("click", followed);
  if (frame.classList.contains("mail")) fit(inside);
  else widen(inside);
  const saved = JSON.parse(sessionStorage.getItem(memory) || "null");
  if (!saved) return;
  sessionStorage.removeItem(memory);
  scrollTo(0, saved.outside);
  frame.contentWindow.scrollTo(0, saved.inside);
}

// A mail is as long as it is.
function fit(inside) {
  frame.style.height = "0";
  frame.style.height = `${Math.max(inside.documentElement.scrollHeight, inside.body.scrollHeight)}px`;
}

// The width is that of what is shown; a scroll bar stands beside it.
function widen(inside) {
  const bar = frame.contentWindow.innerWidth - inside.documentElement.clientWidth;
  if (bar > 0 && frame.closest(".phone")) frame.style.width = `${frame.clientWidth + bar}px`;
}

// Pages of the project open in the frame, everything else beside the preview.
function followed(event) {
  const link = event.target.closest && event.target.closest("a[href]");
  if (!link || link.getAttribute("href").startsWith("#")) return;
  const target = new URL(link.href, frame.contentWindow.location.href);
  const isPage = target.origin === location.origin && !target.pathname.includes("/files/");
  if (isPage && frame.classList.contains("page")) return;
  event.preventDefault();
  open(target.href, "_blank", "noopener");
}

if (frame) {
  frame.addEventListener("load", opened);
  if (frame.contentDocument && frame.contentDocument.readyState === "complete") opened();
  addEventListener("resize", () => frame.classList.contains("mail") && frame.contentDocument && fit(frame.contentDocument));
}

// ── reloading ───────────────────────────────────────────────────────────────────────────────────────────

function reload() {
  const inside = frame && frame.contentWindow ? frame.contentWindow.scrollY : 0;
  sessionStorage.setItem(memory, JSON.stringify({ outside: scrollY, inside }));
  location.reload();
}

let events = null;

function listen() {
  if (events || document.hidden) return;
  events = new EventSource("/events");
  events.addEventListener("version", (event) => {
    status.hidden = true;
    if (event.data !== root.dataset.version) reload();
  });
  events.addEventListener("counted", () => "counting" in document.body.dataset && reload());
  events.addEventListener("error", () => {
    status.textContent = "The preview has stopped. Start it again: publisher preview";
    status.hidden = false;
  });
}

// Browsers open six connections to one server; a page that nobody sees gives its own back.
document.addEventListener("visibilitychange", () => {
  if (document.hidden && events) {
    events.close();
    events = null;
  }
  listen();
});
addEventListener("pagehide", () => {
  if (events) events.close();
  events = null;
});
addEventListener("pageshow", (event) => event.persisted && listen());
listen();
