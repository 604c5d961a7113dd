// What goes wrong, and what the page makes of it.
import { expect } from './harness.mjs';
import { colours } from './png.mjs';

const cover = (view) => view.page.evaluate(() => {
  const element = document.getElementById('cover');
  return { hidden: element.hidden, text: document.getElementById('cover-text').textContent };
});

/// Pretends that the tab went out of sight, or came back.
const setHidden = (view, hidden) => view.page.evaluate((value) => {
  Object.defineProperty(document, 'visibilityState', { value: value ? 'hidden' : 'visible', configurable: true });
  Object.defineProperty(document, 'hidden', { value, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}, hidden);

export default async function troubleChecks(harness) {
  const check = (name, work) => harness.check(`trouble: ${name}`, work);

  await check('a browser without WebGL 2 is told so', () => harness.with({
    await: false,
    prepare: () => {
      const original = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return /webgl/.test(kind) ? null : original.call(this, kind, ...rest);
      };
    },
  }, async (view) => {
    const { hidden, text } = await cover(view);
    expect(!hidden && /WebGL 2/.test(text), text);
    const refused = await view.page.evaluate(() => window.gradbox.ready.then(() => 'ready', (error) => error.message));
    expect(/WebGL 2/.test(refused), `ready: ${refused}`);
    await view.picture('no-webgl');
  }));

  await check('a browser without WebAssembly is told so', () => harness.with({
    await: false,
    prepare: () => { delete window.WebAssembly; },
  }, async (view) => {
    const { hidden, text } = await cover(view);
    expect(!hidden && /WebAssembly/.test(text), text);
  }));

  await check('a program that does not arrive is told', async () => {
    const context = await harness.browser.newContext();
    const page = await context.newPage();
    await page.route('**/gradbox.wasm', (route) => route.fulfill({ status: 503, body: '' }));
    await page.goto(harness.address);
    await page.waitForFunction(() => /could not be loaded/.test(document.getElementById('cover-text').textContent));
    await context.close();
  });

  await check('a hidden tab pauses, says so, and goes on by a click', () => harness.with({ width: 960, height: 640 }, async (view) => {
    await view.until((s) => s.playing && s.step > 2);
    await setHidden(view, true);
    await view.until((s) => !s.playing && s.view.pausedWhileHidden);
    const title = await view.page.title();
    expect(/^Paused/.test(title), `the title is ${title}`);
    await setHidden(view, false);
    await view.settle(6);
    await view.picture('paused-while-hidden');
    await view.click('hidden:continue');
    await view.until((s) => s.playing && !s.view.pausedWhileHidden);
  }));

  await check('a lost graphics context comes back', () => harness.with({ width: 960, height: 600 }, async (view) => {
    await view.rest('two-moons');
    await view.act({ type: 'step', count: 5 });
    await view.settle(6);
    await view.page.evaluate(() => {
      const context = document.getElementById('canvas').getContext('webgl2');
      window.lose = context.getExtension('WEBGL_lose_context');
      window.lose.loseContext();
    });
    await view.page.waitForFunction(() => !document.getElementById('cover').hidden, null, { polling: 50 });
    const { text } = await cover(view);
    expect(/graphics/.test(text), text);
    await view.page.evaluate(() => window.lose.restoreContext());
    await view.page.waitForFunction(() => document.getElementById('cover').hidden, null, { polling: 50 });
    await view.settle(10);
    const picture = await view.picture('context-restored');
    const plot = await view.place('plot:field');
    const many = colours(picture, plot.x, plot.y, plot.x + plot.width, plot.y + plot.height);
    expect(many > 40, `the stage has ${many} colours`);
    const words = await view.place('lesson:two-moons');
    const letters = colours(picture, words.x, words.y, words.x + words.width, words.y + words.height);
    expect(letters > 8, `the text has ${letters} colours`);
    expect((await view.state()).step === 5, 'training was lost');
  }));

  await check('a run that diverges pauses, says where, and is mended by a click', () => harness.with({ width: 1000, height: 680 }, async (view) => {
    await view.rest('sine-cubic');
    await view.act({ type: 'set', name: 'lr', value: 1e-5 });
    await view.act({ type: 'speed', value: 0 });
    await view.act({ type: 'play' });
    await view.until((s) => !s.playing && s.diagnosis !== null);
    const { diagnosis } = await view.state();
    await view.settle(6);
    await view.picture('diverged');
    expect(diagnosis.step > 10 && diagnosis.step < 60, `at step ${diagnosis.step}`);
    await view.click('diagnosis:walk');
    await view.until((s) => s.view.walkOpen);
    await view.settle(8);
    await view.picture('post-mortem');
    await view.click('walk:close');
    await view.until((s) => !s.view.walkOpen);
    await view.settle();
    await view.click('diagnosis:fix');
    await view.until((s) => s.diagnosis === null && s.settings.lr < 4.8e-6 && s.step > 3);
    return `${diagnosis.quantity} = ${diagnosis.value} in step ${diagnosis.step}`;
  }));

  await check('a step that throws is shown with its text', () => harness.with({ width: 1000, height: 680 }, async (view) => {
    await view.rest('linear-regression');
    const trap = await view.page.evaluate(() => {
      const lesson = window.gradbox.lessons().find((one) => one.id === 'linear-regression');
      return lesson.settings.find((one) => /grad/.test(one.name) && one.type === 'bool' && /no/.test(one.name)).name;
    });
    await view.act({ type: 'set', name: trap, value: 1 });
    await view.act({ type: 'step', count: 1 });
    await view.until((s) => /leaf Variable that requires grad/.test(s.error ?? ''));
    await view.settle(6);
    await view.picture('step-failed');
    await view.act({ type: 'defaults' });
    await view.until((s) => s.error === null);
  }));
}
