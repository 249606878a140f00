// The comparison of two months that was opened last is in the address, and opened by it.
(() => {
  const name = decodeURIComponent(location.hash.slice(1));
  const comparisons = [...document.querySelectorAll("details.comparison")];

  for (const comparison of comparisons) {
    const { id } = comparison.lastElementChild;
    if (id === name) comparison.open = true; // for browsers that do not by themselves
    comparison.querySelector("summary").addEventListener("click", () => {
      const address = new URL(location.href);
      address.hash = comparison.open ? "" : id; // it opens or closes only after the click
      try { history.replaceState(null, "", address); } catch { /* not for a page open as a file */ }
    });
  }
})();
