// Answers requests for the files of one folder: types, revalidation by ETag, brotli and gzip.
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.ttf': 'font/ttf',
  '.otf': 'font/otf',
};
const WORTH_PACKING = new Set(['.html', '.js', '.mjs', '.css', '.txt', '.json', '.map', '.webmanifest', '.wasm', '.svg', '.ttf', '.otf']);

const PACKERS = {
  br: (bytes) =>
    promisify(zlib.brotliCompress)(bytes, {
      params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 9, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes) => promisify(zlib.gzip)(bytes, { level: 9 }),
};

// The encodings that an Accept-Encoding header allows, those with q=0 left out.
function accepted(header = '') {
  const allowed = new Set();
  for (const part of header.toLowerCase().split(',')) {
    const [name, ...parameters] = part.split(';').map((text) => text.trim());
    if (!parameters.some((text) => /^q=0(\.0*)?$/.test(text))) allowed.add(name);
  }
  return allowed;
}

function notFoundPage(pathname) {
  const shown = pathname.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Not here</title><body style="font:16px/1.5 system-ui,sans-serif;max-width:32em;margin:15vh auto;padding:0 1em">
<h1>There is nothing at this address</h1><p><code>${shown}</code> is no part of the playground.</p><p><a href="/">Go to the playground</a></p></body></html>\n`;
}

export class FileStore {
  static async open(dir) {
    let root;
    try {
      root = await fs.realpath(dir);
      await fs.access(path.join(root, 'index.html'));
    } catch {
      throw new Error(`${dir} holds no index.html: the page has not been built`);
    }
    const store = new FileStore(root);
    store.packAll();
    return store;
  }

  constructor(root) {
    this.root = root;
    this.cache = new Map(); // file -> { stamp, bytes, etag, packed: { br, gzip } }
  }

  // Packs in the background; until that is done, files are sent as they are.
  async packAll() {
    const names = await fs.readdir(this.root);
    for (const name of names) await this.load(path.join(this.root, name)).catch(() => null);
  }

  // The file behind a URL path, or null if there is none inside the folder.
  async locate(pathname) {
    if (pathname.includes('\0')) return null;
    const wanted = path.join(this.root, path.posix.normalize(`/${pathname}`));
    const file = wanted.endsWith(path.sep) ? path.join(wanted, 'index.html') : wanted;
    const real = await fs.realpath(file).catch(() => null);
    return real !== null && real.startsWith(this.root + path.sep) ? real : null;
  }

  async load(file) {
    const info = await fs.stat(file);
    if (!info.isFile()) return null;
    const stamp = `${info.mtimeMs}-${info.size}`;
    const known = this.cache.get(file);
    if (known && known.stamp === stamp) return known;
    const bytes = await fs.readFile(file);
    const entry = { stamp, bytes, etag: createHash('sha256').update(bytes).digest('hex').slice(0, 20), packed: {} };
    this.cache.set(file, entry);
    if (WORTH_PACKING.has(path.extname(file)) && bytes.length > 1024) {
      for (const [name, pack] of Object.entries(PACKERS)) {
        pack(bytes).then((packed) => packed.length < bytes.length && (entry.packed[name] = packed));
      }
    }
    return entry;
  }

  async answer(request, response) {
    try {
      await this.answerOrThrow(request, response);
    } catch (error) {
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(`The server could not answer: ${error.message}\n`);
    }
  }

  async answerOrThrow(request, response) {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' });
      return response.end();
    }
    let pathname;
    try {
      pathname = decodeURIComponent(request.url.split(/[?#]/, 1)[0]);
    } catch {
      response.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8' });
      return response.end('This address cannot be read.\n');
    }
    const file = await this.locate(pathname);
    const entry = file && (await this.load(file));
    if (!entry) {
      response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
      return response.end(request.method === 'HEAD' ? undefined : notFoundPage(pathname));
    }
    return this.send(request, response, file, entry);
  }

  send(request, response, file, entry) {
    const allowed = accepted(request.headers['accept-encoding']);
    const encoding = ['br', 'gzip'].find((name) => allowed.has(name) && entry.packed[name]);
    const body = encoding ? entry.packed[encoding] : entry.bytes;
    const etag = `"${entry.etag}${encoding ? `-${encoding}` : ''}"`;
    const headers = {
      'Content-Type': TYPES[path.extname(file)] || 'application/octet-stream',
      'Cache-Control': 'no-cache', // kept by the browser, asked about each time
      'X-Content-Type-Options': 'nosniff',
      Vary: 'Accept-Encoding',
      ETag: etag,
    };
    const seen = (request.headers['if-none-match'] || '').split(',').map((text) => text.trim().replace(/^W\//, ''));
    if (seen.some((tag) => tag === '*' || tag.startsWith(`"${entry.etag}`))) {
      response.writeHead(304, headers);
      return response.end();
    }
    if (encoding) headers['Content-Encoding'] = encoding;
    headers['Content-Length'] = body.length;
    response.writeHead(200, headers);
    return response.end(request.method === 'HEAD' ? undefined : body);
  }
}
