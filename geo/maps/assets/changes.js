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

  const reversed = (points) => {
    const turned = new Float64Array(points.length);
    for (let i = 0, j = points.length - 2; j >= 0; i += 2, j -= 2) {
      turned[i] = points[j];
      turned[i + 1] = points[j + 1];
    }
    return turned;
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
    change !== "lost"
      ? color
      : stripes(context, color, theme === "dark" ? "#1d2226" : "#fbfaf7", window.devicePixelRatio || 1);

  // Samples of gained, lost or unchanged ground of some parties, and the word.
  Salient.changeKey = (styles, actors, change, theme) =>
    Salient.el(
      "span",
      { cls: "change-key" },
      ...actors.map((actor) => changeSwatch(styles, actor, change, theme)),
      Salient.el("span", { text: change })
    );

  const changeSwatch = function (styles, actor, change, theme) {
    const ratio = window.devicePixelRatio || 1;
    const canvas = Salient.el("canvas", { cls: "swatch", "aria-hidden": "true" });
    canvas.width = 22 * ratio;
    canvas.height = 16 * ratio;
    const context = canvas.getContext("2d");
    const color = Salient.changeColor(styles, actor, theme);
    context.globalAlpha = change === "unchanged" ? 0.14 : 1;
    context.fillStyle = Salient.changeFill(context, color, change, theme);
    context.fillRect(ratio, ratio, 20 * ratio, 14 * ratio);
    context.globalAlpha = change === "unchanged" ? 0.4 : 1;
    context.strokeStyle = color;
    context.lineWidth = 1.2 * ratio;
    context.strokeRect(ratio, ratio, 20 * ratio, 14 * ratio);
    return canvas;
  };

  // The boundary of what changed between pictures that share no timeline: all of the later one, and
  // all of the earlier one the other way round. Where both hold, the windings cancel.
  Salient.changedBetween = function (before, after) {
    const found = new Map();
    const add = (areas, turn) => {
      for (const { category, actor, rings } of areas) {
        const id = `${category} ${actor}`;
        if (!found.has(id)) found.set(id, { category, actor, rings: [] });
        for (const ring of rings) found.get(id).rings.push(turn ? { ...ring, points: reversed(ring.points) } : ring);
      }
    };
    add(after, false);
    add(before, true);
    return [...found.values()];
  };

  // changed, before, after: areas with rings; only those of shown categories and actors.
  Salient.paintChanges = function (context, { changed, before, after }, project, view, styles, theme) {
    const { width, height } = context.canvas;
    aside.width = width;
    aside.height = height;
    const own = aside.getContext("2d");
    const drawn = changed
      .map((key) => ({ ...key, rings: key.rings.filter((ring) => Salient.overlaps(ring.bounds, view)) }))
      .filter((key) => key.rings.length)
      .map((key) => ({ ...key, path: tracePaths([key], view, project) }));
    // Gained lies over lost: ground that went from advances to assessed is first of all gained.
    for (const [change, other] of [["lost", after], ["gained", before]]) {
      for (const key of drawn) {
        const color = Salient.changeColor(styles, key.actor, theme);
        const same = (area) => area.category === key.category && area.actor === key.actor;
        own.setTransform(1, 0, 0, 1, 0, 0);
        own.clearRect(0, 0, width, height);
        own.setTransform(project.ratio, 0, 0, project.ratio, 0, 0);
        own.globalCompositeOperation = "source-over";
        own.globalAlpha = 1;
        own.fillStyle = color;
        own.fill(key.path, "nonzero");
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
    }
    for (const key of drawn) {
      context.strokeStyle = Salient.changeColor(styles, key.actor, theme);
      context.lineWidth = 1.2;
      context.stroke(key.path);
    }
  };
})(window.Salient);
