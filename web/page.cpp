#include "page.h"

#include <emscripten.h>

#include <cstdlib>

// clang-format off
EM_JS(void, js_request_frame, (), {
  if (Module.gradboxPending) return;
  Module.gradboxPending = true;
  requestAnimationFrame(function() { Module.gradboxPending = false; Module.gradboxFrame(); });
});

EM_JS(void, js_request_frame_in, (double seconds), {
  clearTimeout(Module.gradboxTimer);
  Module.gradboxTimer = setTimeout(function() { _gb_wake(); }, seconds * 1000);
});

EM_JS(void, js_set_cursor, (const char* name), { Module.canvas.style.cursor = UTF8ToString(name); });

EM_JS(void, js_write_clipboard, (const char* text), { Module.gradboxPage.copy(UTF8ToString(text)); });

EM_JS(int, js_keyboard_is_elsewhere, (), {
  var active = document.activeElement;
  return active && active !== document.body && active !== Module.canvas ? 1 : 0;
});

EM_JS(void, js_measure_canvas, (double* size), {
  var box = Module.canvas.getBoundingClientRect();
  var ratio = window.devicePixelRatio || 1;
  HEAPF64[size >> 3] = box.width;
  HEAPF64[(size >> 3) + 1] = box.height;
  HEAPF64[(size >> 3) + 2] = Math.max(1, Math.round(box.width * ratio));
  HEAPF64[(size >> 3) + 3] = Math.max(1, Math.round(box.height * ratio));
});

EM_JS(void, js_frame_drawn, (const char* title, const char* spoken, int changed), {
  Module.gradboxPage.drawn(UTF8ToString(title), UTF8ToString(spoken), changed !== 0);
});

EM_JS(void, js_show_fatal, (const char* text), { Module.gradboxPage.fail(UTF8ToString(text)); });

EM_JS(void, js_show_context_lost, (int lost), { Module.gradboxPage.contextLost(lost !== 0); });

EM_JS(char*, js_page_hash, (), {
  var text = location.hash;
  var bytes = lengthBytesUTF8(text) + 1;
  var at = _malloc(bytes);
  stringToUTF8(text, at, bytes);
  return at;
});

EM_JS(char*, js_page_address, (), {
  var text = location.href.split('#')[0];
  var bytes = lengthBytesUTF8(text) + 1;
  var at = _malloc(bytes);
  stringToUTF8(text, at, bytes);
  return at;
});

EM_JS(void, js_show_link, (const char* link), { Module.gradboxPage.showLink(UTF8ToString(link)); });

EM_JS(void, js_download, (const char* name, const char* mime, const char* bytes, int size), {
  Module.gradboxPage.download(UTF8ToString(name), UTF8ToString(mime), HEAPU8.slice(bytes, bytes + size));
});

EM_JS(void, js_install_bridge, (), {
  function given(text) {
    var bytes = lengthBytesUTF8(text) + 1;
    var at = _malloc(bytes);
    stringToUTF8(text, at, bytes);
    return at;
  }
  function taken(at) { return at ? UTF8ToString(at) : null; }
  Module.gradboxFrame = function() {
    try {
      _gb_frame();
    } catch (error) {
      Module.gradboxPage.fail('The playground stopped: ' + (error && error.message ? error.message : error));
    }
  };
  Module.gradboxBridge = {
    state: function() { return taken(_gb_state()); },
    lessons: function() { return taken(_gb_lessons()); },
    frames: function() { return _gb_frames(); },
    idle: function() { return _gb_idle() !== 0 && !Module.gradboxPending; },
    memory: function() { return _gb_memory(); },
    wake: function() { _gb_wake(); },
    link: function() { return taken(_gb_link()); },
    open: function(text) { var at = given(text); _gb_open(at); _free(at); },
    paste: function(text) { var at = given(text); _gb_paste(at); _free(at); },
    surroundings: function(dark, still, hidden, finger) { _gb_surroundings(dark, still, hidden, finger); },
    rect: function(id) {
      var name = given(id);
      var out = _malloc(40);
      var found = _gb_rect(name, out);
      var at = out >> 3;
      var result = found ? {x: HEAPF64[at], y: HEAPF64[at + 1], width: HEAPF64[at + 2], height: HEAPF64[at + 3],
                            visible: HEAPF64[at + 4] !== 0} : null;
      _free(out);
      _free(name);
      return result;
    },
    act: function(type, name, text, isText, value, count) {
      var a = given(type), b = given(name), c = given(text);
      var error = taken(_gb_act(a, b, c, isText ? 1 : 0, value, count));
      _free(a);
      _free(b);
      _free(c);
      return error;
    }
  };
});
// clang-format on

namespace gradbox::web {

void request_frame() { js_request_frame(); }

void request_frame_in(double seconds) { js_request_frame_in(seconds); }

void set_cursor(const char* name) { js_set_cursor(name); }

void write_clipboard(const char* text) { js_write_clipboard(text); }

bool keyboard_is_elsewhere() { return js_keyboard_is_elsewhere() != 0; }

CanvasSize measure_canvas() {
  double size[4] = {1, 1, 1, 1};
  js_measure_canvas(size);
  return {size[0], size[1], static_cast<int>(size[2]), static_cast<int>(size[3])};
}

void frame_drawn(const std::string& title, const std::string& spoken, bool changed) {
  js_frame_drawn(title.c_str(), spoken.c_str(), changed ? 1 : 0);
}

void show_fatal(const std::string& text) { js_show_fatal(text.c_str()); }

void show_context_lost(bool lost) { js_show_context_lost(lost ? 1 : 0); }

void install_bridge() { js_install_bridge(); }

namespace {

std::string taken(char* text) {
  const std::string result(text);
  std::free(text);
  return result;
}

}  // namespace

std::string page_hash() { return taken(js_page_hash()); }

std::string page_address() { return taken(js_page_address()); }

void show_link(const std::string& link) { js_show_link(link.c_str()); }

void download(const std::string& name, const std::string& mime, const std::string& bytes) {
  js_download(name.c_str(), mime.c_str(), bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace gradbox::web
