// What the page weighs, and how soon it shows something.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { expect } from './harness.mjs';

const kMostBytes = 1.2e6;
const kMostMs = 1500;

export default async function budgetChecks(harness, site) {
  await harness.check('the page weighs at most 1.2 MB gzipped', () => {
    let total = 0;
    for (const name of fs.readdirSync(site)) {
      if (!/\.(html|js|css|wasm|svg|png|ico)$/.test(name)) continue;
      total += zlib.gzipSync(fs.readFileSync(path.join(site, name)), { level: 9 }).length;
    }
    expect(total > 0 && total <= kMostBytes, `${total} bytes`);
    return `${Math.round(total / 1000)} kB`;
  });

  await harness.check('the first training step is on the screen within 1.5 s', async () => {
    const times = [];
    // The machine may be busy with something else: the best of three counts.
    for (let i = 0; i < 3; ++i) {
      const view = await harness.open({ width: 960, height: 600, await: false });
      const ms = await view.page.evaluate(() => new Promise((done) => {
        const look = () => {
          const ready = window.gradbox.frames > 1 && window.gradbox.state().step > 0;
          if (ready && document.getElementById('cover').hidden) done(performance.now());
          else requestAnimationFrame(look);
        };
        look();
      }));
      await view.close();
      times.push(Math.round(ms));
    }
    const best = Math.min(...times);
    expect(best <= kMostMs, `${times.join(', ')} ms`);
    return `${best} ms after navigation`;
  });

  await harness.check('the page is described for those who do not see it', () => harness.with({}, async (view) => {
    await view.until((s) => s.step > 2);
    const found = await view.page.evaluate(() => ({
      description: document.querySelector('meta[name=description]')?.content ?? '',
      icon: document.querySelector('link[rel=icon]')?.href ?? '',
      label: document.getElementById('canvas').getAttribute('aria-label'),
      noscript: document.querySelector('noscript')?.textContent ?? '',
    }));
    expect(found.description.length > 40, 'no description');
    expect(found.icon.startsWith('data:'), 'the icon is not inline');
    expect(found.label, 'the canvas has no label');
    expect(/JavaScript/.test(found.noscript), 'no word for browsers without JavaScript');
    await view.page.waitForFunction(() => /Step [\d,]+ of .*loss/.test(document.getElementById('spoken').textContent));
    return view.page.evaluate(() => document.getElementById('spoken').textContent);
  }));
}
