// Through every lesson by real input: chosen in the list, stepped, played, asked, changed and broken. walks.mjs holds
// what is done and which figures must then be seen.
import { expect } from './harness.mjs';
import { kWalks } from './walks.mjs';

/// Whether a number is what the text says: to the digits it shows, or within its tolerance.
function agrees(actual, wanted) {
  if (typeof actual !== 'number') return false;
  const [text, tolerance] = wanted.split(' ~');
  const number = Number(text);
  if (tolerance) return Math.abs(actual - number) <= Number(tolerance) * Math.abs(number);
  const [mantissa, exponent] = text.split('e');
  const shown = (mantissa.split('.')[1] ?? '').length - Number(exponent ?? 0);
  // The order of summation shows in the last digits of a float32.
  return Math.abs(actual - number) <= 0.501 * 10 ** -shown + 1e-6 * Math.abs(number);
}

function figure(state, name) {
  const [kind, rest] = [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)];
  if (kind === 'figure') return state.figures[rest];
  if (kind === 'printed') return state.printed.filter((line) => line.name === rest).at(-1)?.text;
  if (name.includes('@')) {
    const [series, step] = name.split('@');
    const { count, tail } = state.series[series];
    return tail[Number(step) - (count - tail.length)];
  }
  if (name.endsWith('.grad')) return state.grads[name.slice(0, -'.grad'.length)];
  return name === 'loss' && state.loss !== null ? state.loss : state.params[name];
}

function compare(actual, wanted, name) {
  if (wanted === null) return expect(actual !== undefined, `there is no ${name}`);
  if (wanted instanceof RegExp) return expect(wanted.test(actual ?? ''), `${name} is ${JSON.stringify(actual)}, not ${wanted}`);
  if (Array.isArray(wanted)) {
    expect(Array.isArray(actual) && actual.length === wanted.length, `${name} is ${JSON.stringify(actual)}`);
    return wanted.forEach((one, i) => compare(actual[i], one, `${name}[${i}]`));
  }
  return expect(agrees(actual, wanted), `${name} is ${JSON.stringify(actual)}, not ${wanted}`);
}

async function expectFigures(view, figures) {
  const state = await view.state();
  for (const [name, wanted] of Object.entries(figures ?? {})) compare(figure(state, name), wanted, name);
  return Object.keys(figures ?? {}).length;
}

const rested = (view) => view.until((s) => !s.busy);

async function typeInto(view, setting, text) {
  await view.bring(`setting:${setting}:value`);
  const before = (await view.state()).settings[setting];
  await view.click(`setting:${setting}:value`);
  await view.page.keyboard.type(text);
  await view.press('Enter');
  await view.until(`(s) => !s.busy && s.settings['${setting}'] !== ${JSON.stringify(before)}`);
}

async function stepTo(view, step) {
  while ((await view.state()).step < step) {
    const { step: before } = await view.state();
    await view.click('step');
    await view.until(`(s) => !s.busy && s.step === ${before + 1}`);
  }
}

/// As fast as possible to the last planned step, or to where it stops by itself.
async function play(view) {
  await view.click('speed:max');
  await view.click('play');
  await view.until((s) => !s.playing && !s.busy && (s.step > 0 || s.error !== null));
}

/// Takes back whatever was changed, and starts afresh.
async function mend(view) {
  await view.bring('defaults');
  await view.click('defaults');
  await view.press('r');
  await view.until((s) => !s.busy && s.step === 0 && s.error === null && s.diagnosis === null);
}

async function spring(view, trap) {
  if (trap.on) {
    await view.bring(`setting:${trap.on}`);
    await view.click(`setting:${trap.on}`);
    await view.until(`(s) => s.settings['${trap.on}'] === true`);
  } else {
    await typeInto(view, trap.setting, trap.text);
  }
  await view.press('r');
  await view.until((s) => !s.busy && s.step === 0);
  await play(view);
  const state = await view.state();
  if (trap.error) {
    expect(trap.error.test(state.error ?? ''), `the error is ${JSON.stringify(state.error)}`);
  } else {
    expect(state.error === null, `there is an error: ${state.error}`);
  }
  if (trap.diagnosis) expect(trap.diagnosis.test(state.diagnosis?.quantity ?? ''), `the diagnosis is ${JSON.stringify(state.diagnosis)}`);
  await expectFigures(view, trap.figures);
  return trap.diagnosis ? `${state.diagnosis.quantity} in step ${state.diagnosis.step}` : (state.error ?? '').split('\n')[0].slice(0, 60);
}

async function lookAtGraph(view, wanted) {
  await view.press('g');
  await view.until((s) => s.view.graph.nodes > 0);
  const { nodes } = (await view.state()).view.graph;
  expect(nodes === wanted.nodes, `the graph has ${nodes} nodes, not ${wanted.nodes}`);
  for (const box of wanted.boxes) expect((await view.rect(`graph:box:${box}`))?.visible, `no box for ${box}`);
  await view.click('graph:backward');
  await view.until((s) => s.view.graph.steps > 0);
  await view.click('graph:next');
  const { node } = (await view.state()).view.graph;
  expect(node === wanted.first, `backward begins at ${node}`);
  await view.click('graph:backward');
  return `${nodes} nodes`;
}

/// What is done with a mouse and keys.
async function walk(harness, view, row) {
  const check = (name, work) => harness.check(`walk: ${row.lesson}: ${name}`, work);

  await check('chosen in the list and stepped through', async () => {
    await view.bring(`lesson:${row.lesson}`);
    await view.click(`lesson:${row.lesson}`);
    await view.until(`(s) => s.lesson === '${row.lesson}'`);
    if ((await view.state()).playing) await view.press('Space');
    await view.press('r');
    await view.until((s) => !s.busy && s.step === 0);
    let count = 0;
    for (const [step, figures] of Object.entries(row.steps)) {
      await stepTo(view, Number(step));
      count += await expectFigures(view, figures);
    }
    return `${count} figures`;
  });

  await check('an answer is revealed', async () => {
    const question = 'predict:1:1';
    await view.bring(question);
    await view.click(question);
    const { revealed } = (await view.state()).view;
    expect(revealed.includes(`${row.lesson}/${question}`), `revealed are ${revealed.join()}`);
    expect((await view.rect(question)) === null, 'the button is still there');
  });

  await check('played to its end', async () => {
    await play(view);
    const { step, plannedSteps } = await view.state();
    expect(step === plannedSteps, `it rests at step ${step} of ${plannedSteps}`);
    return `${await expectFigures(view, row.end)} figures at step ${step}`;
  });

  for (const change of [row.typed, row.chosen]) {
    if (!change) continue;
    await check(change.click ? `${change.click} is clicked` : `${change.setting} = ${change.text} is typed`, async () => {
      if (change.click) {
        await view.bring(change.click);
        await view.click(change.click);
        await rested(view);
      } else {
        await typeInto(view, change.setting, change.text);
      }
      if (change.steps) {
        await view.press('r');
        await view.until((s) => !s.busy && s.step === 0);
        await stepTo(view, change.steps);
      }
      await expectFigures(view, change.figures);
      await view.press('Control+z');
      await view.until((s) => !s.busy);
    });
  }

  for (const trap of row.traps) {
    await check(`trap ${trap.on ?? `${trap.setting} = ${trap.text}`}`, async () => {
      try {
        return await spring(view, trap);
      } finally {
        await mend(view);
      }
    });
  }

  await check('its graph, and where backward begins', async () => {
    await view.press('r');
    await stepTo(view, Math.min((await view.state()).plannedSteps, 5));
    return lookAtGraph(view, row.graph);
  });
}

/// What is done with a finger.
async function touch(view, row) {
  await view.tap('tab:text');
  await view.bring(`lesson:${row.lesson}`);
  await view.tap(`lesson:${row.lesson}`);
  await view.until(`(s) => s.lesson === '${row.lesson}'`);
  if ((await view.state()).playing) await view.tap('play');
  await view.tap('reset');
  await view.until((s) => !s.busy && s.step === 0);
  const title = await view.rect('do:1:1');
  expect(title !== null, 'the text has no buttons');
  await view.bring('do:1:1');
  await view.tap('do:1:1');
  await view.until((s) => !s.busy && s.step > 0);
  const [last, figures] = Object.entries(row.steps)[0];
  await view.tap('tab:stage');
  while ((await view.state()).step > Number(last)) await view.tap('back');
  while ((await view.state()).step < Number(last)) await view.tap('step');
  await rested(view);
  return `${await expectFigures(view, figures)} figures`;
}

export default async function walkChecks(harness) {
  await harness.check('walk: every lesson has a row', () => harness.with({ width: 1000, height: 680 }, async (view) => {
    const lessons = (await view.page.evaluate(() => window.gradbox.lessons()));
    for (const one of lessons) {
      const row = kWalks.find((walked) => walked.lesson === one.id);
      expect(row, `${one.id} has no row in walks.mjs`);
      const traps = one.settings.filter((setting) => setting.trap).map((setting) => setting.name);
      const walked = row.traps.map((trap) => trap.on);
      for (const trap of traps) expect(walked.includes(trap), `${one.id}: nobody walks into the trap ${trap}`);
    }
    return `${lessons.length} lessons`;
  }));

  const view = await harness.open({ width: 1200, height: 640, still: true });
  for (const row of kWalks) await walk(harness, view, row);
  await harness.check('walk: the page reported no errors', () => expect(view.troubles.length === 0, view.troubles.join('; ')));
  await view.close();

  const phone = await harness.open({ width: 390, height: 780, touch: true, still: true });
  for (const row of kWalks) await harness.check(`walk: ${row.lesson} with a finger`, () => touch(phone, row));
  await harness.check('walk: the phone reported no errors', () => expect(phone.troubles.length === 0, phone.troubles.join('; ')));
  await phone.close();
}
