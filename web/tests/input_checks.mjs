// Real clicks, keys, drags and fingers on the real widgets.
import { expect } from './harness.mjs';

export default async function inputChecks(harness) {
  const view = await harness.open({ width: 1000, height: 680 });
  const check = (name, work) => harness.check(`input: ${name}`, work);

  await check('play and pause by click', async () => {
    await view.rest('sine-cubic');
    await view.click('play');
    await view.until((s) => s.playing && s.step > 0);
    await view.click('play');
    await view.until((s) => !s.playing);
  });

  await check('step, back and reset by click', async () => {
    await view.rest('sine-cubic');
    await view.click('step');
    await view.until((s) => s.step === 1);
    await view.click('step');
    await view.until((s) => s.step === 2);
    await view.click('back');
    await view.until((s) => s.step === 1);
    await view.click('reset');
    await view.until((s) => s.step === 0);
  });

  await check('a lesson is chosen by click', async () => {
    await view.click('lesson:requires-grad');
    await view.until((s) => s.lesson === 'requires-grad');
    await view.click('lesson:sine-cubic');
    await view.until((s) => s.lesson === 'sine-cubic');
  });

  await check('stage tabs', async () => {
    await view.rest('sine-cubic');
    for (const stage of ['surface', 'residuals', 'fit']) {
      await view.click(`stage-tab:${stage}`);
      const now = (await view.state()).view.stage;
      expect(now === stage, `the stage shows ${now}`);
    }
  });

  await check('loss: linear and log by click', async () => {
    await view.click('loss-scale:linear');
    expect((await view.state()).view.logLoss === false, 'still logarithmic');
    await view.click('loss-scale:log');
    expect((await view.state()).view.logLoss === true, 'still linear');
  });

  await check('a slider is dragged, and a double click brings its default back', async () => {
    await view.rest('sine-cubic');
    const rect = await view.place('setting:lr');
    const y = rect.y + rect.height / 2, middle = rect.x + rect.width / 2;
    await view.page.mouse.move(middle, y);
    await view.settle();
    await view.page.mouse.down();
    await view.settle();
    await view.page.mouse.move(middle - 60, y, { steps: 3 });
    await view.settle();
    await view.page.mouse.up();
    await view.settle();
    const dragged = (await view.state()).settings.lr;
    expect(dragged < 1e-5 && dragged !== 1e-6, `lr is ${dragged}`);
    await view.page.mouse.dblclick(middle + 20, y);
    await view.settle(8);
    await view.until((s) => s.settings.lr === 1e-6);
    return `dragged to ${dragged}`;
  });

  await check('a value is typed', async () => {
    await view.click('setting:lr:value');
    await view.page.keyboard.type('3e-6');
    await view.settle();
    await view.press('Enter');
    await view.until((s) => s.settings.lr === 3e-6);
  });

  await check('an impossible value is refused beside its slider', async () => {
    await view.click('setting:lr:value');
    await view.page.keyboard.type('fast');
    await view.settle();
    await view.press('Enter');
    await view.until((s) => s.settings.lr === 3e-6 && /lr/.test(s.error ?? ''));
    const text = (await view.state()).error;
    await view.click('defaults');
    await view.until((s) => s.settings.lr === 1e-6 && s.error === null);
    return text;
  });

  await check('keys: space, arrows, R, L, ?, /', async () => {
    await view.rest('sine-cubic');
    await view.press('ArrowRight');
    await view.press('ArrowRight');
    await view.until((s) => s.step === 2);
    await view.press('ArrowLeft');
    await view.until((s) => s.step === 1);
    await view.press('r');
    await view.until((s) => s.step === 0);
    await view.press('Space');
    await view.until((s) => s.playing);
    await view.press('Space');
    await view.until((s) => !s.playing);
    await view.press('l');
    expect((await view.state()).view.logLoss === false, 'L did nothing');
    await view.press('l');
    await view.press('?');
    expect((await view.state()).view.shortcutsOpen, 'no list of keys');
    await view.picture('shortcuts');
    await view.press('Escape');
    expect(!(await view.state()).view.shortcutsOpen, 'the list of keys stays');
    await view.press('/');
    await view.page.keyboard.type('moons');
    await view.settle(8);
    expect((await view.rect('lesson:sine-cubic')) === null, 'the search does not filter');
    expect((await view.rect('lesson:two-moons')) !== null, 'the search finds nothing');
    await view.press('Escape');
    await view.press('Escape');
    expect((await view.rect('lesson:sine-cubic')) !== null, 'Escape does not clear the search');
  });

  await check('typing is no shortcut', async () => {
    const { step } = await view.state();
    await view.click('search');
    await view.page.keyboard.type('r l');
    await view.settle(8);
    const after = await view.state();
    expect(!after.playing && after.step === step && after.view.logLoss, 'typing did something');
    await view.press('Escape');
    await view.page.mouse.click(500, 60);
    await view.settle();
  });

  await check('a number is copied by a click', async () => {
    await view.rest('sine-cubic');
    await view.act({ type: 'step', count: 1 });
    await view.settle(6);
    await view.click('param:m:value');
    const copied = await view.page.evaluate(() => navigator.clipboard.readText());
    const { params } = await view.state();
    expect(Math.fround(Number(copied)) === Math.fround(params.m), `copied ${copied}, m is ${params.m}`);
    return copied;
  });

  await check('text is pasted into a field', async () => {
    await view.page.evaluate(() => navigator.clipboard.writeText('two m'));
    await view.click('search');
    await view.press('Control+v');
    await view.settle(8);
    await view.page.waitForFunction(() => window.gradbox.rect('lesson:sine-cubic') === null, null, { polling: 50 });
    expect((await view.rect('lesson:two-moons')) !== null, 'nothing matches what was pasted');
    await view.press('Escape');
    await view.press('Escape');
  });

  await check('the wheel zooms a plot, a double click brings its view back', async () => {
    await view.rest('sine-cubic');
    const before = await view.picture();
    const [x, y] = await view.middle('plot:fit');
    await view.page.mouse.move(x, y);
    await view.settle();
    await view.page.mouse.wheel(0, -300);
    await view.settle(6);
    const zoomed = await view.picture('zoomed');
    const rect = await view.place('plot:fit');
    const differing = (a, b) => {
      let count = 0;
      for (let px = rect.x + 20; px < rect.x + rect.width - 20; px += 3) {
        for (let py = rect.y + 40; py < rect.y + rect.height - 40; py += 3) {
          const one = a.at(Math.round(px), Math.round(py)), other = b.at(Math.round(px), Math.round(py));
          if (Math.abs(one[0] - other[0]) > 24) ++count;
        }
      }
      return count;
    };
    expect(differing(before, zoomed) > 100, 'the wheel did not zoom');
    // Where frames take long, both clicks may lie too far apart to be a double one.
    let off = Infinity;
    for (let tries = 0; tries < 4 && off >= 100; ++tries) {
      await view.page.mouse.dblclick(x, y);
      await view.settle(10);
      off = differing(before, await view.picture());
    }
    expect(off < 100, 'the double click did not bring the view back');
  });

  await check('the track leads to a step', async () => {
    await view.rest('sine-cubic');
    const rect = await view.place('timeline');
    await view.page.mouse.move(rect.x + rect.width / 5, rect.y + rect.height / 2);
    await view.settle();
    await view.page.mouse.down();
    await view.settle();
    await view.page.mouse.up();
    await view.until((s) => !s.busy && s.step > 250 && s.step < 350);
    return `step ${(await view.state()).step}`;
  });

  await check('a button of the text does what it says', async () => {
    await view.rest('sine-cubic');
    await view.act({ type: 'pause' });
    const { step, settings } = await view.state();
    await view.bring('do:1:1');
    await view.click('do:1:1');
    await view.page.waitForFunction(([s, lr]) => {
      const now = window.gradbox.state();
      return now.step !== s || now.playing || now.settings.lr !== lr;
    }, [step, settings.lr], { polling: 50 });
  });

  await check('controls for the keyboard appear with the focus', async () => {
    await view.rest('sine-cubic');
    await view.page.focus('#bar-step');
    await view.page.keyboard.press('Enter');
    await view.until((s) => s.step === 1);
    const top = await view.page.evaluate(() => document.getElementById('bar').getBoundingClientRect().top);
    expect(top >= 0, 'the controls stay hidden');
    await view.page.focus('#canvas');
  });

  await check('the page reported no errors', () => expect(view.troubles.length === 0, view.troubles.join('; ')));
  await view.close();

  await harness.check('input: fingers on a phone', () => harness.with({ width: 390, height: 780, touch: true }, async (phone) => {
    await phone.rest('sine-cubic');
    for (const id of ['play', 'step', 'reset', 'back', 'tab:text', 'tab:stage', 'tab:loss', 'tab:inspect']) {
      const rect = await phone.place(id);
      expect(rect.width >= 44 && rect.height >= 44, `${id} is ${rect.width} x ${rect.height}`);
    }
    await phone.tap('play');
    await phone.until((s) => s.playing && s.step > 0);
    await phone.tap('play');
    await phone.until((s) => !s.playing);
    for (const place of ['text', 'loss', 'inspect', 'stage']) {
      await phone.tap(`tab:${place}`);
      const now = (await phone.state()).view.place;
      expect(now === place, `the screen shows ${now}`);
      await phone.picture(`phone-${place}`);
    }
  }));

  await harness.check('input: a finger scrolls the text', () => harness.with({ width: 390, height: 700, touch: true }, async (phone) => {
    await phone.rest('sine-cubic');
    await phone.tap('tab:text');
    const before = await phone.rect('lesson:sine-cubic');
    const client = await phone.context.newCDPSession(phone.page);
    const touch = async (type, y) => {
      const touchPoints = type === 'touchEnd' ? [] : [{ x: 195, y }];
      await client.send('Input.dispatchTouchEvent', { type, touchPoints });
      await phone.settle(3);
    };
    await touch('touchStart', 450);
    for (const y of [430, 400, 360, 320]) await touch('touchMove', y);
    await touch('touchEnd');
    await phone.settle(30);
    const after = await phone.rect('lesson:sine-cubic');
    expect(!after || before.y - after.y > 60, `the text moved by ${after && before.y - after.y} px`);
    expect((await phone.state()).step === 0, 'the finger pressed something');
  }));
}
