// Training with lesson switching for a long time: memory must not grow, and no frame of ours may take over 50 ms.
// node web/tests/soak.mjs --site build/web/site [--seconds 600]
import { parseArgs } from 'node:util';
import { Harness } from './harness.mjs';
import { soak } from './soak_checks.mjs';
import { serve } from './server.mjs';

const { values } = parseArgs({ options: { site: { type: 'string' }, seconds: { type: 'string', default: '600' } } });
if (!values.site) {
  console.error('usage: node web/tests/soak.mjs --site DIR [--seconds N]');
  process.exit(2);
}
const server = await serve(values.site);
const harness = new Harness(server.address);
await harness.start();
await harness.check(`soak: ${values.seconds} s of training with lesson switching`, () => soak(harness, Number(values.seconds), console.log));
await harness.stop();
await server.close();
console.log(`${harness.passed} passed, ${harness.failed} failed`);
process.exit(harness.failed);
