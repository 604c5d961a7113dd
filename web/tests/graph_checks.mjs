// The graph, backward node by node, the list behind each gradient, and the check of gradients: by real clicks.
import fs from 'node:fs';
import { expect } from './harness.mjs';

const graphOf = async (view) => (await view.state()).view.graph;

/// Until a function of the graph's part of state() holds.
const untilGraph = (view, predicate) => view.until(`(s) => (${predicate})(s.view.graph)`);

export default async function graphChecks(harness) {
  const view = await harness.open({ width: 1280, height: 800, still: true });
  const check = (name, work) => harness.check(`graph: ${name}`, work);

  await check('G opens it, and every node has a box', async () => {
    await view.rest('linear-regression');
    await view.press('g');
    await untilGraph(view, (g) => g.nodes > 0);
    expect((await view.state()).view.stage === 'graph', 'G opened something else');
    for (const title of ['b', 'w', 'MulBackward0', 'AddBackward0', 'SubBackward0', 'PowBackward0', 'MeanBackward0', 'loss']) {
      expect((await view.rect(`graph:box:${title}`))?.visible, `no box for ${title}`);
    }
    return `${(await graphOf(view)).nodes} nodes`;
  });

  await check('it costs nothing while another tab is shown', async () => {
    await view.click('stage-tab:fit');
    await untilGraph(view, (g) => g.nodes === 0);
    await view.click('stage-tab:graph');
    await untilGraph(view, (g) => g.nodes > 0);
  });

  await check('boxes stay where they are while training goes on', async () => {
    const before = await view.place('graph:box:MulBackward0');
    await view.act({ type: 'step', count: 5 });
    await view.until((s) => s.step === 5 && !s.busy);
    await view.settle();
    const after = await view.place('graph:box:MulBackward0');
    expect(before.x === after.x && before.y === after.y, 'a box moved');
    await view.rest();
  });

  await check('a click on a box shows its card, a second one closes it', async () => {
    await view.click('graph:box:PowBackward0');
    expect((await view.rect('graph:card'))?.visible, 'no card');
    await view.picture('graph-card');
    await view.click('graph:card:close');
    expect((await view.rect('graph:card')) === null, 'the card stays');
  });

  await check('wheel zooms, drag pans, a double click shows all again', async () => {
    const first = await view.place('graph:box:MulBackward0');
    const canvas = await view.place('graph:canvas');
    await view.page.mouse.move(canvas.x + 60, canvas.y + 80);
    await view.settle();
    await view.page.mouse.wheel(0, -240);
    await view.settle(6);
    const larger = await view.rect('graph:box:MulBackward0');
    expect(larger === null || larger.width > 1.2 * first.width, 'the wheel does not zoom');
    await view.page.mouse.dblclick(canvas.x + 12, canvas.y + 12);
    await view.settle(6);
    const again = await view.place('graph:box:MulBackward0');
    expect(Math.abs(again.width - first.width) < 1.5, 'a double click does not bring all of it back');
    await view.page.mouse.move(canvas.x + 40, canvas.y + 80);
    await view.page.mouse.down();
    await view.settle();
    await view.page.mouse.move(canvas.x + 100, canvas.y + 120, { steps: 4 });
    await view.settle();
    await view.page.mouse.up();
    await view.settle();
    const moved = await view.place('graph:box:MulBackward0');
    expect(Math.abs(moved.x - again.x - 60) < 12, `dragged by ${moved.x - again.x}`);
    await view.click('graph:fit');
  });

  await check('tensors kept for backward are shown on request', async () => {
    await view.click('graph:saved');
    await untilGraph(view, (g) => g.showsSaved);
    expect((await view.rect('graph:box:x'))?.visible, 'x is kept by Mul, but not shown');
    await view.picture('graph-saved');
    await view.click('graph:saved');
    await untilGraph(view, (g) => !g.showsSaved);
    const bytes = (await graphOf(view)).savedBytes;
    expect(bytes === 640, `${bytes} bytes are kept: x and error are 320 each`);
  });

  await check('search finds a node', async () => {
    await view.click('graph:search');
    await view.page.keyboard.type('pow');
    await untilGraph(view, (g) => g.search === 'pow');
    await view.picture('graph-search');
    await view.press('Escape');
    await view.press('Escape');
  });

  await check('saved as DOT and as SVG', async () => {
    for (const [entry, start] of [['svg', '<svg xmlns='], ['dot', 'digraph {']]) {
      const download = view.page.waitForEvent('download');
      await view.click('save');
      await view.click(`save:${entry}`);
      const file = await download;
      expect(file.suggestedFilename() === `gradbox-linear-regression-graph-0.${entry}`, file.suggestedFilename());
      const text = fs.readFileSync(await file.path(), 'utf8');
      expect(text.startsWith(start), `the file begins with ${text.slice(0, 20)}`);
      for (const word of ['MulBackward0', 'MeanBackward0']) expect(text.includes(word), `${word} is not in the file`);
    }
  });

  await check('backward goes node by node, forth and back', async () => {
    await view.click('graph:backward');
    await untilGraph(view, (g) => g.stepper && g.steps > 0);
    const seen = [];
    for (let i = 0; i < 3; ++i) {
      await view.click('graph:next');
      seen.push((await graphOf(view)).node);
    }
    expect(seen.join() === 'MeanBackward0,PowBackward0,SubBackward0', seen.join());
    expect((await view.rect('graph:step-card'))?.visible, 'no card for the step');
    await view.picture('graph-backward');
    await view.click('graph:back');
    expect((await graphOf(view)).node === 'PowBackward0', 'not back at PowBackward0');
    await view.press('ArrowUp');
    expect((await graphOf(view)).step === 3, 'the up key does not step');
    await view.press('ArrowDown');
    expect((await graphOf(view)).step === 2, 'the down key does not step back');
    await view.click('graph:box:b');
    const { node, step, steps } = await graphOf(view);
    expect(node === 'AccumulateGrad', `a click on b leads to ${node}`);
    while ((await graphOf(view)).step < steps) await view.click('graph:next');
    await view.picture('graph-backward-end');
    await view.click('graph:backward');
    await untilGraph(view, (g) => !g.stepper);
    return `${steps} nodes, b at ${step}`;
  });

  await check('recording backward leaves the run alone', async () => {
    await view.rest();
    await view.click('graph:backward');
    await untilGraph(view, (g) => g.steps > 0);
    const grads = (await view.state()).grads;
    expect(Object.keys(grads).length === 0, `the run got gradients: ${JSON.stringify(grads)}`);
    await view.click('graph:backward');
  });

  await check('gradients are checked by finite differences', async () => {
    await view.click('check:gradients');
    await untilGraph(view, (g) => g.wrongGradients === 0);
    await view.picture('graph-check');
  });

  await check('forgetting to clear shows in the list behind each gradient', async () => {
    await view.act({ type: 'set', name: 'forget-zero', value: true });
    await view.act({ type: 'reset' });
    await view.act({ type: 'step', count: 3 });
    await view.until((s) => s.step === 3 && !s.busy);
    await view.settle();
    await view.click('ledger:open');
    await view.settle(8);
    const { grads } = await view.state();
    for (const call of [0, 1, 2]) expect(await view.rect(`ledger:b:${call}`), `no entry for the backward of step ${call}`);
    await view.picture('graph-ledger');
    await view.act({ type: 'defaults' });
    return `b.grad ${grads.b}`;
  });

  await check('a wrong derivative is caught', async () => {
    await view.rest('legendre');
    await view.act({ type: 'set', name: 'wrong-derivative', value: true });
    await view.press('g');
    await view.click('check:gradients');
    await untilGraph(view, (g) => g.wrongGradients > 0);
    await view.picture('graph-check-wrong');
    const { wrongGradients } = await graphOf(view);
    await view.act({ type: 'defaults' });
    return `${wrongGradients} elements are wrong`;
  });

  await check('nothing went wrong in the background', async () => {
    expect(view.troubles.length === 0, view.troubles.join('; '));
  });
  await view.close();

  for (const [name, options] of Object.entries({
    'phone-light': { width: 390, height: 844, dpr: 2, touch: true, scheme: 'light', still: true },
    'dense-dark': { width: 1280, height: 800, dpr: 2, scheme: 'dark', still: true },
  })) {
    await check(`looks right: ${name}`, async () => harness.with(options, async (other) => {
      await other.rest('two-moons');
      await other.press('g');
      await untilGraph(other, (g) => g.nodes > 0);
      await other.settle(8);
      const canvas = await other.place('graph:canvas');
      expect(canvas.width > 300 && canvas.height > 150, 'there is no room for the graph');
      await other.picture(`graph-${name}`);
      if (!options.touch) return;
      await other.tap('graph:backward');
      await untilGraph(other, (g) => g.stepper && g.steps > 0);
      await other.tap('graph:next');
      await untilGraph(other, (g) => g.step === 1);
      await other.picture(`graph-${name}-backward`);
    }));
  }
}
