// Every lesson, light and dark, at densities 1 and 2, on desktop and phone, beside the pictures in web/tests/pictures:
// see Note [Stored pictures] in blocks.mjs. GRADBOX_PICTURES=write stores them anew; look at each before you commit it.
import fs from 'node:fs';
import path from 'node:path';
import { difference, mosaic } from './blocks.mjs';
import { expect } from './harness.mjs';
import { decode, encode } from './png.mjs';
import { kWalks } from './walks.mjs';

const kStored = new URL('./pictures/', import.meta.url).pathname;
const kWrites = process.env.GRADBOX_PICTURES === 'write';
const kTrainedSteps = 100;
const kDevices = {
  desktop: { options: { width: 1280, height: 800 }, places: [null] },
  phone: { options: { width: 390, height: 844, touch: true }, places: ['text', 'stage', 'loss', 'inspect'] },
};

/// A lesson as it always looks: its own settings and seed, so many steps, nothing moving, no pointer. It is come to
/// from two others, since list and text keep their places while the chosen lesson can be seen.
async function pose(view, lesson, others) {
  if (await view.rect('tab:text')) await view.tap('tab:text');
  for (const id of [...others, lesson.id]) {
    await view.act({ type: 'select', lesson: id });
    await view.settle();
  }
  await view.act({ type: 'pause' });
  const row = kWalks.find((one) => one.lesson === lesson.id);
  const step = row?.pictured ?? Math.min(lesson.steps, kTrainedSteps);
  await view.act({ type: 'seek', step });
  await view.until(`(s) => !s.busy && s.step === ${step}`);
}

async function still(view) {
  await view.page.waitForFunction(() => window.gradbox.idle, null, { polling: 20 });
  await view.settle();
}

async function covered(view, lesson) {
  const ids = kWalks.find((row) => row.lesson === lesson)?.unsteady ?? [];
  const rects = await Promise.all(ids.map((id) => view.rect(id)));
  return rects.filter((one) => one !== null);
}

/// Compares, or stores where that is wanted. Returns how far apart the two are.
function judge(name, png, actual, folder) {
  const file = path.join(kStored, `${name}.png`);
  if (kWrites) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, encode(actual.width, actual.height, actual.pixels));
    return 0;
  }
  expect(fs.existsSync(file), `web/tests/pictures/${name}.png is missing; GRADBOX_PICTURES=write stores it`);
  const { apart, tooMuch, picture } = difference(actual, decode(fs.readFileSync(file)));
  if (!tooMuch) return apart;
  const base = path.join(folder, name.replaceAll('/', '-'));
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(`${base}-actual.png`, png);
  fs.writeFileSync(`${base}-difference.png`, picture);
  throw new Error(`${apart} of ${actual.width * actual.height} blocks differ: see ${base}-actual.png and ${base}-difference.png`);
}

async function compare(view, lesson, name, dpr, folder) {
  await still(view);
  const png = await view.page.screenshot();
  const { shots } = view.harness;
  if (shots) {
    fs.mkdirSync(shots, { recursive: true });
    fs.writeFileSync(path.join(shots, `${name.replaceAll('/', '-')}-${dpr}.png`), png);
  }
  return judge(name, png, mosaic(decode(png), dpr, await covered(view, lesson)), folder);
}

/// Light, then dark, of the same pose.
async function lookAt(harness, view, lesson, others, device, dpr, folder) {
  let posed = false;
  for (const scheme of ['light', 'dark']) {
    await harness.check(`picture: ${lesson.id}, ${device}, ${scheme}, density ${dpr}`, async () => {
      if (!posed) await pose(view, lesson, others);
      posed = true;
      await view.page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await view.until(`(s) => s.view.dark === ${scheme === 'dark'}`);
      const apart = [];
      // What else a phone shows is looked at once; the stage at both densities.
      const places = dpr === 1 ? kDevices[device].places : kDevices[device].places.filter((one) => one === null || one === 'stage');
      for (const place of places) {
        if (place && !(await view.rect(`tab:${place}`))) continue;
        if (place) await view.tap(`tab:${place}`);
        const name = `${device}/${lesson.id}-${place ? `${place}-` : ''}${scheme}`;
        apart.push(await compare(view, lesson.id, name, dpr, folder));
      }
      return kWrites ? 'stored' : `${apart.join(', ')} blocks differ`;
    });
  }
}

export default async function pictureChecks(harness, site) {
  const folder = path.resolve(site, '..', 'pictures');
  for (const [device, { options }] of Object.entries(kDevices)) {
    // One stored picture serves both densities; it is written at density 1.
    for (const dpr of kWrites ? [1] : [1, 2]) {
      const view = await harness.open({ ...options, dpr, still: true, scheme: 'light' });
      const lessons = await view.page.evaluate(() => window.gradbox.lessons());
      const others = [lessons[1].id, lessons[0].id];
      for (const lesson of lessons) await lookAt(harness, view, lesson, others, device, dpr, folder);
      await harness.check(`picture: ${device} at density ${dpr} reported no errors`, () => expect(view.troubles.length === 0, view.troubles.join('; ')));
      await view.close();
    }
  }
}
