// Shows the page anew as soon as anything on it is another; lets warnings be hidden, paths be copied.
{
  const { name, page } = document.currentScript.dataset;
  let events;

  const follow = () => {
    events?.close();
    // A browser keeps few connections to a server: a page that nobody sees gives its own back.
    if (document.visibilityState === "visible") {
      events = new EventSource(`/.opsg/events?page=${encodeURIComponent(page)}`);
      events.onmessage = (event) => {
        if (event.data !== name) location.reload();
      };
    }
  };

  document.addEventListener("visibilitychange", follow);
  follow();

  const warnings = document.getElementById("opsg-warnings");
  if (warnings) {
    const said = warnings.querySelector("ul").textContent;
    const hide = warnings.querySelector("button");
    hide.hidden = false;
    hide.addEventListener("click", () => {
      sessionStorage.setItem("opsg-hidden", said);
      warnings.remove();
    });
    if (sessionStorage.getItem("opsg-hidden") === said) warnings.remove();
  }

  for (const button of document.querySelectorAll("#opsg-sources button")) {
    button.hidden = false;
    button.addEventListener("click", () => navigator.clipboard.writeText(button.dataset.copies));
  }
}
