"use strict";
// What carries data-live is fetched anew every three seconds, for as long as something on the page says that it is "on".
document.addEventListener("DOMContentLoaded", () => {
  const goesOn = () => document.querySelector('[data-live="on"]') !== null;

  async function renew() {
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceWith(document.importNode(fresh, true));
    }
  }

  function later() {
    if (goesOn()) setTimeout(() => renew().catch(() => {}).finally(later), 3000);
  }

  later();
});
