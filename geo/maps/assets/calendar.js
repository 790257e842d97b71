// Every day of an archive, with the edition that answers it. No tweening: a day without an edition
// shows the last one before it, and is marked as carried forward.
"use strict";

(function (Salient) {
  const DAY_MS = 864e5;
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  Salient.addDays = (date, days) =>
    new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

  // As geo/clock.py stamps a day: 5 Jan 2025.
  Salient.dayStamp = function (date) {
    const [year, month, day] = date.split("-").map(Number);
    return `${day} ${MONTHS[month - 1]} ${year}`;
  };

  Salient.Calendar = class {
    constructor(source) {
      this.editions = source.editions;
      this.opensAt = source.opensAt;
      this.stops = [];
      const { editions } = source;
      const last = editions[editions.length - 1].date;
      let position = 0;
      for (let date = editions[0].date; date <= last; date = Salient.addDays(date, 1)) {
        const carried = editions[position].date !== date;
        if (carried) this.stops.push({ at: date, date, position: position - 1, carried });
        while (position < editions.length && editions[position].date === date) {
          this.stops.push({ at: editions[position].at, date, position, carried });
          position++;
        }
        if (position === editions.length) break;
      }
      this._ofEdition = [];
      this.stops.forEach((stop, i) => {
        if (!stop.carried) this._ofEdition[stop.position] = i;
      });
    }

    // The stop of a view's date; where the archive opens if it has none.
    find(at) {
      const found = this.stops.findIndex((stop) => stop.at === at);
      if (found >= 0) return found;
      const opening = this.editions.findIndex((e) => e.at === this.opensAt);
      return this._ofEdition[opening >= 0 ? opening : this.editions.length - 1];
    }

    // The next edition on either side; from a carried day, back leads to the edition that it shows.
    edition(index, by) {
      const { position, carried } = this.stops[index];
      const wanted = position + by + (carried && by < 0 ? 1 : 0);
      return this._ofEdition[Math.max(0, Math.min(this.editions.length - 1, wanted))];
    }

    days(index, by) {
      const wanted = Salient.addDays(this.stops[index].date, by);
      const found = by > 0
        ? this.stops.findIndex((stop) => stop.date >= wanted)
        : this.stops.findLastIndex((stop) => stop.date <= wanted);
      return found >= 0 ? found : by > 0 ? this.stops.length - 1 : 0;
    }

    // The edition with which a stop is compared: a number of days before it, or a day.
    baseline(index, since) {
      if (!since) return null;
      const date = /^\d{1,4}$/.test(since) ? Salient.addDays(this.stops[index].date, -since) : since;
      const position = this.editions.findLastIndex((e) => e.date <= date);
      return { date, position, edition: this.editions[position] || null };
    }

    stamp(index) {
      const stop = this.stops[index];
      return stop.carried ? Salient.dayStamp(stop.date) : this.editions[stop.position].stamp;
    }
  };
})(window.Salient);
