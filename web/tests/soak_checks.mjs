// A short soak for every run of the suite; soak.mjs makes it long.
import { expect } from './harness.mjs';

const kLongestFrameMs = 50;
const kMostGrowthMB = 1;

/// Memory of the program, and of the page around it once its garbage is swept.
async function memory(view, client) {
  await client.send('HeapProfiler.collectGarbage');
  const { metrics } = await client.send('Performance.getMetrics');
  const heap = metrics.find((one) => one.name === 'JSHeapUsedSize').value;
  return { program: (await view.page.evaluate(() => window.gradbox.memory)) / 1e6, page: heap / 1e6 };
}

/// Every frame that the page drew while `work` ran: how long it took by the clock, and how long the processor worked
/// for it. A machine with other work stretches the first; the second is of our own making.
async function framesDuring(browser, work) {
  const frames = [];
  const collect = ({ value }) => {
    for (const { name, dur, tdur } of value) {
      if (name !== 'FireAnimationFrame' || tdur === undefined) continue;  // a few come without the processor's time
      frames.push({ clock: dur / 1000, own: tdur / 1000 });
    }
  };
  browser.on('Tracing.dataCollected', collect);
  await browser.send('Tracing.start', {
    traceConfig: { includedCategories: ['devtools.timeline'], excludedCategories: ['*'] }, transferMode: 'ReportEvents',
  });
  await work();
  const done = new Promise((resolve) => browser.once('Tracing.tracingComplete', resolve));
  await browser.send('Tracing.end');
  await done;
  browser.off('Tracing.dataCollected', collect);
  return frames;
}

/// A run that has come to its end begins again, so that something trains all the time.
async function train(view, seconds) {
  const end = Date.now() + 1000 * seconds;
  while (Date.now() < end) {
    await view.page.evaluate(() => {
      const { dispatch, state } = window.gradbox;
      if (state().playing) return;
      dispatch({ type: 'reset' });
      dispatch({ type: 'play' });
    });
    await view.page.waitForTimeout(50);
  }
}

/// Each lesson for a while, at its own speed and then as fast as it goes, on one of its views after another.
async function round(view, lessons, seconds, stage) {
  for (const lesson of lessons) {
    await view.act({ type: 'select', lesson });
    await view.page.keyboard.press(String(1 + (stage % 4)));
    await train(view, seconds / lessons.length / 2);
    await view.act({ type: 'speed', value: 0 });
    await train(view, seconds / lessons.length / 2);
  }
}

function spread(values) {
  const sorted = [...values].sort((a, b) => a - b), at = (share) => sorted[Math.floor(share * (sorted.length - 1))];
  return `median ${at(0.5).toFixed(1)}, 99 of 100 below ${at(0.99).toFixed(1)}, longest ${at(1).toFixed(1)} ms`;
}

export async function soak(harness, seconds, tell = () => {}) {
  return harness.with({ width: 960, height: 600 }, async (view) => {
    const client = await view.context.newCDPSession(view.page), browser = await harness.browser.newBrowserCDPSession();
    await client.send('Performance.enable');
    const lessons = (await view.page.evaluate(() => window.gradbox.lessons())).map((one) => one.id);
    const one = Math.min(30, seconds / 6);
    for (let stage = 0; stage < 4; ++stage) await round(view, lessons, one / 2, stage);  // what is made once is made here
    const before = await memory(view, client), frames = [], start = Date.now();
    for (let stage = 0; Date.now() < start + 1000 * (seconds - 2 * one); ++stage) {
      frames.push(...(await framesDuring(browser, () => round(view, lessons, one, stage))));
      const now = await memory(view, client);
      tell(`${Math.round((Date.now() - start) / 1000)} s: program ${now.program.toFixed(2)} MB, page ${now.page.toFixed(2)} MB, ${frames.length} frames, own time: ${spread(frames.map((f) => f.own))}`);
    }
    const after = await memory(view, client);
    for (const part of ['program', 'page']) {
      expect(after[part] - before[part] <= kMostGrowthMB, `memory of the ${part} grew from ${before[part].toFixed(1)} to ${after[part].toFixed(1)} MB`);
    }
    const longest = Math.max(...frames.map((f) => f.own));
    expect(frames.length > 0 && longest <= kLongestFrameMs, `a frame of ${frames.length} kept the processor busy for ${longest.toFixed(1)} ms`);
    return `program ${after.program.toFixed(1)} MB, grown ${(after.program - before.program).toFixed(2)}; page ${after.page.toFixed(1)} MB, ` +
           `grown ${(after.page - before.page).toFixed(2)}; ${frames.length} frames: ${spread(frames.map((f) => f.own))} of work (limit ${kLongestFrameMs}); ` +
           `by the clock ${spread(frames.map((f) => f.clock))}`;
  });
}

export default async function soakChecks(harness) {
  await harness.check('soak: half a minute of training with lesson switching', () => soak(harness, 30));
}
