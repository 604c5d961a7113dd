#include "ui/render/fill.h"

#include "ui/render/device_box.h"
#include "ui/render/gl.h"

namespace gradbox::ui {
namespace {

struct Filling {
  Box box;
  ImU32 colour;
};

void clear_box(const ImDrawList*, const ImDrawCmd* command) {
  const Filling& filling = *static_cast<const Filling*>(command->UserCallbackData);
  const DeviceBox box = device_box(filling.box);
  if (box.empty()) return;
  const ImVec4 c = ImGui::ColorConvertU32ToFloat4(filling.colour);
  glScissor(box.x, box.y, box.width, box.height);
  glClearColor(c.x, c.y, c.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
}

}  // namespace

void fill(ImDrawList* list, const Box& box, ImU32 colour) {
  Filling filling{box, colour};
  list->AddCallback(clear_box, &filling, sizeof filling);
}

}  // namespace gradbox::ui
