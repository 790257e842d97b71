// What the benchmarks run in the page: each returns milliseconds, one figure a step.
({
  // Ours: move the slider to each edition in turn.
  async steps(count) {
    const container = document.querySelector(".leaflet-container");
    const slider = container.querySelector(".timebar input");
    const found = { script: [], pixels: [] };
    const last = Number(slider.max);
    const painted = () =>
      new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    for (let i = 0; i < count + last + 1; i++) {
      const before = container.dataset.edition;
      const start = performance.now();
      slider.value = i % (last + 1);
      slider.dispatchEvent(new Event("input"));
      // An edition that is in memory is drawn within microtasks; a timer would add its own 4 ms.
      for (let k = 0; k < 50 && container.dataset.edition === before; k++) await null;
      while (container.dataset.edition === before) await new Promise((r) => setTimeout(r));
      const scripted = performance.now() - start;
      await painted();
      // The first round loads each edition; what is measured is the step, not the first load.
      if (i > last) {
        found.script.push(scripted);
        found.pixels.push(performance.now() - start);
      }
      await new Promise((r) => setTimeout(r, 40));
    }
    return found;
  },

  // Ours: switch a category off and on again, click to pixels.
  async toggles(count) {
    const found = [];
    for (let i = 0; i < count; i++) {
      const box = document.querySelector(`#show-${["assessed", "advances", "claimed"][i % 3]}`);
      const start = performance.now();
      box.click();
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      found.push(performance.now() - start);
      await new Promise((r) => setTimeout(r, 60));
    }
    return found;
  },

  // The naive way: press Next, until the map in the iframe holds another date.
  async rebuilds(count) {
    // While the frame loads, map_div is its element of that id and no map yet.
    const shown = () => {
      const frame = document.querySelector("iframe[title='streamlit_folium.st_folium']");
      const map = frame && frame.contentWindow.map_div;
      let at = null;
      if (map && map.eachLayer) map.eachLayer((l) => (at = (l.feature && l.feature.properties.at) || at));
      return at;
    };
    const found = [];
    const running = () => !document.querySelector(".stApp[data-test-script-state='notRunning']");
    for (let i = 0; i < count; i++) {
      // A click during a run is lost; the reader of the naive way waits as well.
      while (running() || !shown()) await new Promise((r) => setTimeout(r, 50));
      const next = [...document.querySelectorAll("button")].find((b) => b.textContent === "Next");
      const before = shown();
      const start = performance.now();
      next.click();
      let now = shown();
      while (!now || now === before) {
        await new Promise((r) => requestAnimationFrame(r));
        now = shown();
      }
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      found.push(performance.now() - start);
      await new Promise((r) => setTimeout(r, 500));
    }
    return found;
  },
});
