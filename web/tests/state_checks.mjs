// Links to a state, files to take away, undo and redo.
import fs from 'node:fs';
import { expect } from './harness.mjs';
import { colours, decode } from './png.mjs';

const kSame = ['lesson', 'step', 'loss', 'seed', 'settings', 'params', 'grads', 'link'];

const same = (a, b) => {
  for (const key of kSame) {
    const one = JSON.stringify(a[key]), other = JSON.stringify(b[key]);
    expect(one === other, `${key} is ${other}, not ${one}`);
  }
};

const addressEndsWith = (view, text) => view.page.waitForFunction((end) => location.href.endsWith(end), text, { polling: 50 });

/// Clicks through a menu to a file; returns its name and bytes.
async function taken(view, button, entry) {
  await view.click(button);
  const [download] = await Promise.all([view.page.waitForEvent('download'), view.click(`${button}:${entry}`)]);
  return { name: download.suggestedFilename(), bytes: fs.readFileSync(await download.path()) };
}

export default async function stateChecks(harness) {
  const check = (name, options, work) => harness.check(`state: ${name}`, () => harness.with({ width: 1000, height: 680, ...options }, work));

  await check('the address follows what is done, and leads back to exactly this', {}, async (view) => {
    await view.rest('sine-cubic');
    await view.act({ type: 'seed', value: 7 });
    await view.act({ type: 'set', name: 'lr', value: 2e-6 });
    await view.act({ type: 'step', count: 12 });
    await view.until((s) => s.step === 12 && !s.busy);
    await view.act({ type: 'set', name: 'lr', value: 3e-6 });
    await view.act({ type: 'step', count: 8 });
    await view.until((s) => s.step === 20 && !s.busy);
    const entries = await view.page.evaluate(() => history.length);
    await view.click('stage-tab:surface');
    await view.act({ type: 'log', value: 0 });
    await view.act({ type: 'set', name: 'lr', value: 1e-6 });
    const wanted = '#sine-cubic?lr=2e-06&seed=7&lr@12=3e-06&lr@20=1e-06&step=20&stage=surface&loss=linear';
    await addressEndsWith(view, wanted);
    expect((await view.page.evaluate(() => history.length)) === entries, 'the history was filled');
    const before = await view.state();
    await harness.with({ hash: wanted, width: 1000, height: 680 }, async (other) => {
      await other.until((s) => s.step === 20 && !s.busy);
      const after = await other.state();
      same(before, after);
      expect(after.view.stage === 'surface' && after.view.logLoss === false, 'the view is another one');
      expect(after.series.loss.tail.join() === before.series.loss.tail.join(), 'the curve is another one');
      expect(!after.playing, 'it plays');
    });
  });

  // One link for each kind of field: numbers, whole numbers, choices, switches, changes under way, and all of the view.
  const links = {
    'numbers, a choice and the view': ['#two-moons?lr=0.05&optimizer=sgd&hidden=5&seed=7&lr@3=0.1&step=6&speed=10&stage=graph&loss=linear&theme=light&code=Python&zoom=loss:0,5,0.1,1',
      (s) => s.settings.optimizer === 'sgd' && s.settings.hidden === 5 && s.settings.lr === 0.1 && s.seed === 7 && s.speed === 10 &&
             s.view.stage === 'graph' && s.view.logLoss === false && s.view.dark === false],
    'a switch': ['#linear-regression?dtype=float64&forget-zero=true&step=4&stage=residuals', (s) => s.settings['forget-zero'] === true && s.settings.dtype === 'float64'],
    'a program in the middle': ['#two-tensors?v1=2&step=3', (s) => s.grads.x.join() === '18,36' && s.printed.length > 0],
    'a trap that went off': ['#two-tensors?no-gradient=true&step=3', (s) => /only for scalar outputs/.test(s.error)],
    'a run that diverged': ['#sine-cubic?lr=1e-05&step=35', (s) => s.diagnosis !== null && s.diagnosis.step === 34],
  };
  for (const [kind, [hash, holds]] of Object.entries(links)) {
    await check(`a link with ${kind} is opened, and written again`, { hash, scheme: 'dark' }, async (view) => {
      await view.until(`(s) => !s.busy && s.lesson === '${hash.slice(1, hash.indexOf('?'))}' && (${holds})(s)`);
      await view.settle(8);
      const first = await view.state();
      expect(first.view.linkIgnored.length === 0, first.view.linkIgnored.join('; '));
      expect(first.link === hash, `the link is ${first.link}`);
      await harness.with({ hash: first.link, width: 1000, height: 680, scheme: 'dark' }, async (other) => {
        await other.until(`(s) => !s.busy && (${holds})(s)`);
        await other.settle(8);
        same(first, await other.state());
      });
    });
  }

  await check('the open place of a phone is in the link', { hash: '#legendre?step=2&place=inspect', width: 390, height: 780, touch: true }, async (view) => {
    await view.until((s) => s.step === 2 && !s.busy && s.view.place === 'inspect');
    await view.tap('tab:loss');
    expect(/place=loss/.test((await view.state()).link), (await view.state()).link);
  });

  await check('complete programs are copied, with the settings of the run', {}, async (view) => {
    await view.rest('linear-regression');
    await view.act({ type: 'set', name: 'lr', value: 0.0875 });
    await view.act({ type: 'step', count: 3 });
    await view.until((s) => s.step === 3 && !s.busy);
    await view.click('stage-tab:code');
    const { params } = await view.state();
    const copied = {};
    for (const [language, start] of [['C++', /^#include <torch\/torch.h>/], ['Python', /^import torch/]]) {
      await view.click(`code-language:${language}`);
      await view.click('code-copy');
      await view.until(`(s) => /program in ${language.replace('+', '.').replace('+', '.')}/.test(s.view.said)`);
      copied[language] = await view.page.evaluate(() => navigator.clipboard.readText());
      expect(start.test(copied[language]), copied[language].slice(0, 60));
      for (const part of ['0.0875', String(params.b), String(params.w)]) expect(copied[language].includes(part), `${part} is not in the ${language} program`);
    }
    expect(!/%(step|print|done)/.test(copied['C++'] + copied.Python), 'marks are left in a program');
    return `${Object.values(copied).map((text) => text.split('\n').length).join(' and ')} lines`;
  });

  await check('a graph is saved as a picture', {}, async (view) => {
    await view.rest('linear-regression');
    await view.press('g');
    await view.until((s) => s.view.graph.nodes > 0);
    const { name, bytes } = await taken(view, 'save', 'picture');
    const picture = decode(bytes);
    expect(name === 'gradbox-linear-regression-graph-0.png', name);
    expect(colours(picture, 0, 0, picture.width, picture.height) > 12, 'the picture is empty');
  });

  await check('a zoomed plot is in the link, too', { hash: '#sine-cubic?step=3&zoom=fit:-1,1,-0.5,0.5' }, async (view) => {
    await view.until((s) => s.step === 3 && !s.busy);
    await view.settle();
    expect(/zoom=fit:-1,1,-0.5,0.5/.test((await view.state()).link), (await view.state()).link);
    for (let tries = 0; tries < 4 && /zoom/.test((await view.state()).link); ++tries) {
      await view.page.mouse.dblclick(...(await view.middle('plot:fit')));
      await view.settle(10);
    }
    expect(!/zoom/.test((await view.state()).link), 'the double click left the zoom in the link');
  });

  await check('a bad link opens what it can and says what it ignored', { hash: '#two-moons?lr=fast&hidden=4&rate=1&step=2&stage=attic' }, async (view) => {
    await view.until((s) => s.lesson === 'two-moons' && s.step === 2 && s.settings.hidden === 4);
    const { linkIgnored } = (await view.state()).view;
    expect(linkIgnored.length === 3 && /'fast'/.test(linkIgnored[0]), linkIgnored.join('; '));
    await view.settle();
    await view.picture('bad-link');
    await view.click('link:close');
    await view.until((s) => s.view.linkIgnored.length === 0);
  });

  await check('a link to nothing we know starts as usual and says so', { hash: '#moon-walk?x=1' }, async (view) => {
    await view.until((s) => s.lesson === 'sine-cubic' && s.playing && s.view.linkIgnored.length === 2);
  });

  await check('a typed address is followed without a reload', {}, async (view) => {
    await view.rest('sine-cubic');
    await view.page.evaluate(() => { location.hash = '#linear-regression?step=5'; });
    await view.until((s) => s.lesson === 'linear-regression' && s.step === 5 && !s.busy);
  });

  await check('a link is copied by a click', {}, async (view) => {
    await view.rest('two-moons');
    await view.act({ type: 'step', count: 2 });
    await view.click('save');
    await view.click('save:link');
    await view.until((s) => /link/.test(s.view.said));
    const copied = await view.page.evaluate(() => navigator.clipboard.readText());
    expect(copied === (await view.page.evaluate(() => window.gradbox.link())), copied);
    expect(/^http.*#two-moons\?step=2$/.test(copied), copied);
    await view.picture('link-copied');
  });

  await check('curves are saved as CSV', {}, async (view) => {
    await view.rest('linear-regression');
    await view.act({ type: 'step', count: 3 });
    await view.until((s) => s.step === 3 && !s.busy);
    const { name, bytes } = await taken(view, 'save-loss', 'csv');
    const { series } = await view.state();
    const names = Object.keys(series), rows = bytes.toString().trimEnd().split('\n');
    expect(name === 'gradbox-linear-regression-curves-3.csv', name);
    expect(rows[0] === ['step', ...names].join() && rows.length === 4, rows[0]);
    rows.slice(1).forEach((row, i) => {
      const wanted = [i, ...names.map((one) => series[one].tail[i])].join();
      expect(row === wanted, `row ${i} is ${row}, not ${wanted}`);
    });
  });

  for (const dpr of [1, 2]) {
    await check(`pictures are saved at density ${dpr}`, { dpr, width: 940, height: 560 }, async (view) => {
      await view.rest('two-moons');
      await view.act({ type: 'step', count: 3 });
      await view.settle();
      const stage = await view.place('stage');
      const one = await taken(view, 'save', 'picture');
      const picture = decode(one.bytes);
      expect(one.name === 'gradbox-two-moons-field-3.png', one.name);
      expect(Math.abs(picture.width - stage.width * dpr) <= 1 && Math.abs(picture.height - stage.height * dpr) <= 1,
             `${picture.width} x ${picture.height}`);
      expect(colours(picture, 0, 0, picture.width, picture.height) > 40, 'the picture is empty');
      const whole = await taken(view, 'save', 'view');
      const all = decode(whole.bytes);
      expect(all.width === 940 * dpr && all.height === 560 * dpr, `${all.width} x ${all.height}`);
      expect(colours(all, 0, 0, all.width, all.height) > 40, 'the view is empty');
      if (harness.shots) fs.writeFileSync(`${harness.shots}/saved-view-${dpr}.png`, whole.bytes);
      return `${Math.round(one.bytes.length / 1000)} and ${Math.round(whole.bytes.length / 1000)} kB`;
    });
  }

  await check('settings are undone and done again', {}, async (view) => {
    await view.rest('two-moons');
    await view.act({ type: 'set', name: 'lr', value: 0.05 });
    await view.act({ type: 'set', name: 'hidden', value: 5 });
    await view.press('Control+z');
    await view.until((s) => s.settings.hidden === 16 && s.settings.lr === 0.05);
    await view.press('Control+z');
    await view.until((s) => s.settings.lr === 0.02);
    await view.press('Control+z');
    await view.press('Control+Shift+z');
    await view.until((s) => s.settings.lr === 0.05 && s.settings.hidden === 16);
    await view.press('Control+y');
    await view.until((s) => s.settings.hidden === 5);
    await view.bring('undo');
    await view.click('undo');
    await view.until((s) => s.settings.hidden === 16 && /Undone/.test(s.view.said));
    await view.click('redo');
    await view.until((s) => s.settings.hidden === 5);
    await view.act({ type: 'select', lesson: 'sine-cubic' });
    await view.rest('sine-cubic');
    await view.act({ type: 'set', name: 'lr', value: 2e-6 });
    await view.settle();
    const rect = await view.place('setting:lr');
    const y = rect.y + rect.height / 2, middle = rect.x + rect.width / 2;
    await view.page.mouse.move(middle, y);
    await view.page.mouse.down();
    await view.settle();
    for (const x of [middle - 20, middle - 40, middle - 60]) {
      await view.page.mouse.move(x, y);
      await view.settle();
    }
    await view.page.mouse.up();
    await view.settle();
    expect((await view.state()).settings.lr !== 2e-6, 'the slider did not move');
    await view.press('Control+z');
    await view.until((s) => s.settings.lr === 2e-6);
  });

  await check('a tour of five steps, and out of it', {}, async (view) => {
    await view.until((s) => s.step > 2);
    await view.click('tour:start');
    for (let step = 0; step < 5; ++step) {
      await view.until(`(s) => s.view.tourStep === ${step}`);
      await view.settle(6);
      await view.picture(`tour-${step}`);
      await view.click('tour:next');
    }
    await view.until((s) => s.view.tourStep === -1);
    await view.click('shortcuts');
    await view.settle(6);
    await view.click('tour:start');
    await view.until((s) => s.view.tourStep === 0 && !s.view.shortcutsOpen);
    await view.settle(6);
    await view.click('tour:skip');
    await view.until((s) => s.view.tourStep === -1);
  });

  await check('the tour on a phone', { width: 390, height: 780, touch: true }, async (view) => {
    await view.until((s) => s.step > 2);
    await view.tap('tour:start');
    for (let step = 0; step < 5; ++step) {
      await view.until(`(s) => s.view.tourStep === ${step}`);
      await view.settle(8);
      await view.picture(`tour-phone-${step}`);
      await view.tap('tour:next');
    }
    await view.until((s) => s.view.tourStep === -1);
  });

  await check('what tracking costs is measured on request', {}, async (view) => {
    await view.rest('sine-cubic');
    await view.bring('costs');
    await view.click('costs');
    await view.page.waitForFunction(() => window.gradbox.rect('cost:under no_grad') !== null);
    await view.settle(6);
    await view.picture('costs');
  });
}
