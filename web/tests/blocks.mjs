// Note [Stored pictures]
// Pictures are compared as mosaics: the mean colour of every square of kBlockPx CSS pixels, in steps of kStep. A mosaic is
// small enough for the repository, the same at every density, and deaf to how a machine draws the edge of a letter; but
// it changes in many places when a panel is missing, a line of text moves by half its height, or a colour is another one.
import { encode } from './png.mjs';

export const kBlockPx = 8;
const kStep = 4;
/// From here on two blocks are told apart, in one channel of 0 to 255. Letters drawn by another rasteriser stay below.
const kApart = 16;
/// So many blocks of a thousand may be.
const kMostApart = 1;

/// The mosaic of a picture that was taken at density `dpr`; `covered` are rectangles (CSS pixels) that do not count.
export function mosaic(picture, dpr, covered = []) {
  const side = kBlockPx * dpr, columns = Math.ceil(picture.width / side), rows = Math.ceil(picture.height / side);
  const pixels = Buffer.alloc(3 * columns * rows);
  for (let row = 0; row < rows; ++row) {
    for (let column = 0; column < columns; ++column) {
      const mean = hidden(column, row, covered) ? [128, 128, 128] : meanOf(picture, column * side, row * side, side);
      mean.forEach((value, i) => { pixels[3 * (row * columns + column) + i] = Math.min(255, kStep * Math.round(value / kStep)); });
    }
  }
  return { width: columns, height: rows, pixels };
}

function hidden(column, row, covered) {
  const x = column * kBlockPx, y = row * kBlockPx;
  return covered.some((one) => x + kBlockPx > one.x && x < one.x + one.width && y + kBlockPx > one.y && y < one.y + one.height);
}

function meanOf(picture, left, top, side) {
  const right = Math.min(left + side, picture.width), bottom = Math.min(top + side, picture.height);
  const sums = [0, 0, 0], { pixels, channels, width } = picture;
  for (let y = top; y < bottom; ++y) {
    for (let x = left, at = (y * width + left) * channels; x < right; ++x, at += channels) {
      for (let i = 0; i < 3; ++i) sums[i] += pixels[at + i];
    }
  }
  return sums.map((sum) => sum / ((right - left) * (bottom - top)));
}

/// How many blocks of two mosaics are apart, whether that is too many, and a picture that marks them.
export function difference(actual, stored) {
  if (actual.width !== stored.width || actual.height !== stored.height) {
    return { apart: actual.width * actual.height, tooMuch: true, picture: enlarged(actual, () => false) };
  }
  const marks = new Uint8Array(actual.width * actual.height);
  let apart = 0;
  for (let i = 0; i < marks.length; ++i) {
    const most = Math.max(...[0, 1, 2].map((k) => Math.abs(actual.pixels[3 * i + k] - stored.pixels[3 * i + k])));
    if (most >= kApart) marks[i] = 1;
    apart += marks[i];
  }
  return { apart, tooMuch: 1000 * apart > kMostApart * marks.length, picture: enlarged(actual, (i) => marks[i] === 1) };
}

/// The mosaic at half the size of the page, pale, with the blocks in question in red.
function enlarged(image, marked) {
  const side = 4, width = side * image.width, out = Buffer.alloc(3 * side * side * image.width * image.height);
  for (let i = 0; i < image.width * image.height; ++i) {
    const x = side * (i % image.width), y = side * Math.floor(i / image.width);
    const colour = marked(i) ? [220, 30, 0] : [0, 1, 2].map((k) => 96 + image.pixels[3 * i + k] / 2);
    for (let row = 0; row < side; ++row) {
      for (let column = 0; column < side; ++column) out.set(colour, 3 * ((y + row) * width + x + column));
    }
  }
  return encode(width, side * image.height, out);
}
