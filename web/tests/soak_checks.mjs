// A short soak for every run of the suite; soak.mjs makes it long.
import { expect } from './harness.mjs';

const kLongestFrameMs = 50;

/// Memory of the program, and how long its frames took: the page's own share, measured around each call.
const watch = () => {
  window.frameMs = [];
  const wait = setInterval(() => {
    const inner = window.Module && window.Module.gradboxFrame;
    if (!inner || inner.watched) return;
    clearInterval(wait);
    window.Module.gradboxFrame = () => {
      const start = performance.now();
      inner();
      window.frameMs.push(performance.now() - start);
    };
    window.Module.gradboxFrame.watched = true;
  }, 5);
};

const memory = (view) => view.page.evaluate(() => window.gradbox.memory);

async function round(view, lessons, seconds) {
  for (const lesson of lessons) {
    await view.act({ type: 'select', lesson });
    await view.act({ type: 'speed', value: 0 });
    await view.act({ type: 'play' });
    await view.page.waitForTimeout((1000 * seconds) / lessons.length);
  }
}

export async function soak(harness, seconds, strict) {
  return harness.with({ width: 960, height: 600, prepare: watch }, async (view) => {
    const lessons = (await view.page.evaluate(() => window.gradbox.lessons())).map((one) => one.id);
    const one = Math.min(10, seconds / 3);
    await round(view, lessons, one);  // what is made once is made here
    await round(view, lessons, one);
    const before = await memory(view);
    const end = Date.now() + 1000 * Math.max(one, seconds - 2 * one);
    while (Date.now() < end) await round(view, lessons, one);
    const after = await memory(view);
    const grown = (after - before) / 1e6;
    expect(grown <= 1, `memory grew by ${grown.toFixed(1)} MB`);
    const times = (await view.page.evaluate(() => window.frameMs)).sort((a, b) => a - b);
    const at = (share) => times[Math.floor(share * (times.length - 1))];
    // A machine with other work stretches frames that are not to blame.
    if (strict) expect(at(1) <= kLongestFrameMs, `a frame took ${at(1).toFixed(1)} ms`);
    return `${(after / 1e6).toFixed(0)} MB, grown ${grown.toFixed(1)}; ${times.length} frames: median ${at(0.5).toFixed(1)}, ` +
           `99 of 100 below ${at(0.99).toFixed(1)}, longest ${at(1).toFixed(1)} ms (limit ${kLongestFrameMs})`;
  });
}

export default async function soakChecks(harness) {
  await harness.check('soak: half a minute of training with lesson switching', () => soak(harness, 30));
}
