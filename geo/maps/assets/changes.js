// Ground gained and lost between two editions, drawn over the map. No polygon is computed: what the
// two editions do not share is filled, and what one of them held is taken out of it again.
"use strict";

(function (Salient) {
  const STRIPE_PX = 6;
  const aside = document.createElement("canvas");

  const tracePaths = (areas, view, project) => {
    const path = new Path2D();
    for (const area of areas) {
      for (const ring of area.rings) {
        if (Salient.overlaps(ring.bounds, view)) Salient.trace(path, ring.points, project, true);
      }
    }
    return path;
  };

  const stripes = (context, color, paper, ratio) => {
    const tile = document.createElement("canvas");
    tile.width = tile.height = Math.round(STRIPE_PX * ratio);
    const ink = tile.getContext("2d");
    ink.fillStyle = paper;
    ink.fillRect(0, 0, tile.width, tile.height);
    ink.fillStyle = color;
    ink.fillRect(0, 0, tile.width, Math.max(1, Math.round(1.6 * ratio)));
    return context.createPattern(tile, "repeat");
  };

  Salient.changeColor = (styles, actor, theme) => (styles.actors[actor] || styles.otherActor)[theme];

  // Gained is solid in the party's colour, lost is striped in it; both have its outline.
  Salient.changeFill = (context, color, change, theme) =>
    change === "gained"
      ? color
      : stripes(context, color, theme === "dark" ? "#1d2226" : "#fbfaf7", window.devicePixelRatio || 1);

  // changed, before, after: areas with rings; only those of shown categories and actors.
  Salient.paintChanges = function (context, { changed, before, after }, project, view, styles, theme) {
    const { width, height } = context.canvas;
    aside.width = width;
    aside.height = height;
    const own = aside.getContext("2d");
    for (const key of changed) {
      const rings = key.rings.filter((ring) => Salient.overlaps(ring.bounds, view));
      if (!rings.length) continue;
      const difference = tracePaths([{ rings }], view, project);
      const color = Salient.changeColor(styles, key.actor, theme);
      const same = (area) => area.category === key.category && area.actor === key.actor;
      for (const [change, other] of [["gained", before], ["lost", after]]) {
        own.setTransform(1, 0, 0, 1, 0, 0);
        own.clearRect(0, 0, width, height);
        own.setTransform(project.ratio, 0, 0, project.ratio, 0, 0);
        own.globalCompositeOperation = "source-over";
        own.globalAlpha = 1;
        own.fillStyle = color;
        own.fill(difference, "nonzero");
        own.globalCompositeOperation = "source-in";
        own.setTransform(1, 0, 0, 1, 0, 0);
        own.globalAlpha = change === "gained" ? 0.82 : 0.9;
        own.fillStyle = Salient.changeFill(own, color, change, theme);
        own.fillRect(0, 0, width, height);
        own.globalAlpha = 1;
        own.setTransform(project.ratio, 0, 0, project.ratio, 0, 0);
        own.globalCompositeOperation = "destination-out";
        own.fill(tracePaths(other.filter(same), view, project), "nonzero");
        context.save();
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.drawImage(aside, 0, 0);
        context.restore();
      }
      context.strokeStyle = color;
      context.lineWidth = 1.2;
      context.stroke(difference);
    }
  };
})(window.Salient);
