// Salient in the browser: data by URL, text by textContent, one view per map.
// No string from data is ever put into HTML or script.
"use strict";

window.Salient = window.Salient || {};

(function (Salient) {
  // As salient.css sets it; canvases measure with it.
  Salient.FONT = '"Source Sans 3", system-ui, sans-serif';

  // Frames narrower than this have a phone's layout; salient.css says the same.
  Salient.PHONE_PX = 640;

  // What surrounds a map: here a dashboard, its server and Streamlit. A page in one file puts its own
  // in their place (carried.js).
  Salient.host = {
    request: (url) => fetch(url, { credentials: "same-origin" }),
    tell: (told) => window.Streamlit.setComponentValue(told),
    onTheme: (listener) => window.Streamlit.events.addEventListener("streamlit:render", listener),
    // pick, and what can be asked of the map; the dashboard answers beside the map.
    picked: () => null,
    tiles: true,
    advice: "Is the server still running?",
  };

  const REPORT_MS = 250;
  const cache = new Map();

  // One request per URL for the life of the page; a failure may be tried again.
  Salient.fetchJSON = function (url) {
    if (!cache.has(url)) {
      const loading = Salient.host.request(url).then((response) => {
        if (!response.ok) throw new Error(`${url} answered ${response.status}`);
        return response.json();
      });
      loading.catch(() => cache.delete(url));
      cache.set(url, loading);
    }
    return cache.get(url);
  };

  Salient.el = function (tag, options, ...children) {
    const { cls, text, on, ...attributes } = options || {};
    const node = document.createElement(tag);
    if (cls) node.className = cls;
    if (text !== undefined) node.textContent = text;
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== null) node.setAttribute(name, value);
    }
    for (const [event, handler] of Object.entries(on || {})) node.addEventListener(event, handler);
    node.append(...children.filter(Boolean));
    return node;
  };

  // What a map has to say when it cannot draw, over its middle.
  Salient.messageCard = function (container) {
    const card = Salient.el("div", { cls: "message card", role: "alert", hidden: "" });
    container.append(card);
    const say = (text) => {
      card.replaceChildren(Salient.el("p", { text }));
      card.hidden = false;
    };
    const again = () =>
      Salient.el("button", { type: "button", text: "Try again", on: { click: () => window.location.reload() } });
    return {
      say,
      clear: () => (card.hidden = true),
      fail(error) {
        say(`The map could not load its data (${error.message}). ${Salient.host.advice}`);
        card.append(again());
      },
    };
  };

  // A phone has room for one unfolded card over the map; unfolding one folds the others.
  Salient.oneOpen = function (container) {
    const unfolded = ({ target }) => {
      if (!target.matches("details.card") || !target.open || window.innerWidth >= Salient.PHONE_PX) return;
      for (const other of container.querySelectorAll("details.card[open]")) if (other !== target) other.open = false;
    };
    // This event does not bubble; it can be seen on its way down.
    container.addEventListener("toggle", unfolded, true);
  };

  // Where a map looks and what it hides, in the terms of a link; geo/maps/links.py reads the same.
  Salient.viewLink = function (map, hidden) {
    const center = map.getCenter();
    return {
      hide: [...hidden].sort().join(","),
      c: `${center.lat.toFixed(4)},${center.lng.toFixed(4)},${map.getZoom()}`,
    };
  };

  // A function that tells the page what is to be told once the hand rests.
  Salient.reporter = function (told) {
    let timer = null;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(() => Salient.host.tell(told()), REPORT_MS);
    };
  };

  // Web Mercator with the whole world as the unit square.
  Salient.worldX = (lon) => (lon + 180) / 360;
  Salient.worldY = (lat) => {
    const sin = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
    return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
  };

  // [x0, y0, dx, dy, ...] in quanta of a degree -> flat world coordinates and their bounds.
  Salient.decodeLine = function (codes, quantum) {
    const points = new Float64Array(codes.length);
    const bounds = [1, 1, 0, 0];
    let x = 0;
    let y = 0;
    for (let i = 0; i < codes.length; i += 2) {
      x += codes[i];
      y += codes[i + 1];
      const wx = (points[i] = Salient.worldX(x * quantum));
      const wy = (points[i + 1] = Salient.worldY(y * quantum));
      if (wx < bounds[0]) bounds[0] = wx;
      if (wy < bounds[1]) bounds[1] = wy;
      if (wx > bounds[2]) bounds[2] = wx;
      if (wy > bounds[3]) bounds[3] = wy;
    }
    return { points, bounds };
  };

  // What decoded lines span, as [[south, west], [north, east]] in degrees.
  Salient.boundsOf = function (lines) {
    const lat = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
    const at = (pick, i) => lines.reduce((found, line) => pick(found, line.bounds[i]), lines[0].bounds[i]);
    const [x0, y0, x1, y1] = [at(Math.min, 0), at(Math.min, 1), at(Math.max, 2), at(Math.max, 3)];
    return [
      [lat(y1), x0 * 360 - 180],
      [lat(y0), x1 * 360 - 180],
    ];
  };

  Salient.formatKm2 = (km2) =>
    km2.toLocaleString("en-GB", { maximumFractionDigits: km2 < 100 ? 1 : 0 });

  const luminance = (color) => {
    const probe = document.createElement("canvas").getContext("2d");
    probe.fillStyle = "#ffffff";
    probe.fillStyle = color.trim() || "#ffffff";
    const hex = probe.fillStyle;
    return [1, 3, 5]
      .map((i) => parseInt(hex.slice(i, i + 2), 16))
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  };

  // Streamlit writes its theme into custom properties of the component's document.
  Salient.theme = function () {
    const background = getComputedStyle(document.documentElement).getPropertyValue(
      "--background-color"
    );
    return luminance(background) < 110 ? "dark" : "light";
  };
})(window.Salient);
