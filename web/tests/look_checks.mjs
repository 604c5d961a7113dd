// Densities, sizes, colours, and what can be told from pixels. picture_checks.mjs looks at every lesson.
import { expect } from './harness.mjs';
import { brightness, colours } from './png.mjs';

async function show(view, lesson, step) {
  await view.act({ type: 'select', lesson });
  await view.act({ type: 'pause' });
  await view.act({ type: 'seek', step });
  await view.page.waitForFunction((n) => !window.gradbox.state().busy && window.gradbox.state().step === n, step,
                                  { polling: 50 });
  await view.page.mouse.move(3, 3);
  await view.settle(8);
}

export default async function lookChecks(harness) {
  for (const scheme of ['dark', 'light']) {
    const view = await harness.open({ width: 1180, height: 720, scheme });
    await harness.check(`look: loss surface, ${scheme}`, async () => {
      await show(view, 'linear-regression', 80);
      await view.act({ type: 'stage', name: 'surface' });
      await view.settle(10);
      const picture = await view.picture(`surface-${scheme}`);
      const light = brightness(picture.at(3, picture.height - 3));
      expect(scheme === 'dark' ? light < 60 : light > 200, `the ground has brightness ${light}`);
      const plot = await view.place('plot:surface');
      const many = colours(picture, plot.x, plot.y, plot.x + plot.width, plot.y + plot.height);
      expect(many > 150, `the surface has ${many} colours`);
    });
    await view.close();
  }

  await harness.check('look: follows a change of the system colours', () => harness.with({ width: 920, height: 480 }, async (view) => {
    await view.rest();
    await view.page.emulateMedia({ colorScheme: 'light' });
    await view.until((s) => s.view.dark === false);
    await view.page.emulateMedia({ colorScheme: 'dark' });
    await view.until((s) => s.view.dark === true);
  }));

  await harness.check('look: as many pixels as the screen has', async () => {
    for (const dpr of [1, 1.5, 2]) {
      await harness.with({ width: 640, height: 420, dpr }, async (view) => {
        await view.rest('sine-cubic');
        const size = await view.page.evaluate(() => {
          const canvas = document.getElementById('canvas');
          return [canvas.width, canvas.height];
        });
        expect(size.join() === [640 * dpr, 420 * dpr].join(), `at ${dpr}: ${size.join(' x ')}`);
        await view.picture(`density-${dpr}`);
      });
    }
  });

  await harness.check('look: resizes, and changes places below 900 px', () => harness.with({ width: 1000, height: 600 }, async (view) => {
    await view.rest('sine-cubic');
    expect((await view.state()).view.narrow === false, 'narrow at 1000 px');
    await view.page.setViewportSize({ width: 500, height: 640 });
    await view.until((s) => s.view.narrow === true);
    await view.settle();
    const size = await view.page.evaluate(() => [document.getElementById('canvas').width, document.getElementById('canvas').height]);
    expect(size.join() === '500,640', size.join(' x '));
    expect((await view.rect('tab:loss')).visible, 'no tabs at the bottom');
  }));
}
