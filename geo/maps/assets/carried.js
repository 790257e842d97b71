// A page in one file: it carries its data in itself, and takes the part of the server and of Streamlit.
"use strict";

(function (Salient) {
  const carried = new Map(
    [...document.querySelectorAll("script[data-url]")].map((node) => [node.dataset.url, node])
  );
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const card = new Salient.PickCard();

  Object.assign(Salient.host, {
    async request(url) {
      if (!carried.has(url)) throw new Error(`${url} is not in this file`);
      if (!window.DecompressionStream) throw new Error("this browser cannot unpack it");
      const bytes = Uint8Array.from(atob(carried.get(url).textContent), (c) => c.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      return new Response(stream);
    },
    tell: () => null,
    onTheme: (listener) => dark.addEventListener("change", listener),
    picked: (pick, map) => card.show(pick, map),
    tiles: false,
    advice: "Open the file in a browser of 2023 or later.",
  });

  const { urls, view, box } = JSON.parse(document.getElementById("salient-view").textContent);
  const ground = L.latLngBounds([box[1], box[0]], [box[3], box[2]]);
  const map = L.map("map", {
    center: [(box[1] + box[3]) / 2, (box[0] + box[2]) / 2],
    zoom: 7,
    maxZoom: 15,
    zoomSnap: 0.25,
    attributionControl: false,
    maxBounds: ground,
    maxBoundsViscosity: 1,
  });
  // The background ends with the box, so nobody may look beyond it.
  const hold = () => {
    const least = map.getBoundsZoom(ground, true);
    // At once: a zoom still under way would end after the opening view is set.
    if (map.getZoom() < least) map.setView(map.getCenter(), least, { animate: false });
    map.setMinZoom(least);
  };
  map.on("resize", hold);
  hold();
  // The words above grow and shrink with the width and the font.
  new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false })).observe(map.getContainer());
  Salient.page = Salient.attach(map, urls);
  card.attach(map, urls);
  Salient.page.show(view);
})(window.Salient);
