// What the benchmarks run in the page. Times are of the page's own clock, in milliseconds.
({
  // Ours: note how long each step's script takes and when each frame begins, while a key or a
  // pointer that the browser takes for real drives the bar. Stopped by stop().
  watch() {
    const app = window.map_div.salient;
    const own = Object.getPrototypeOf(app)._step;
    const seen = (window.seen = { script: [], frames: [], stepped: [] });
    app._step = function (index) {
      const start = performance.now();
      own.call(app, index);
      seen.script.push(performance.now() - start);
    };
    const frame = (now) => {
      seen.frames.push(now);
      seen.stepped.push(seen.script.length);
      seen.running = requestAnimationFrame(frame);
    };
    seen.running = requestAnimationFrame(frame);
  },

  // Script times, and the intervals between frames from the first step to the last.
  stop() {
    const { script, frames, stepped, running } = window.seen;
    cancelAnimationFrame(running);
    delete window.map_div.salient._step;
    const first = stepped.findIndex((n) => n > 0);
    const last = stepped.findIndex((n) => n === script.length);
    const intervals = [];
    for (let i = first; i < last; i++) intervals.push(frames[i + 1] - frames[i]);
    return { script, intervals };
  },

  // Ours: switch a category off and on again, click to pixels.
  async toggles(count) {
    const found = [];
    const boxes = ["assessed", "advances", "claimed"].map((id) => document.querySelector(`#show-${id}`));
    for (let i = 0; i < count; i++) {
      const box = boxes[i % boxes.length];
      const start = performance.now();
      document.querySelector(`#${box.id}`).click();
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      found.push(performance.now() - start);
      await new Promise((r) => setTimeout(r, 60));
    }
    return found;
  },

  // Ours: switch a type of event off and on again, click to pixels.
  async filters(count) {
    const found = [];
    const marks = document.querySelector(".leaflet-container").dataset;
    const boxes = [...document.querySelectorAll("[id^='event-types-']")];
    for (let i = 0; i < count; i++) {
      const before = marks.events;
      const start = performance.now();
      boxes[Math.floor(i / 2) % boxes.length].click();
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      found.push(performance.now() - start);
      if (marks.events === before) throw new Error("the filter has changed nothing");
      await new Promise((r) => setTimeout(r, 300));
    }
    return found;
  },

  // Ours: choose a value of a facet of the claims and take it away again, click to pixels.
  async claimFacets(count) {
    const found = [];
    const shown = document.querySelector(".salient-claims").dataset;
    for (let i = 0; i < count; i++) {
      const name = ["side", "status", "claimant"][Math.floor(i / 2) % 3];
      const boxes = [...document.querySelectorAll(`.facet[data-id='${name}'] .list input`)];
      const box = boxes.find((one) => one.checked) || boxes[(i / 2) % boxes.length | 0];
      const before = shown.shown;
      const start = performance.now();
      box.click();
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      found.push(performance.now() - start);
      if (shown.shown === before) throw new Error("the filter has changed nothing");
      await new Promise((r) => setTimeout(r, 300));
    }
    return found;
  },

  // Ours: type into the search of the claims, a letter at a time, letter to pixels.
  async claimWords(words) {
    const found = [];
    const box = document.querySelector("#claim-words");
    for (const word of words) {
      for (let end = 1; end <= word.length; end++) {
        box.value = word.slice(0, end);
        const start = performance.now();
        box.dispatchEvent(new Event("input"));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        found.push(performance.now() - start);
        await new Promise((r) => setTimeout(r, 100));
      }
    }
    box.value = "";
    box.dispatchEvent(new Event("input"));
    return found;
  },

  // Ours: the frames while a hand that the browser takes for real changes which events are shown,
  // and how often that changed. Stopped by frames().
  watchEvents() {
    const marks = document.querySelector(".leaflet-container").dataset;
    const seen = (window.seen = { frames: [], shown: new Set() });
    const frame = (now) => {
      seen.frames.push(now);
      seen.shown.add(marks.events);
      seen.running = requestAnimationFrame(frame);
    };
    seen.running = requestAnimationFrame(frame);
  },

  frames() {
    const { frames, shown, running } = window.seen;
    cancelAnimationFrame(running);
    return { intervals: frames.slice(1).map((at, i) => at - frames[i]), changes: shown.size };
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
