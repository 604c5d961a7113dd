// Serves the built playground to this machine only.
//   node serve.mjs --dir DIR [--port N] [--no-open]
// Prints the address alone on a line once the page can be opened. Without --port the first free port from 8080 on is used.
import { createServer } from 'node:http';
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { FileStore } from './files.mjs';

const HOST = '127.0.0.1';
const DEFAULT_PORT = 8080;
const PORTS_TRIED = 100;

function options() {
  const { values } = parseArgs({
    options: { dir: { type: 'string' }, port: { type: 'string' }, 'no-open': { type: 'boolean', default: false } },
  });
  if (!values.dir) throw new Error('--dir DIR is needed');
  return { dir: values.dir, port: values.port === undefined ? null : Number(values.port), open: !values['no-open'] };
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve(server.address().port);
    });
  });
}

async function listenSomewhere(server, wanted) {
  if (wanted !== null) return listen(server, wanted);
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + PORTS_TRIED; ++port) {
    try {
      return await listen(server, port);
    } catch (error) {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    }
  }
  throw new Error(`no free port from ${DEFAULT_PORT} to ${DEFAULT_PORT + PORTS_TRIED - 1}`);
}

function explain(error, port) {
  if (error.code === 'EADDRINUSE') return `port ${port} is taken: choose another one, or leave out --port to get a free one`;
  if (error.code === 'EACCES') return `port ${port} may not be used by this user: choose one above 1023`;
  return error.message;
}

function hasDisplay() {
  return process.platform === 'darwin' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function openBrowser(url) {
  const child = spawn(process.platform === 'darwin' ? 'open' : 'xdg-open', [url], { detached: true, stdio: 'ignore' });
  child.on('error', () => {}); // no program to open it with: the address stands on the screen
  child.unref();
}

async function main() {
  const { dir, port, open } = options();
  const files = await FileStore.open(dir);
  const server = createServer((request, response) => files.answer(request, response));
  let actual;
  try {
    actual = await listenSomewhere(server, port);
  } catch (error) {
    throw new Error(explain(error, port));
  }
  const stop = () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  const url = `http://${HOST}:${actual}/`;
  console.log(url);
  console.error('Open this address in a browser; Ctrl-C ends.');
  if (open && hasDisplay()) openBrowser(url);
}

main().catch((error) => {
  console.error(`gradbox: ${error.message}`);
  process.exit(1);
});
