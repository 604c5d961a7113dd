// What the page weighs, gzipped:  node size.mjs --dir DIR [--budget BYTES]; exit code 1 when it is over the budget.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const { values } = parseArgs({ options: { dir: { type: 'string' }, budget: { type: 'string' } } });
let total = 0;
const entries = readdirSync(values.dir, { withFileTypes: true }).filter((entry) => entry.isFile());
for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
  const bytes = readFileSync(path.join(values.dir, name));
  const packed = gzipSync(bytes, { level: 9 }).length;
  total += packed;
  console.log(`${name.padEnd(20)} ${String(bytes.length).padStart(9)} bytes ${String(packed).padStart(9)} gzipped`);
}
const within = values.budget === undefined || total <= Number(values.budget);
console.log(`page: ${total} bytes gzipped${values.budget ? `, budget ${values.budget}` : ''}`);
if (!within) console.error('gradbox: the page is over its budget');
process.exit(within ? 0 : 1);
