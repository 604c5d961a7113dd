// The page's program: app/ui on a canvas, training in slices of the frame, and what page.js calls.
#include <GLES3/gl3.h>
#include <emscripten.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <implot.h>
#include <malloc.h>

#include <cmath>
#include <exception>
#include <memory>
#include <new>
#include <string>

#include "actions.h"
#include "lessons/link.h"
#include "lessons/registry.h"
#include "page.h"
#include "platform.h"
#include "ui/app.h"
#include "ui/download.h"
#include "ui/state_json.h"
#include "ui/widgets/hit.h"

namespace {

using namespace gradbox;

constexpr const char* kOutOfMemory =
    "The page ran out of memory. Close other tabs, reload, and try smaller settings (fewer points or units).";

std::unique_ptr<ui::App> g_app;
std::string g_answer;  // keeps what the last call returned
std::string g_spoken;
std::string g_link;
bool g_failed = false;

void fail_page(const std::string& text) {
  g_failed = true;
  web::show_fatal(text);
}

void wake() {
  if (!g_app || g_failed) return;
  g_app->wake();
  web::request_frame();
}

void draw() {
  web::Platform::begin_frame();
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
  g_app->frame();
  ImGui::Render();
  const ImGuiIO& io = ImGui::GetIO();
  const ImVec4 clear = ImGui::ColorConvertU32ToFloat4(ui::palette().ground);
  glViewport(0, 0, static_cast<GLsizei>(io.DisplaySize.x * io.DisplayFramebufferScale.x),
             static_cast<GLsizei>(io.DisplaySize.y * io.DisplayFramebufferScale.y));
  glClearColor(clear.x, clear.y, clear.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void after_frame() {
  const std::string spoken = g_app->spoken();
  const bool changed = spoken != g_spoken;
  g_spoken = spoken;
  const char* paused = g_app->view().paused_while_hidden ? "Paused – " : "";
  web::frame_drawn(paused + g_app->info().title + " – Gradbox", spoken, changed);
  // The address stays as it is until somebody acts.
  if (g_app->touched()) {
    std::string link = g_app->link();
    if (link != g_link) web::show_link(link);
    g_link = std::move(link);
  }
  const double next = g_app->next_frame_in();
  if (next <= 0)
    web::request_frame();
  else if (!std::isinf(next))
    web::request_frame_in(next);
}

/// Calls `work`; whatever it throws becomes a text, and none of it reaches the page as an exception.
template <class Work>
const char* answer(Work work) {
  try {
    g_answer = work();
    return g_answer.c_str();
  } catch (const std::exception& error) {
    g_answer = error.what();
    return g_answer.c_str();
  }
}

void start() {
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImPlot::CreateContext();
  if (!web::Platform::start("#canvas", wake)) {
    fail_page("This browser does not offer WebGL 2, which draws the playground.");
    return;
  }
  ImGui::GetIO().ConfigMacOSXBehaviors =
      EM_ASM_INT({ return / Mac | iPhone | iPad /.test(navigator.platform) ? 1 : 0; }) != 0;
  ImGui_ImplOpenGL3_Init("#version 300 es");
  g_app = std::make_unique<ui::App>(lessons::make_sliced_runner("sine-cubic"));
  web::install_bridge();
  ui::set_file_sink([](const std::string& name, const std::string& mime, const std::string& bytes) {
    web::download(name, mime, bytes);
    return name + " is among your downloads";
  });
  g_app->set_address(web::page_address());
  const std::string hash = web::page_hash();
  if (lessons::parse_link(hash).run.lesson.empty()) g_app->dispatch(lessons::Action::play());
  if (!lessons::parse_link(hash).empty()) g_app->open_link(hash);
  web::request_frame();
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE void gb_frame() {
  if (!g_app || g_failed || web::Platform::context_lost()) return;
  try {
    draw();
    after_frame();
  } catch (const std::bad_alloc&) {
    fail_page(kOutOfMemory);
  } catch (const std::exception& error) {
    fail_page(std::string("The playground stopped: ") + error.what());
  }
}

EMSCRIPTEN_KEEPALIVE void gb_wake() { wake(); }

EMSCRIPTEN_KEEPALIVE double gb_frames() { return g_app ? static_cast<double>(g_app->frames()) : 0; }

/// Bytes that are in use, of all that the program ever got.
EMSCRIPTEN_KEEPALIVE double gb_memory() { return static_cast<double>(mallinfo().uordblks); }

EMSCRIPTEN_KEEPALIVE int gb_idle() { return g_app && g_app->next_frame_in() > 0; }

EMSCRIPTEN_KEEPALIVE const char* gb_state() {
  return answer([] { return ui::state_json(*g_app); });
}

EMSCRIPTEN_KEEPALIVE const char* gb_link() {
  return answer([] { return g_app->link(); });
}

EMSCRIPTEN_KEEPALIVE void gb_open(const char* link) {
  static_cast<void>(answer([&]() -> std::string {
    g_app->open_link(link);
    g_app->view().welcome = false;
    return {};
  }));
  wake();
}

EMSCRIPTEN_KEEPALIVE const char* gb_lessons() {
  return answer([] { return ui::lessons_json(); });
}

/// Null if all went well, else what is wrong and what is possible.
EMSCRIPTEN_KEEPALIVE const char* gb_act(const char* type, const char* name, const char* text, int is_text, double value,
                                        double count) {
  bool done = false;
  const char* message = answer([&]() -> std::string {
    web::act(*g_app, {type, name, text, is_text != 0, value, count});
    done = true;
    return {};
  });
  wake();
  return done ? nullptr : message;
}

EMSCRIPTEN_KEEPALIVE int gb_rect(const char* id, double* out) {
  ui::Place place;
  if (!ui::find_place(id, place)) return 0;
  out[0] = static_cast<double>(place.box.min.x);
  out[1] = static_cast<double>(place.box.min.y);
  out[2] = static_cast<double>(place.box.width());
  out[3] = static_cast<double>(place.box.height());
  out[4] = place.visible ? 1 : 0;
  return 1;
}

EMSCRIPTEN_KEEPALIVE void gb_paste(const char* text) { web::Platform::paste(text); }

EMSCRIPTEN_KEEPALIVE void gb_surroundings(int dark, int reduced_motion, int hidden, int finger) {
  if (!g_app) return;
  static_cast<void>(answer([&]() -> std::string {
    g_app->set_surroundings({dark != 0, reduced_motion != 0, hidden != 0, finger != 0});
    return {};
  }));
  // A hidden tab gets no animation frames: its title tells that training rests.
  if (hidden != 0) after_frame();
  wake();
}

}  // extern "C"

int main() {
  try {
    start();
  } catch (const std::bad_alloc&) {
    fail_page(kOutOfMemory);
  } catch (const std::exception& error) {
    fail_page(std::string("The playground could not start: ") + error.what());
  }
  return 0;
}
