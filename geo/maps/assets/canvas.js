// A Leaflet layer that is one canvas: moved and scaled with the map, redrawn when it rests.
"use strict";

(function (Salient) {
  Salient.CanvasLayer = L.Renderer.extend({
    options: { padding: 0.3 },

    // draw(context, project, view): project.scale, project.dx, project.dy turn world coordinates
    // into canvas units; view is the visible part of the world as [x0, y0, x1, y1].
    initialize(draw, options) {
      this._draw = draw;
      L.Renderer.prototype.initialize.call(this, options);
    },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._container.style.pointerEvents = "none";
      this._context = this._container.getContext("2d");
    },

    _updatePaths() {},

    _destroyContainer() {
      L.DomUtil.remove(this._container);
      delete this._context;
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const ratio = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = Math.round(size.x * ratio);
      this._container.height = Math.round(size.y * ratio);
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      this.redraw();
    },

    redraw() {
      if (!this._map || !this._bounds) return;
      const ratio = window.devicePixelRatio || 1;
      const origin = this._map.getPixelOrigin();
      const min = this._bounds.min;
      const size = this._bounds.getSize();
      const scale = 256 * Math.pow(2, this._map.getZoom());
      const project = { scale, dx: -origin.x - min.x, dy: -origin.y - min.y, ratio };
      const view = [
        -project.dx / scale,
        -project.dy / scale,
        (size.x - project.dx) / scale,
        (size.y - project.dy) / scale,
      ];
      this._context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this._context.clearRect(0, 0, size.x, size.y);
      this._draw(this._context, project, view);
    },
  });

  // The stack of a map of ours, from the background up.
  const STACK = { basemap: 200, tiles: 210, areas: 400, before: 410, events: 450, labels: 600 };

  Salient.prepareMap = function (map) {
    map.getContainer().classList.add("salient");
    for (const [name, index] of Object.entries(STACK)) map.createPane(name).style.zIndex = index;
    map.getPane("labels").classList.add("leaflet-zoom-hide");
    for (const name of ["areas", "before", "events"]) map.getPane(name).style.pointerEvents = "none";
    if (map.zoomControl) map.zoomControl.setPosition("bottomleft");
  };

  Salient.overlaps = (a, b) => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

  // Add a decoded line to the current path, dropping points closer than a third of a pixel.
  Salient.trace = function (path, points, project, closed) {
    const { scale, dx, dy } = project;
    let lastX = points[0] * scale + dx;
    let lastY = points[1] * scale + dy;
    path.moveTo(lastX, lastY);
    for (let i = 2; i < points.length; i += 2) {
      const x = points[i] * scale + dx;
      const y = points[i + 1] * scale + dy;
      if (Math.abs(x - lastX) + Math.abs(y - lastY) > 0.34) {
        path.lineTo(x, y);
        lastX = x;
        lastY = y;
      }
    }
    if (closed) path.closePath();
  };
})(window.Salient);
