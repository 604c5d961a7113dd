// Loads the program with progress, says in plain words when something is missing, and offers window.gradbox.
(function () {
  'use strict';
  var byId = function (id) { return document.getElementById(id); };
  var canvas = byId('canvas'), cover = byId('cover'), coverText = byId('cover-text'), coverButton = byId('cover-button');
  var bridge = null, failure = null, resolveReady, rejectReady;
  var ready = new Promise(function (resolve, reject) { resolveReady = resolve; rejectReady = reject; });
  ready.catch(function () {});

  function fail(text) {
    if (failure) return;
    failure = new Error(text);
    cover.hidden = false;
    cover.className = 'failed';
    cover.setAttribute('role', 'alert');
    coverText.textContent = text;
    coverButton.hidden = false;
    byId('bar').hidden = true;
    rejectReady(failure);
  }
  coverButton.addEventListener('click', function () { location.reload(); });

  function progress(share) {
    var percent = Math.round(100 * Math.min(1, share));
    byId('progress-bar').style.width = percent + '%';
    byId('progress').setAttribute('aria-valuenow', percent);
  }

  // What C++ calls (web/page.cpp).
  var lostTimer = 0, spokenAt = 0, spokenTimer = 0, lastPlaying = null;
  var page = {
    fail: fail,
    contextLost: function (lost) {
      clearTimeout(lostTimer);
      cover.hidden = !lost;
      cover.className = lost ? 'lost' : '';
      coverText.textContent = 'The graphics were reset. Restoring the picture…';
      coverButton.hidden = true;
      if (lost) lostTimer = setTimeout(function () {
        coverText.textContent = 'The graphics were reset and have not come back. Training is kept until you reload.';
        coverButton.hidden = false;
      }, 4000);
    },
    drawn: function (title, spoken, changed) {
      if (document.title !== title) document.title = title;
      if (changed) speak(spoken);
      if (cover.hidden || failure || cover.className) return;
      cover.hidden = true;
      canvas.focus({ preventScroll: true });
      resolveReady(window.gradbox);
    },
    showLink: function (link) {
      linkWanted = link;
      if (!linkTimer) linkTimer = setTimeout(writeLink, Math.max(0, 700 - (Date.now() - linkAt)));
    },
    download: function (name, mime, bytes) {
      var anchor = document.createElement('a'), url = URL.createObjectURL(new Blob([bytes], { type: mime }));
      anchor.href = url;
      anchor.download = name;
      document.body.appendChild(anchor);
      anchor.click();
      anchor.remove();
      setTimeout(function () { URL.revokeObjectURL(url); }, 10000);
      canvas.focus({ preventScroll: true });
    },
    copy: function (text) {
      var fallback = function () {
        var area = document.createElement('textarea');
        area.value = text;
        area.style.position = 'fixed';
        document.body.appendChild(area);
        area.select();
        try { document.execCommand('copy'); } catch (ignored) { /* the browser does not allow it */ }
        area.remove();
        canvas.focus({ preventScroll: true });
      };
      if (navigator.clipboard) navigator.clipboard.writeText(text).catch(fallback);
      else fallback();
    }
  };

  // Browsers allow few changes of the address: one now and the latest a little later.
  var linkTimer = 0, linkAt = 0, linkWanted = '';
  function writeLink() {
    linkTimer = 0;
    linkAt = Date.now();
    if (location.hash === linkWanted) return;
    try { history.replaceState(history.state, '', linkWanted); } catch (ignored) { /* not in every frame */ }
  }

  // Screen readers hear at most one sentence every few seconds, and at once when playing starts or stops.
  function speak(text) {
    var playing = / training\.$/.test(text), wait = playing === lastPlaying ? 4000 - (Date.now() - spokenAt) : 0;
    clearTimeout(spokenTimer);
    lastPlaying = playing;
    spokenTimer = setTimeout(function () {
      spokenAt = Date.now();
      byId('spoken').textContent = text;
      byId('bar-play').textContent = playing ? 'Pause' : 'Play';
    }, Math.max(0, wait));
  }

  function needBridge() {
    if (failure) throw failure;
    if (!bridge) throw new Error('The playground is still loading: await gradbox.ready first.');
    return bridge;
  }

  function act(action) {
    var b = needBridge();
    if (!action || typeof action.type !== 'string') {
      throw new Error("An action is an object such as {type: 'play'}; there are select, set, seed, play, pause, step, " +
                      'seek, reset, defaults, speed, stage, theme, log, open, undo, redo.');
    }
    var value = action.value, isText = typeof value === 'string';
    var name = action.type === 'select' ? action.lesson : action.name;
    if (action.type === 'select' && typeof name !== 'string') throw new Error("'select' needs a lesson: {type: 'select', lesson: 'sine-cubic'}.");
    if (action.type === 'set' && typeof name !== 'string') throw new Error("'set' needs the name of a setting: {type: 'set', name: 'lr', value: 1e-6}.");
    if (action.type === 'set' && value === undefined) throw new Error("'set' needs a value: {type: 'set', name: 'lr', value: 1e-6}.");
    if (action.type === 'open') {
      if (typeof action.link !== 'string') throw new Error("'open' needs a link: {type: 'open', link: '#sine-cubic?step=100'}.");
      value = action.link;
      isText = true;
    }
    var count = action.type === 'seek' ? action.step : action.count === undefined ? 1 : action.count;
    var number = action.type === 'log' && value === undefined ? 1 : Number(value);
    var error = b.act(action.type, name === undefined ? '' : String(name), isText ? value : '', isText, number, Number(count));
    if (error !== null) throw new Error(error);
  }

  window.gradbox = {
    ready: ready,
    state: function () { return JSON.parse(needBridge().state()); },
    lessons: function () { return JSON.parse(needBridge().lessons()); },
    dispatch: act,
    link: function () { return location.href.split('#')[0] + needBridge().link(); },
    rect: function (id) { return needBridge().rect(String(id)); },
    get frames() { return bridge ? bridge.frames() : 0; },
    get memory() { return bridge ? bridge.memory() : 0; },
    get idle() { return !!bridge && bridge.idle(); }
  };

  function surroundings() {
    var asks = function (query) { return matchMedia(query).matches; };
    if (bridge) {
      bridge.surroundings(asks('(prefers-color-scheme: dark)'), asks('(prefers-reduced-motion: reduce)'),
                          document.visibilityState === 'hidden', asks('(pointer: coarse)'));
    }
  }

  // Moving the window to a screen of another density changes the ratio without a resize event.
  function watchDensity() {
    matchMedia('(resolution: ' + window.devicePixelRatio + 'dppx)').addEventListener('change', function () {
      if (bridge) bridge.wake();
      watchDensity();
    }, { once: true });
  }

  function connect() {
    if (failure || !Module.gradboxBridge) return;
    bridge = Module.gradboxBridge;
    surroundings();
    ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)', '(pointer: coarse)'].forEach(function (query) {
      matchMedia(query).addEventListener('change', surroundings);
    });
    document.addEventListener('visibilitychange', surroundings);
    window.addEventListener('hashchange', function () {
      if (location.hash !== linkWanted) bridge.open(location.hash);
    });
    watchDensity();
    new ResizeObserver(function () { bridge.wake(); }).observe(canvas);
    window.addEventListener('paste', function (event) {
      if (document.activeElement !== canvas && document.activeElement !== document.body) return;
      bridge.paste(event.clipboardData.getData('text/plain'));
      event.preventDefault();
    });
    connectBar();
  }

  function connectBar() {
    var lesson = byId('bar-lesson');
    window.gradbox.lessons().forEach(function (one) { lesson.add(new Option(one.title, one.id)); });
    byId('bar').addEventListener('focusin', function () { lesson.value = window.gradbox.state().lesson; });
    lesson.addEventListener('change', function () { act({ type: 'select', lesson: lesson.value }); });
    byId('bar-play').addEventListener('click', function () { act({ type: window.gradbox.state().playing ? 'pause' : 'play' }); });
    byId('bar-step').addEventListener('click', function () { act({ type: 'step', count: 1 }); });
    byId('bar-reset').addEventListener('click', function () { act({ type: 'reset' }); });
  }

  // The bytes as they come in, counted for the progress bar.
  function counted(response) {
    var total = Number(response.headers.get('Content-Length')) || 1.2e6, seen = 0, reader = response.body.getReader();
    return new Response(new ReadableStream({
      pull: function (controller) {
        return reader.read().then(function (part) {
          if (part.done) { progress(1); controller.close(); return; }
          seen += part.value.length;
          progress(seen / total);
          controller.enqueue(part.value);
        });
      }
    }), { headers: { 'Content-Type': 'application/wasm' } });
  }

  function instantiate(imports, done) {
    fetch('gradbox.wasm', { credentials: 'same-origin' }).then(function (response) {
      if (!response.ok) throw new Error('the server answered ' + response.status);
      return WebAssembly.instantiateStreaming(counted(response), imports);
    }).then(function (result) { done(result.instance, result.module); }).catch(function (error) {
      if (error instanceof WebAssembly.CompileError) {
        fail('This browser is too old for the playground: it does not know WebAssembly with exceptions and SIMD. ' +
             'Current versions of Chrome, Edge, Firefox and Safari do.');
      } else if (error instanceof RangeError) {
        fail('There is not enough memory for the playground. Close other tabs and reload.');
      } else {
        fail('The playground could not be loaded (' + error.message + '). Check the connection and reload.');
      }
    });
    return {};
  }

  function hasWebGL2() {
    try {
      var context = document.createElement('canvas').getContext('webgl2');
      if (!context) return false;
      var lose = context.getExtension('WEBGL_lose_context');
      if (lose) lose.loseContext();
      return true;
    } catch (ignored) {
      return false;
    }
  }

  if (typeof WebAssembly !== 'object' || !WebAssembly.instantiateStreaming) {
    fail('This browser does not offer WebAssembly, in which the playground computes. It may be switched off by a ' +
         'setting or an extension; current versions of Chrome, Edge, Firefox and Safari have it.');
    return;
  }
  if (!hasWebGL2()) {
    fail('This browser does not offer WebGL 2, with which the playground draws. Hardware acceleration may be switched ' +
         'off in its settings; current versions of Chrome, Edge, Firefox and Safari have it.');
    return;
  }
  canvas.addEventListener('contextmenu', function (event) { event.preventDefault(); });
  canvas.addEventListener('mousedown', function () { canvas.focus({ preventScroll: true }); });
  window.Module = {
    canvas: canvas,
    gradboxPage: page,
    instantiateWasm: instantiate,
    onRuntimeInitialized: function () { setTimeout(connect, 0); },
    onAbort: function (what) { fail('The playground stopped: ' + what); },
    print: function (text) { console.log(text); },
    printErr: function (text) { console.warn(text); }
  };
  var script = document.createElement('script');
  script.src = 'gradbox.js';
  script.onerror = function () { fail('The playground could not be loaded. Check the connection and reload.'); };
  document.body.appendChild(script);
})();
