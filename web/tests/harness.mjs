// A browser with the page in it, and what the checks do with it. Waiting is for frames and states, never for time.
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { decode } from './png.mjs';

// Nothing waits that long on a machine that has nothing else to do; a busy one may.
const kPatience = 150000;
const kHarmless = /GL Driver Message|GPU stall|Automatic fallback to software/;

export class Harness {
  /// `shots`: where pictures go; `wanted`: only checks with this word in their name run.
  constructor(address, { shots, wanted } = {}) {
    this.address = address;
    this.shots = shots;
    this.wanted = wanted;
    this.passed = 0;
    this.failed = 0;
  }

  async start() {
    const executablePath = process.env.GRADBOX_CHROMIUM ?? '/usr/bin/chromium';
    this.browser = await chromium.launch({
      executablePath, headless: true,
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
    });
  }

  async stop() { await this.browser?.close(); }

  wants(name) { return !this.wanted || name.includes(this.wanted); }

  /// Runs one check; what it returns is printed beside it.
  async check(name, work) {
    if (!this.wants(name)) return;
    const start = Date.now();
    const seconds = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
    try {
      const note = await work();
      ++this.passed;
      console.log(`ok    ${name}  (${note ? `${note}; ` : ''}${seconds()})`);
    } catch (error) {
      ++this.failed;
      const where = String(error.stack).split('\n').filter((line) => /_checks\.mjs/.test(line)).slice(0, 1);
      const text = String(error.message ?? error).split('\n').slice(0, 3).concat(where.map((line) => line.trim()));
      console.log(`FAIL  ${name}  (${seconds()})\n      ${text.join('\n      ')}`);
    }
  }

  /// Opens the page in a fresh context. Options: width, height, dpr, scheme, touch, still, hash (a link), prepare (a script that
  /// runs before the page's own), await (false: do not wait for the playground).
  async open(options = {}) {
    const context = await this.browser.newContext({
      viewport: { width: options.width ?? 960, height: options.height ?? 600 },
      deviceScaleFactor: options.dpr ?? 1,
      colorScheme: options.scheme ?? 'dark',
      reducedMotion: options.still ? 'reduce' : 'no-preference',
      hasTouch: options.touch ?? false,
      isMobile: options.touch ?? false,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    page.setDefaultTimeout(kPatience);
    const view = new View(page, context, this);
    page.on('pageerror', (error) => view.troubles.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !kHarmless.test(message.text())) view.troubles.push(message.text());
    });
    if (options.prepare) await page.addInitScript(options.prepare);
    await page.goto(this.address + (options.hash ?? ''));
    if (options.await !== false) await view.ready();
    return view;
  }

  /// Opens, works, closes: nothing that one check leaves behind reaches the next.
  async with(options, work) {
    const view = await this.open(options);
    try {
      return await work(view);
    } finally {
      await view.close();
    }
  }
}

export class View {
  constructor(page, context, harness) {
    this.page = page;
    this.context = context;
    this.harness = harness;
    this.troubles = [];
  }

  async ready() {
    await this.page.waitForFunction(() => window.gradbox && window.gradbox.frames > 2, null, { timeout: kPatience });
    await this.page.evaluate(() => window.gradbox.ready.then(() => true));
  }

  async close() { await this.context.close(); }

  state() { return this.page.evaluate(() => window.gradbox.state()); }
  frames() { return this.page.evaluate(() => window.gradbox.frames); }
  rect(id) { return this.page.evaluate((name) => window.gradbox.rect(name), id); }
  act(action) { return this.page.evaluate((one) => window.gradbox.dispatch(one), action); }

  /// The message of the Error that an action throws.
  refused(action) {
    return this.page.evaluate((one) => {
      try {
        window.gradbox.dispatch(one);
      } catch (error) {
        return error instanceof Error ? error.message : 'not an Error';
      }
      return '';
    }, action);
  }

  /// Until `predicate` (a function of state(), run in the page) holds.
  async until(predicate) {
    await this.page.waitForFunction(`(${predicate})(window.gradbox.state())`, null, { timeout: kPatience, polling: 20 });
  }

  /// Until so many frames more were drawn, or nothing is left to draw. Asked inside the page: every question from
  /// outside waits for a frame to end.
  async settle(count = 4) {
    await this.page.evaluate(([more, patience]) => new Promise((done, giveUp) => {
      const enough = window.gradbox.frames + more, end = performance.now() + patience;
      const look = () => {
        if (window.gradbox.frames >= enough || window.gradbox.idle) done();
        else if (performance.now() > end) giveUp(new Error(`the page drew no ${more} frames in ${patience} ms`));
        else setTimeout(look, 8);
      };
      look();
    }), [count, kPatience]);
  }

  /// Paused, before the first step.
  async rest(lesson) {
    if (lesson) await this.act({ type: 'select', lesson });
    await this.act({ type: 'pause' });
    await this.act({ type: 'reset' });
    await this.until((s) => !s.busy && s.step === 0);
    await this.settle();
  }

  async place(id) {
    const rect = await this.rect(id);
    if (!rect) throw new Error(`no widget is called '${id}'`);
    if (!rect.visible) throw new Error(`the widget '${id}' is scrolled out of sight`);
    return rect;
  }

  async middle(id) {
    const rect = await this.place(id);
    return [rect.x + rect.width / 2, rect.y + rect.height / 2];
  }

  /// Turns the wheel in the region that holds a widget until the widget can be seen whole.
  async bring(id) {
    const inside = (rect, region) => rect.x + rect.width / 2 > region.x && rect.x + rect.width / 2 < region.x + region.width;
    for (let turns = 0; turns < 30; ++turns) {
      const rect = await this.rect(id);
      if (!rect) throw new Error(`no widget is called '${id}'`);
      const regions = [];
      for (const one of id.startsWith('lesson:') ? ['lessons', 'guide'] : ['guide', 'inspector']) {
        const region = await this.rect(`region:${one}`);
        if (region && inside(rect, region)) regions.push(region);
      }
      const [region] = regions;
      if (!region) return;
      const top = rect.y - region.y - 8, bottom = rect.y + rect.height - region.y - region.height + 8;
      if (rect.visible && top >= 0 && bottom <= 0) return;
      const way = rect.y + rect.height / 2 - region.y - region.height / 2;
      await this.page.mouse.move(region.x + region.width - 6, region.y + region.height / 2);
      await this.settle(2);
      await this.page.mouse.wheel(0, Math.sign(way) * Math.min(600, Math.max(60, Math.abs(way))));
      await this.settle(6);
    }
    throw new Error(`the widget '${id}' cannot be scrolled into sight`);
  }

  async hover(id) {
    const at = await this.middle(id);
    await this.page.mouse.move(...at);
    await this.settle(2);
    return at;
  }

  async click(id, options = {}) {
    await this.page.mouse.click(...(await this.hover(id)), options);
    await this.settle(5);
  }

  async tap(id) {
    await this.page.touchscreen.tap(...(await this.middle(id)));
    await this.settle(8);
  }

  async press(key) {
    await this.page.keyboard.press(key);
    await this.settle(5);
  }

  async picture(name) {
    const png = await this.page.screenshot();
    if (name && this.harness.shots) {
      fs.mkdirSync(this.harness.shots, { recursive: true });
      fs.writeFileSync(path.join(this.harness.shots, `${name}.png`), png);
    }
    return decode(png);
  }
}

export function expect(condition, text) {
  if (!condition) throw new Error(text);
}

export function near(actual, wanted, tolerance, what) {
  expect(Math.abs(actual - wanted) <= tolerance * Math.abs(wanted), `${what} is ${actual}, not ${wanted}`);
}
