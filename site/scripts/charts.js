// Draws a chart with Plotly over its static picture once it comes into view.
// The figure's colours are the page's custom properties; they are looked up when it is drawn.
(() => {
  const scripts = document.currentScript.src.replace(/[^/]*$/, "");
  const config = {
    displaylogo: false,
    showSendToCloud: false,
    displayModeBar: false,
    responsive: true,
    scrollZoom: false,
    doubleClick: false,
  };
  let library;

  const load = () => {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${scripts}plotly.min.js`;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error("the chart library could not be loaded"));
      document.head.append(script);
    });
    return library;
  };

  const painted = (figure) => {
    const style = getComputedStyle(document.documentElement);
    const probe = document.createElement("span");
    document.body.append(probe);
    const colour = (name) => {
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color;
    };
    const text = JSON.stringify(figure).replace(/var\((--[\w-]+)\)/g, (_, name) => colour(name));
    probe.remove();
    const result = JSON.parse(text);
    result.layout.font = { ...result.layout.font, family: style.getPropertyValue("--body") };
    return result;
  };

  const draw = async (chart) => {
    const figure = JSON.parse(chart.querySelector(".plot-data").textContent);
    let Plotly;
    try { Plotly = await load(); } catch { return; } // the static picture stays
    const box = chart.querySelector(".plot");
    let live = box.querySelector(".live");
    if (!live) {
      live = document.createElement("div");
      live.className = "live";
      live.setAttribute("aria-hidden", "true"); // the picture's alternative text stays the chart's
      box.append(live);
    }
    const { data, layout } = painted(figure);
    await Plotly.react(live, data, layout, config);
    box.classList.add("drawn");
  };

  const seen = new Set();
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting || seen.has(target)) continue;
        seen.add(target);
        watcher.unobserve(target);
        draw(target);
      }
    },
    { rootMargin: "200px" },
  );
  for (const chart of document.querySelectorAll("figure.chart:has(.plot-data)")) {
    watcher.observe(chart);
  }
  addEventListener("themechange", () => seen.forEach(draw));
})();
