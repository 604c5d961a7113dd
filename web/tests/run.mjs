// Browser tests: node web/tests/run.mjs --site build/web/site [--shots DIR] [--only GROUP] [--check WORD]
// Starts its own server on a free port, drives the page in headless Chromium, and ends with "N passed, N failed".
import { parseArgs } from 'node:util';
import apiChecks from './api_checks.mjs';
import budgetChecks from './budget_checks.mjs';
import graphChecks from './graph_checks.mjs';
import inputChecks from './input_checks.mjs';
import lookChecks from './look_checks.mjs';
import pictureChecks from './picture_checks.mjs';
import soakChecks from './soak_checks.mjs';
import stateChecks from './state_checks.mjs';
import troubleChecks from './trouble_checks.mjs';
import walkChecks from './walk_checks.mjs';
import { Harness } from './harness.mjs';
import { serve } from './server.mjs';

const { values } = parseArgs({ options: { site: { type: 'string' }, shots: { type: 'string' }, only: { type: 'string' }, check: { type: 'string' } } });
if (!values.site) {
  console.error('usage: node web/tests/run.mjs --site DIR [--shots DIR] [--only api|input|walk|graph|look|picture|state|soak|trouble|budget] [--check WORD]');
  process.exit(2);
}

const groups = { budget: budgetChecks, api: apiChecks, input: inputChecks, walk: walkChecks, graph: graphChecks, look: lookChecks, picture: pictureChecks, state: stateChecks, soak: soakChecks, trouble: troubleChecks };
const server = await serve(values.site);
const harness = new Harness(server.address, { shots: values.shots, wanted: values.check });
try {
  await harness.start();
  for (const [name, checks] of Object.entries(groups)) {
    if (values.only && values.only !== name) continue;
    await checks(harness, values.site);
  }
} catch (error) {
  ++harness.failed;
  console.log(`FAIL  the tests themselves\n      ${error.stack}`);
} finally {
  await harness.stop();
  await server.close();
}
console.log(`${harness.passed} passed, ${harness.failed} failed`);
process.exit(harness.failed === 0 && harness.passed > 0 ? 0 : 1);
