// The graph, backward node by node, the list behind each gradient, and the check of gradients: by real clicks.
import fs from 'node:fs';
import { expect } from './harness.mjs';

const graphOf = async (view) => (await view.state()).view.graph;

/// Until a function of the graph's part of state() holds.
const untilGraph = (view, predicate) => view.until(`(s) => (${predicate})(s.view.graph)`);

const kLoop = '500 × (Mul, Add) …';

/// The graph as a file.
async function saved(view, entry) {
  const download = view.page.waitForEvent('download');
  await view.click('save');
  await view.click(`save:${entry}`);
  return fs.readFileSync(await (await download).path(), 'utf8');
}

/// Drags the picture about; returns how many milliseconds a frame took the page, as the middle of all frames.
async function drag(view, canvas) {
  const x = canvas.x + 120, y = canvas.y + 120;
  await view.page.evaluate(() => { window.frameTimes = []; });
  await view.page.mouse.move(x, y);
  await view.page.mouse.down();
  for (let i = 0; i < 40; ++i) await view.page.mouse.move(x + 2 * i, y + 4 * (i % 20));
  await view.page.mouse.up();
  await view.settle(6);
  const times = await view.page.evaluate(() => window.frameTimes);
  expect(times.length > 10, `only ${times.length} frames were drawn`);
  return times.sort((a, b) => a - b)[times.length >> 1];
}

/// Runs in the page before all else: notes how long each frame takes.
const kTimeFrames = `(() => {
  const request = window.requestAnimationFrame.bind(window);
  window.frameTimes = [];
  window.requestAnimationFrame = (work) => request((time) => {
    const start = performance.now();
    work(time);
    window.frameTimes.push(performance.now() - start);
  });
})()`;

/// Real fingers: each a list of points that it moves along.
async function fingers(view, ...ways) {
  const client = await view.context.newCDPSession(view.page);
  const at = (i) => ways.map((way, id) => ({ x: way[i][0], y: way[i][1], id }));
  await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
  await view.settle(4);
  for (let i = 1; i < ways[0].length; ++i) {
    await client.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(i) });
    await view.settle(2);
  }
  await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await view.settle(8);
  await client.detach();
}

const between = (a, b, count) => Array.from({ length: count + 1 }, (_, i) => [a[0] + (b[0] - a[0]) * i / count, a[1] + (b[1] - a[1]) * i / count]);

export default async function graphChecks(harness) {
  const view = await harness.open({ width: 1280, height: 800, still: true, prepare: kTimeFrames });
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

  await check('a thousand nodes are one box, and keep the rate of the display when they are unfolded', async () => {
    await view.rest('dynamic-graph');
    await view.act({ type: 'set', name: 'loops', value: 500 });
    await view.act({ type: 'step', count: 2 });
    await view.until((s) => s.step === 2 && !s.busy);
    await view.press('g');
    await untilGraph(view, (g) => g.nodes === 1004);
    await view.settle(8);
    await view.picture('graph-thousand-folded');
    const folded = await saved(view, 'svg');
    expect(folded.split('MulBackward0').length < 5, 'the folded chain is drawn out in the file');
    await view.click(`graph:box:${kLoop}`);
    await view.click('graph:card:unfold');
    await view.settle(8);
    const unfolded = await saved(view, 'svg');
    expect(unfolded.split('MulBackward0').length > 500, 'the unfolded chain is folded in the file');
    const canvas = await view.place('graph:canvas');
    const near = await drag(view, canvas);
    await view.picture('graph-thousand');
    await view.page.mouse.move(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
    await view.page.mouse.wheel(0, 1200);
    await view.settle(6);
    const far = await drag(view, canvas);
    await view.picture('graph-thousand-far');
    await view.click('graph:fit');
    await view.settle(6);
    const fitted = await view.picture('graph-thousand-fitted');
    const drawnAt = (y) => {
      const ground = fitted.at(Math.round(canvas.x + canvas.width - 8), Math.round(y)).join();
      const across = Array.from({ length: Math.round(canvas.width / 2) }, (_, i) => Math.round(canvas.x + canvas.width / 4) + i);
      return across.some((x) => fitted.at(x, Math.round(y)).join() !== ground);
    };
    expect(drawnAt(canvas.y + canvas.height / 2), 'the fitted chain is not there');
    expect(!drawnAt(canvas.y + canvas.height - 3), 'the fitted chain runs out of the picture');
    await view.act({ type: 'defaults' });
    expect(near < 8 && far < 8, `a frame takes ${near} and ${far} ms of our own`);
    return `a frame takes ${near.toFixed(1)} ms near by, ${far.toFixed(1)} ms from afar`;
  });

  await check('a shape error shows what was built, and the culprit', async () => {
    await view.rest('dynamic-graph');
    await view.act({ type: 'set', name: 'wrong-points', value: true });
    await view.act({ type: 'step', count: 3 });
    await view.until((s) => s.error !== null && !s.busy);
    await view.settle(8);
    for (const title of ['b', 'w', 'AddBackward0', 'sub']) {
      expect((await view.rect(`graph:box:${title}`))?.visible, `no box for ${title}`);
    }
    expect((await view.state()).error.includes('(20) must match the size of tensor b (80)'), 'another error');
    await view.picture('graph-shape-error');
    await view.act({ type: 'defaults' });
  });

  await check('the pointer finds out about a box at every size', async () => {
    await view.rest('linear-regression');
    await view.act({ type: 'step', count: 1 });
    await view.until((s) => s.step === 1 && !s.busy);
    await view.press('g');
    await untilGraph(view, (g) => g.nodes > 0);
    for (const turns of [0, 1, -3]) {
      await view.hover('graph:canvas');
      if (turns) await view.page.mouse.wheel(0, 300 * turns);
      await view.settle(6);
      await view.click('graph:fit');
      await view.hover('graph:box:MulBackward0');
      await view.page.waitForFunction(() => window.gradbox.rect('tip') !== null);
    }
    await view.settle(6);
    await view.picture('graph-tip');
  });

  await check('a link brings back what is looked at', async () => {
    await view.click('graph:saved');
    await view.click('graph:backward');
    await untilGraph(view, (g) => g.steps > 0);
    for (let i = 0; i < 3; ++i) await view.click('graph:next');
    const canvas = await view.place('graph:canvas');
    await view.page.mouse.move(canvas.x + 40, canvas.y + 80);
    await view.settle();
    await view.page.mouse.wheel(0, -100);
    await view.settle(6);
    const box = await view.rect('graph:box:MulBackward0');
    const { link } = await view.state();
    await harness.with({ width: 1280, height: 800, still: true, hash: link }, async (other) => {
      await untilGraph(other, (g) => g.steps > 0 && g.nodes > 0);
      await other.settle(8);
      const graph = await graphOf(other);
      expect(graph.showsSaved && graph.stepper && graph.step === 3, `opened as ${JSON.stringify(graph)}`);
      const again = await other.rect('graph:box:MulBackward0');
      expect(Math.abs(again.x - box.x) < 1 && Math.abs(again.width - box.width) < 1, 'the picture lies elsewhere');
      expect((await other.state()).view.linkIgnored.length === 0, 'something was ignored');
    });
    await view.click('graph:backward');
    await view.click('graph:saved');
    await view.click('graph:fit');
    return link;
  });

  await check('a nan of backward is walked back to where it was born', async () => {
    await view.rest('two-moons');
    await view.act({ type: 'set', name: 'root-penalty', value: true });
    await view.act({ type: 'step', count: 1 });
    await view.until((s) => s.diagnosis !== null && !s.busy);
    await view.settle(6);
    expect((await view.state()).diagnosis.bornIn === 'SqrtBackward0', (await view.state()).diagnosis.bornIn);
    await view.picture('graph-born-card');
    await view.click('diagnosis:walk');
    expect((await view.state()).view.walkOpen, 'the walk does not open');
    await view.picture('graph-born');
    await view.page.mouse.move(640, 300);
    await view.page.mouse.wheel(0, 900);
    await view.settle(8);
    await view.picture('graph-born-below');
    await view.click('walk:fix');
    await view.until((s) => s.diagnosis === null && s.settings['root-penalty'] === false);
    await view.act({ type: 'pause' });
  });

  await check('the weights of a network have a ledger too', async () => {
    await view.rest('two-moons');
    await view.act({ type: 'step', count: 3 });
    await view.until((s) => s.step === 3 && !s.busy);
    await view.press('g');
    if (await view.rect('ledger:open')) {
      await view.bring('ledger:open');
      await view.click('ledger:open');
    }
    await view.settle(8);
    expect(await view.rect('ledger:W1:2'), 'no entry for the backward of step 2');
    expect(await view.rect('ledger:W2:2'), 'no entry for the larger weight');
    await view.picture('graph-ledger-network');
    await view.bring('ledger:close');
    await view.click('ledger:close');
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
      await other.tap('graph:backward');
      await untilGraph(other, (g) => !g.stepper);
      await other.tap('graph:fit');
      const x = canvas.x + canvas.width / 2, y = canvas.y + canvas.height / 2, title = 'graph:box:loss';
      const first = await other.rect(title);
      const free = [canvas.x + 24, canvas.y + canvas.height - 60];  // no box lies there: a finger that rests on one asks about it
      await fingers(other, between(free, [free[0] + 50, free[1] - 70], 6));
      const dragged = await other.rect(title);
      expect(Math.abs(dragged.x - first.x - 50) < 12 && Math.abs(dragged.y - first.y + 70) < 12,
             `a finger moved it by ${dragged.x - first.x}, ${dragged.y - first.y}`);
      await other.tap('graph:fit');
      const box = 'graph:box:b2', before = await other.rect(box);
      await fingers(other, between([x - 40, y], [x - 80, y], 8), between([x + 40, y], [x + 80, y], 8));
      const pinched = await other.rect(box);
      expect(Math.abs(pinched.width / before.width - 2) < 0.35, `two fingers made it ${pinched.width / before.width} times as wide`);
      await fingers(other, between([x - 40, y], [x - 40, y + 60], 8), between([x + 40, y], [x + 40, y + 60], 8));
      const moved = await other.rect(box);
      expect(moved.y - pinched.y > 25, `two fingers moved it by ${moved.y - pinched.y}`);
      await other.picture(`graph-${name}-pinched`);
    }));
  }
}
