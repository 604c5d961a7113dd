// Runs gradbox-bench in headless Chromium: node chromium.mjs FOLDER ARGUMENT... prints what the program prints and
// exits with its exit code. The page and the files of FOLDER are handed to the browser without a server.
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const types = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
const page_text = `<!doctype html><title>gradbox-bench</title><script>
  window.start = (programArguments) => new Promise((resolve, reject) => {
    const lines = [];
    window.Module = {
      arguments: programArguments,
      print: (line) => lines.push(line),
      printErr: (line) => lines.push(line),
      onExit: (code) => resolve({ code, lines }),
      onAbort: (reason) => reject(new Error(String(reason))),
    };
    const script = document.createElement('script');
    script.src = 'gradbox-bench.js';
    script.onerror = () => reject(new Error('gradbox-bench.js cannot be loaded'));
    document.body.append(script);
  });
</script><body>`;

async function answer(route, folder) {
  const name = path.basename(new URL(route.request().url()).pathname);
  if (name === '') return route.fulfill({ contentType: 'text/html', body: page_text });
  const file = path.join(folder, name);
  if (!existsSync(file)) return route.fulfill({ status: 404, body: '' });
  return route.fulfill({ contentType: types[path.extname(name)], body: await readFile(file) });
}

const [folder, ...programArguments] = process.argv.slice(2);
const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, headless: true, args: ['--no-sandbox'] });
let code = 1;
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => { if (error.name !== 'ExitStatus') console.error(String(error)); });
  await page.route('**/*', (route) => answer(route, folder));
  await page.goto('http://localhost/');
  const result = await page.evaluate((list) => window.start(list), programArguments);
  console.log(result.lines.join('\n'));
  code = result.code;
} finally {
  await browser.close();
}
process.exit(code);
