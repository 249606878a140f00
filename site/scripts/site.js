// The theme switch: light or dark, remembered; without a choice the system's preference holds.
(() => {
  const root = document.documentElement;
  const button = document.querySelector(".theme");
  if (!button) return;

  const dark = () =>
    root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;

  const show = () => {
    button.textContent = dark() ? "Light" : "Dark";
    button.setAttribute("aria-label", dark() ? "Use light colours" : "Use dark colours");
  };

  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* not remembered */ }
    show();
    dispatchEvent(new Event("themechange"));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    show();
    dispatchEvent(new Event("themechange"));
  });
  show();
})();

// A table's box is a stop for the keyboard only where it scrolls sideways. Without scripts each is.
(() => {
  const told = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth;
      if (scrolls) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const box of document.querySelectorAll(".scroll[role=region]")) told.observe(box);
})();

// The search box: the key / goes there, unless the reader has switched that off on the search page.
// A page opened as a file may not send a form to another.
(() => {
  const box = document.querySelector(".find input, form.search input[name=q]");
  if (!box) return;
  const off = () => {
    try { return localStorage.getItem("slash") === "off"; } catch { return false; }
  };
  addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing || off()) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  const form = document.querySelector(".find");
  if (location.protocol === "file:") {
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      location.href = `${form.action}?q=${encodeURIComponent(box.value)}`;
    });
  }
  const choice = document.querySelector(".search-key");
  if (choice) {
    choice.checked = !off();
    choice.addEventListener("change", () => {
      try { localStorage.setItem("slash", choice.checked ? "on" : "off"); } catch { /* not kept */ }
    });
  }
})();

// On paper every disclosure is open, also where the style sheet cannot open it. Of comparisons of
// earlier months, which would be many sheets, only those that the reader opened.
(() => {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open], .comparison)")];
    for (const closed of opened) closed.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
})();

// What an abbreviation stands for is shown after it where a title cannot be: on a touch.
addEventListener("click", ({ target }) => target.closest("abbr[title]")?.classList.toggle("told"));
