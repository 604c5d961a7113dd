// window.gradbox: what a page that embeds the playground relies on.
import { expect, near } from './harness.mjs';

export default async function apiChecks(harness) {
  const view = await harness.open();
  const check = (name, work) => harness.check(`api: ${name}`, work);

  await check('the sine lesson plays by itself', async () => {
    await view.until((s) => s.lesson === 'sine-cubic' && s.playing && s.step > 3);
  });

  await check('state() tells everything', async () => {
    const state = await view.state();
    for (const key of ['lesson', 'step', 'playing', 'loss', 'settings', 'params', 'series', 'fps', 'error']) {
      expect(key in state, `${key} is missing`);
    }
    expect(state.settings.lr === 1e-6, `lr is ${state.settings.lr}`);
    expect(Object.keys(state.params).join() === 'm,n,o,p', Object.keys(state.params).join());
    expect(state.series.loss.tail.length > 0 && state.series.loss.count === state.step, 'no tail of the loss');
    expect(state.fps > 0, 'no frame rate');
  });

  await check('frames counts up while something moves', async () => {
    const before = await view.frames();
    await view.page.waitForFunction((n) => window.gradbox.frames > n + 3, before);
  });

  await check('the figures of the sine lesson hold', async () => {
    await view.rest('sine-cubic');
    for (const [count, loss] of [[100, 383.97427], [200, 284.95135]]) {
      await view.act({ type: 'seek', step: count });
      await view.page.waitForFunction((n) => window.gradbox.state().step === n, count, { polling: 50 });
      near((await view.state()).loss, loss, 1e-3, `the loss of step ${count - 1}`);
    }
  });

  await check('the figures of the linear regression hold', async () => {
    await view.rest('linear-regression');
    for (const [count, loss] of [[1, 2.7474866], [100, 0.01456491], [200, 0.008355164]]) {
      await view.act({ type: 'seek', step: count });
      await view.page.waitForFunction((n) => window.gradbox.state().step === n, count, { polling: 50 });
      near((await view.state()).loss, loss, 1e-4, `the loss of epoch ${count - 1}`);
    }
    const { params } = await view.state();
    near(params.b, 1.0522773, 1e-4, 'b');
    near(params.w, 1.9127355, 1e-4, 'w');
  });

  await check('step takes as many steps as asked, and back', async () => {
    await view.rest('sine-cubic');
    await view.act({ type: 'step', count: 3 });
    await view.until((s) => s.step === 3);
    const { loss } = await view.state();
    await view.act({ type: 'step' });
    await view.until((s) => s.step === 4);
    await view.act({ type: 'step', count: -1 });
    await view.until((s) => s.step === 3 && !s.busy);
    near((await view.state()).loss, loss, 1e-12, 'the loss after going back');
  });

  await check('play, pause, reset', async () => {
    await view.rest('sine-cubic');
    await view.act({ type: 'play' });
    await view.until((s) => s.playing && s.step > 0);
    await view.act({ type: 'pause' });
    await view.until((s) => !s.playing);
    await view.act({ type: 'reset' });
    await view.until((s) => s.step === 0 && s.loss === null);
  });

  await check('set takes numbers and texts', async () => {
    await view.act({ type: 'set', name: 'lr', value: 2e-6 });
    expect((await view.state()).settings.lr === 2e-6, 'lr did not change');
    await view.act({ type: 'set', name: 'lr', value: '1e-6' });
    expect((await view.state()).settings.lr === 1e-6, 'lr did not change back');
  });

  await check('impossible actions throw an Error that says what is possible', async () => {
    const wanted = [
      [{ type: 'fly' }, /select, set.*reset/],
      [{ type: 'select', lesson: 'moon-walk' }, /sine-cubic/],
      [{ type: 'select' }, /lesson/],
      [{ type: 'set', name: 'speed-of-light', value: 1 }, /lr/],
      [{ type: 'set', name: 'lr', value: -1 }, /lr/],
      [{ type: 'set', name: 'lr', value: 'soon' }, /lr/],
      [{ type: 'set', name: 'lr' }, /value/],
      [{ type: 'step', count: 1.5 }, /whole number/],
      [{ type: 'stage', name: 'attic' }, /fit/],
      [null, /type/],
    ];
    for (const [action, pattern] of wanted) {
      const text = await view.refused(action);
      expect(pattern.test(text), `${JSON.stringify(action)} answered: ${text || 'nothing'}`);
    }
    expect((await view.state()).lesson === 'sine-cubic', 'a refused action changed something');
  });

  await check('lessons() lists them with their settings', async () => {
    const lessons = await view.page.evaluate(() => window.gradbox.lessons());
    const ids = lessons.map((one) => one.id);
    for (const id of ['sine-cubic', 'linear-regression', 'two-moons']) expect(ids.includes(id), `${id} is missing`);
    const sine = lessons.find((one) => one.id === 'sine-cubic');
    expect(sine.settings.some((one) => one.name === 'lr' && one.allowed), 'lr is missing');
  });

  await check('every lesson runs', async () => {
    for (const lesson of ['sine-cubic', 'linear-regression', 'two-moons']) {
      await view.act({ type: 'select', lesson });
      await view.act({ type: 'play' });
      await view.page.waitForFunction((id) => {
        const s = window.gradbox.state();
        return s.lesson === id && s.step > 2 && s.error === null;
      }, lesson, { polling: 50 });
    }
  });

  await check('a seed makes a run repeatable', async () => {
    const losses = [];
    for (const seed of [7, 8, 7]) {
      await view.rest('two-moons');
      await view.act({ type: 'seed', value: seed });
      await view.act({ type: 'step', count: 2 });
      await view.until((s) => s.step === 2 && !s.busy);
      losses.push((await view.state()).loss);
    }
    expect(losses[0] === losses[2] && losses[0] !== losses[1], losses.join());
  });

  await check('rect() knows the widgets and null for others', async () => {
    await view.rest('linear-regression');
    for (const id of ['play', 'step', 'reset', 'setting:lr', 'lesson:two-moons', 'stage-tab:fit']) {
      const rect = await view.rect(id);
      expect(rect && rect.width > 0 && rect.height > 0, `${id} is nowhere`);
    }
    expect((await view.rect('nonsense')) === null, 'nonsense is somewhere');
  });

  await check('nothing is drawn while nothing changes', async () => {
    await view.rest('sine-cubic');
    await view.page.mouse.move(5, 5);
    await view.page.waitForFunction(() => window.gradbox.idle, null, { polling: 50 });
    const before = await view.frames();
    await view.page.evaluate(() => new Promise((done) => setTimeout(done, 600)));
    const drawn = (await view.frames()) - before;
    expect(drawn === 0, `${drawn} frames`);
  });

  await check('the page reported no errors', () => expect(view.troubles.length === 0, view.troubles.join('; ')));
  await view.close();
}
