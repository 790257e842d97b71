// Claims on one canvas: diamonds, joined where they would cover each other. A full one has a place of
// its own, an empty one only a region; what is selected with others has a heavy edge.
"use strict";

(function (Salient) {
  const FILL = "#f2c230"; // as the map's own claims
  const DARK = "#1d2124";
  const single = 7;

  Salient.paintClaimMark = function (context, { x, y, count, hollow, lit }, colors) {
    const r = count === 1 ? single : 11 + 3.2 * Math.log10(count);
    const full = hollow < count;
    const path = (size) => {
      context.beginPath();
      context.moveTo(x, y - size);
      context.lineTo(x + size, y);
      context.lineTo(x, y + size);
      context.lineTo(x - size, y);
      context.closePath();
    };
    context.lineJoin = "round";
    path(r + 2);
    context.fillStyle = colors.halo;
    context.fill();
    path(r);
    context.fillStyle = full ? FILL : colors.halo;
    context.fill();
    context.lineWidth = lit ? 4 : 1.6;
    context.strokeStyle = lit ? colors.accent : colors.ink;
    if (!full) context.setLineDash([3, 2.2]);
    context.stroke();
    context.setLineDash([]);
    if (count === 1) return;
    context.fillStyle = full ? DARK : colors.ink;
    context.font = `650 ${count < 1000 ? 11 : 10}px ${Salient.FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(Salient.shortCount(count), x, y + 0.5);
  };

  Salient.ClaimMarks = class extends Salient.EventMarks {
    get _paint() {
      return Salient.paintClaimMark;
    }

    _gather(project, view) {
      super._gather(project, view);
      const { litAt } = this._set;
      for (let p = 0; p < litAt.length; p++) {
        if (litAt[p] && this._seen(p)) this._marks[this._markOf[this._cellOf(p)]].lit = true;
      }
    }
  };
})(window.Salient);
