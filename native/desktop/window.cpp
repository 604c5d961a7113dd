#include "desktop/window.h"

#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>
#include <implot.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "gradbox/base/error.h"

namespace gradbox::desktop {
namespace {

bool g_input = false;
double g_to_design = 1;  // from the window's coordinates to the design's

[[noreturn]] void fail_with_help(const char* what) {
  const char* description = nullptr;
  glfwGetError(&description);
  fail(what, description ? std::string(": ") + description : std::string(),
       "\nThe desktop program needs a display with OpenGL 3.3. Without one, try `gradbox play` (in a browser) or "
       "`gradbox run` (in a terminal).");
}

void note_input(GLFWwindow*) { g_input = true; }

}  // namespace

Window::Window(const std::string& title, int width, int height, double scale) : wanted_scale_(scale) {
  if (!glfwInit()) fail_with_help("cannot open a window");
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, scale > 0 ? GLFW_FALSE : GLFW_TRUE);
  const double factor = scale > 0 ? scale : 1;
  window_ = glfwCreateWindow(static_cast<int>(width * factor), static_cast<int>(height * factor), title.c_str(),
                             nullptr, nullptr);
  if (!window_) {
    const char* description = nullptr;
    glfwGetError(&description);
    const std::string reason = description ? description : "no reason given";
    glfwTerminate();
    fail("cannot open a window: ", reason, "\nThe desktop program needs OpenGL 3.3.");
  }
  glfwMakeContextCurrent(window_);
  glfwSwapInterval(1);
  glfwSetWindowSizeLimits(window_, static_cast<int>(320 * factor), static_cast<int>(360 * factor), GLFW_DONT_CARE,
                          GLFW_DONT_CARE);
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImPlot::CreateContext();
  install_callbacks();
  ImGui_ImplGlfw_InitForOpenGL(window_, false);
  ImGui_ImplOpenGL3_Init("#version 330");
}

Window::~Window() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplGlfw_Shutdown();
  ImPlot::DestroyContext();
  ImGui::DestroyContext();
  glfwDestroyWindow(window_);
  glfwTerminate();
}

void Window::install_callbacks() {
  glfwSetWindowFocusCallback(window_, [](GLFWwindow* w, int focused) {
    note_input(w);
    ImGui_ImplGlfw_WindowFocusCallback(w, focused);
  });
  glfwSetCursorEnterCallback(window_, [](GLFWwindow* w, int entered) {
    note_input(w);
    ImGui_ImplGlfw_CursorEnterCallback(w, entered);
  });
  glfwSetCursorPosCallback(window_, [](GLFWwindow* w, double x, double y) {
    note_input(w);
    ImGui_ImplGlfw_CursorPosCallback(w, x * g_to_design, y * g_to_design);
  });
  glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int button, int action, int mods) {
    note_input(w);
    ImGui_ImplGlfw_MouseButtonCallback(w, button, action, mods);
  });
  glfwSetScrollCallback(window_, [](GLFWwindow* w, double x, double y) {
    note_input(w);
    ImGui_ImplGlfw_ScrollCallback(w, x, y);
  });
  glfwSetKeyCallback(window_, [](GLFWwindow* w, int key, int scancode, int action, int mods) {
    note_input(w);
    ImGui_ImplGlfw_KeyCallback(w, key, scancode, action, mods);
  });
  glfwSetCharCallback(window_, [](GLFWwindow* w, unsigned c) {
    note_input(w);
    ImGui_ImplGlfw_CharCallback(w, c);
  });
  glfwSetWindowRefreshCallback(window_, note_input);
  glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* w, int, int) { note_input(w); });
  glfwSetWindowIconifyCallback(window_, [](GLFWwindow* w, int) { note_input(w); });
}

bool Window::closed() const { return glfwWindowShouldClose(window_); }

void Window::set_title(const std::string& title) { glfwSetWindowTitle(window_, title.c_str()); }

bool Window::minimised() const { return glfwGetWindowAttrib(window_, GLFW_ICONIFIED) != 0; }

bool Window::wait(double seconds) {
  g_input = false;
  if (seconds <= 0) {
    glfwPollEvents();
  } else if (std::isinf(seconds)) {
    glfwWaitEvents();
  } else {
    glfwWaitEventsTimeout(seconds);
  }
  return g_input;
}

void Window::begin_frame() {
  int width = 0, height = 0, window_width = 0, window_height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  glfwGetWindowSize(window_, &window_width, &window_height);
  float scale_x = 1, scale_y = 1;
  glfwGetWindowContentScale(window_, &scale_x, &scale_y);
  const double scale = wanted_scale_ > 0 ? wanted_scale_ : std::max(static_cast<double>(scale_x), 0.5);
  g_to_design = window_width > 0 ? width / (scale * window_width) : 1;
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = ImVec2(static_cast<float>(width / scale), static_cast<float>(height / scale));
  io.DisplayFramebufferScale = ImVec2(static_cast<float>(scale), static_cast<float>(scale));
  ImGui::NewFrame();
}

void Window::end_frame(unsigned background) {
  ImGui::Render();
  int width = 0, height = 0;
  glfwGetFramebufferSize(window_, &width, &height);
  const ImVec4 clear = ImGui::ColorConvertU32ToFloat4(background);
  glViewport(0, 0, width, height);
  glClearColor(clear.x, clear.y, clear.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  glfwSwapBuffers(window_);
}

std::vector<uint8_t> Window::pixels(int& width, int& height) const {
  glfwGetFramebufferSize(window_, &width, &height);
  const auto row = static_cast<std::size_t>(width) * 3;
  std::vector<uint8_t> upside_down(row * static_cast<std::size_t>(height)), result(upside_down.size());
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, upside_down.data());
  for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
    std::memcpy(result.data() + y * row, upside_down.data() + (static_cast<std::size_t>(height) - 1 - y) * row, row);
  }
  return result;
}

bool system_prefers_dark() {
  // GNOME and most others keep the wish here; where nobody can be asked, dark.
  FILE* answer = popen("gsettings get org.gnome.desktop.interface color-scheme 2>/dev/null", "r");
  if (!answer) return true;
  char text[64] = "";
  const bool any = std::fgets(text, sizeof text, answer) != nullptr;
  pclose(answer);
  return !any || std::strstr(text, "dark") != nullptr;
}

}  // namespace gradbox::desktop
