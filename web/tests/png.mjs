// Reads the PNGs that the browser writes (8 bits a channel, RGB or RGBA, not interlaced), and writes small ones.
import zlib from 'node:zlib';

const paeth = (a, b, c) => {
  const p = a + b - c, da = Math.abs(p - a), db = Math.abs(p - b), dc = Math.abs(p - c);
  return da <= db && da <= dc ? a : db <= dc ? b : c;
};

function unfilter(raw, width, height, channels) {
  const row = width * channels, out = Buffer.alloc(row * height);
  for (let y = 0; y < height; ++y) {
    const filter = raw[y * (row + 1)], from = y * (row + 1) + 1, to = y * row;
    for (let x = 0; x < row; ++x) {
      const left = x >= channels ? out[to + x - channels] : 0;
      const up = y > 0 ? out[to - row + x] : 0;
      let guess = 0;
      if (filter === 1) guess = left;
      else if (filter === 2) guess = up;
      else if (filter === 3) guess = (left + up) >> 1;
      else if (filter === 4) guess = paeth(left, up, x >= channels && y > 0 ? out[to - row + x - channels] : 0);
      out[to + x] = raw[from + x] + guess;
    }
  }
  return out;
}

export function decode(png) {
  const width = png.readUInt32BE(16), height = png.readUInt32BE(20), channels = png[25] === 6 ? 4 : 3;
  const parts = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at), kind = png.toString('latin1', at + 4, at + 8);
    if (kind === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const pixels = unfilter(zlib.inflateSync(Buffer.concat(parts)), width, height, channels);
  const at = (x, y) => [...pixels.subarray((y * width + x) * channels, (y * width + x) * channels + 3)];
  return { width, height, channels, pixels, at };
}

const kCrc = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; ++k) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

function chunk(kind, data) {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(kind, 4, 'latin1');
  data.copy(out, 8);
  let crc = 0xffffffff;
  for (let i = 4; i < 8 + data.length; ++i) crc = kCrc[(crc ^ out[i]) & 255] ^ (crc >>> 8);
  out.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 8 + data.length);
  return out;
}

/// `pixels`: three bytes each, row by row.
export function encode(width, height, pixels) {
  const row = 3 * width, raw = Buffer.alloc(height * (row + 1));
  for (let y = 0; y < height; ++y) {
    raw[y * (row + 1)] = 4;
    for (let x = 0; x < row; ++x) {
      const left = x >= 3 ? pixels[y * row + x - 3] : 0, up = y > 0 ? pixels[(y - 1) * row + x] : 0;
      const corner = x >= 3 && y > 0 ? pixels[(y - 1) * row + x - 3] : 0;
      raw[y * (row + 1) + 1 + x] = pixels[y * row + x] - paeth(left, up, corner);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head),
                        chunk('IDAT', zlib.deflateSync(raw, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

/// How many different colours there are in a part of a picture, looked at every few pixels.
export function colours(picture, x0, y0, x1, y1) {
  const seen = new Set();
  for (let y = Math.round(y0); y < y1; y += 2) {
    for (let x = Math.round(x0); x < x1; x += 2) seen.add(picture.at(x, y).join());
  }
  return seen.size;
}

export const brightness = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
