// Shows the page anew when a build has ended after the one that it was served from.
{
  const { build } = document.currentScript.dataset;
  let events;

  const follow = () => {
    events?.close();
    // A browser keeps few connections to a server: a page that nobody sees gives its own back.
    if (document.visibilityState === "visible") {
      events = new EventSource("/.opsg/events");
      events.onmessage = (event) => {
        if (event.data !== build) location.reload();
      };
    }
  };

  document.addEventListener("visibilitychange", follow);
  follow();
}
