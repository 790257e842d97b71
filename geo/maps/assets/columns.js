// Tables as geo/maps/columns.py writes them: a head of words, columns of numbers, texts.
"use strict";

(function (Salient) {
  const VERSION = 1;

  const column = (bytes, at, count, width) => {
    const values = width === 1 ? new Uint8Array(count) : width === 2 ? new Uint16Array(count) : new Uint32Array(count);
    for (let plane = 0; plane < width; plane++) {
      const shift = 8 * plane;
      for (let i = 0; i < count; i++) values[i] |= bytes[at++] << shift;
    }
    return values;
  };

  Salient.readTable = function (buffer, magic, what) {
    const bytes = new Uint8Array(buffer);
    const text = (from, to) => new TextDecoder().decode(bytes.subarray(from, to));
    if (text(0, 4) !== magic || bytes[4] !== VERSION) {
      throw new Error(`the ${what} are of another version; reload the page`);
    }
    const length = new DataView(buffer).getUint32(5, true);
    const head = JSON.parse(text(9, 9 + length));
    const columns = {};
    const texts = {};
    let at = 9 + length;
    for (const [name, count, width] of head.columns) {
      columns[name] = column(bytes, at, count, width);
      at += count * width;
    }
    for (const [name, size] of head.texts || []) {
      texts[name] = bytes.slice(at, at + size);
      at += size;
    }
    if (at !== bytes.length) throw new Error(`the ${what} do not end where they should`);
    return { head, columns, texts };
  };

  Salient.fetchBytes = async function (url) {
    const response = await Salient.host.request(url);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response.arrayBuffer();
  };
})(window.Salient);
