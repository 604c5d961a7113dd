#include <algorithm>
#include <cmath>

#include "ui/panels/panel.h"
#include "ui/panels/speed.h"
#include "ui/widgets/button.h"
#include "ui/widgets/number.h"
#include "ui/widgets/text.h"

namespace gradbox::ui {
namespace {

using lessons::Action;
using lessons::PlayState;

/// Play and its relatives, and training as a track: what was trained is filled, a click goes there.
class Transport final : public Panel {
 public:
  void draw(PanelContext& context) override {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float control = metrics().control_px;
    const bool narrow = metrics().narrow;
    const float y = at.y + (room.y - control) / 2;
    ImGui::SetCursorScreenPos(ImVec2(at.x, y));
    const float after = buttons(context, at, room);
    float right = at.x + room.x;
    if (!narrow) {
      const bool roomy = room.x > 560;
      right -= 20 + (roomy ? speed_choice(context, ImVec2(right, y)) : speed_button(context, ImVec2(right, y)));
    }
    timeline(context, {ImVec2(after + 16, at.y), ImVec2(right - (narrow ? 6 : 0), at.y + room.y)});
  }

 private:
  static bool busy(const PanelContext& context) { return context.snapshot.play_state == PlayState::Playing; }

  static float buttons(PanelContext& context, ImVec2 at, ImVec2 room) {
    const bool playing = busy(context);
    const bool begun = context.snapshot.step > 0;
    const float control = metrics().control_px, big = control + (metrics().narrow ? 4.0f : 8.0f);
    const float y = at.y + (room.y - control) / 2;
    float x = at.x;
    const auto small = [&](const char* id, Icon icon, bool enabled, const char* tip, const char* key) {
      ImGui::SetCursorScreenPos(ImVec2(x, y));
      const Hit one = icon_button(id, icon, ButtonKind::Quiet, enabled);
      explain(one, tip, key);
      x += control + 2;
      return one.clicked;
    };
    if (small("reset", Icon::Reset, begun, "Start again from the first step", "R")) {
      context.actions.ask("reset", Action::reset());
    }
    if (small("back", Icon::StepBack, begun, "One step back", "←")) context.actions.ask("back", Action::step(-1));
    x += 4;
    ImGui::SetCursorScreenPos(ImVec2(x, at.y + (room.y - big) / 2));
    const Hit play = round_button("play", playing ? Icon::Pause : Icon::Play, big);
    explain(play, playing ? "Pause" : "Play", "Space");
    if (play.clicked) context.actions.ask("play", playing ? Action::pause() : Action::play());
    x += big + 6;
    if (small("step", Icon::StepForward, true, "One training step", "→")) {
      context.actions.ask("step", Action::step(1));
    }
    return x;
  }

  static Hit round_button(const char* id, Icon icon, float size) {
    const Palette& p = palette();
    const Hit result = hit(id, ImVec2(size, size));
    const ImU32 towards = p.dark ? IM_COL32_WHITE : IM_COL32_BLACK;
    const ImU32 fill = mix(p.accent, towards, result.held ? 0.22f : result.hovered ? 0.1f : 0);
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddCircleFilled(result.box.centre(), size / 2, fill);
    const ImVec2 centre = result.box.centre();
    draw_icon(list, icon, ImVec2(centre.x + (icon == Icon::Play ? 1.0f : 0), centre.y), std::round(size * 0.44f),
              p.on_accent);
    return result;
  }

  void timeline(PanelContext& context, const Box& room) {
    const lessons::Snapshot& s = context.snapshot;
    if (generation_ != s.generation || s.step > furthest_) furthest_ = s.step;
    generation_ = s.generation;
    const double end = static_cast<double>(std::max<int64_t>({s.planned_steps, furthest_, 1}));
    const Palette& p = palette();
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float y = std::round(room.centre().y + 9);
    const Hit track = hit_at("timeline", {ImVec2(room.min.x, y - 12), ImVec2(room.max.x, y + 12)});
    const auto x_of = [&](double step) {
      return room.min.x + static_cast<float>(std::clamp(step / end, 0.0, 1.0)) * room.width();
    };
    const float half = track.hovered ? 3.0f : 2.0f;
    const float here = x_of(static_cast<double>(s.step));
    list->AddRectFilled(ImVec2(room.min.x, y - half), ImVec2(room.max.x, y + half), p.track, half);
    list->AddRectFilled(ImVec2(room.min.x, y - half), ImVec2(x_of(static_cast<double>(furthest_)), y + half),
                        with_alpha(p.accent, 0.35f), half);
    list->AddRectFilled(ImVec2(room.min.x, y - half), ImVec2(here, y + half), p.accent, half);
    list->AddCircleFilled(ImVec2(here, y), track.hovered ? 6.5f : 5.0f, p.accent);
    mark_bad_step(s, x_of, y);
    labels(s, room, y);
    if (track.held) scrub(context, (ImGui::GetIO().MousePos.x - room.min.x) / room.width() * end);
    if (track.hovered && !track.held) {
      const auto step = static_cast<int64_t>((ImGui::GetIO().MousePos.x - room.min.x) / room.width() * end);
      explain(track, "Go to step " + grouped(std::max<int64_t>(step, 0)));
    }
    if (!track.held) asked_ = -1;
  }

  void scrub(PanelContext& context, double step) {
    const auto wanted = std::clamp<int64_t>(std::llround(step), 0, std::max(context.snapshot.planned_steps, furthest_));
    if (wanted == asked_ || wanted == context.snapshot.step) return;
    asked_ = wanted;
    context.actions.ask("timeline", Action::seek(wanted));
  }

  template <class Place>
  static void mark_bad_step(const lessons::Snapshot& s, Place x_of, float y) {
    if (!s.diagnosis.present) return;
    const float x = x_of(static_cast<double>(s.diagnosis.step));
    draw_icon(ImGui::GetWindowDrawList(), Icon::Warning, ImVec2(x, y + 13), 11, palette().wrong);
  }

  static void labels(const lessons::Snapshot& s, const Box& room, float y) {
    const Palette& p = palette();
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float top = y - 28, bottom = y - 8;
    const std::string count = grouped(s.step);
    draw_line(list, Type::Label, ImVec2(room.min.x, top), bottom, 60, p.quiet, "step");
    const float number_x = room.min.x + text_size(Type::Label, "step ").x;
    draw_line(list, Type::Mono, ImVec2(number_x, top), bottom, 100, p.text, count);
    const float of_x = number_x + text_size(Type::Mono, count).x + 6;
    const std::string of = "of " + grouped(s.planned_steps);
    const std::string right = metrics().narrow ? (s.has_loss ? "loss " + short_number(s.loss) : "") : rate(s);
    const float right_width = text_size(Type::Mono, right).x;
    if (of_x + text_size(Type::Label, of).x < room.max.x - right_width - 8) {
      draw_line(list, Type::Label, ImVec2(of_x, top), bottom, 100, p.quiet, of);
    }
    if (of_x < room.max.x - right_width) {
      draw_line(list, Type::Mono, ImVec2(room.max.x - right_width, top), bottom, right_width + 4, p.quiet, right);
    }
  }

  static std::string rate(const lessons::Snapshot& s) {
    if (s.play_state != PlayState::Playing || s.measured_speed <= 0) return "";
    return grouped(std::llround(s.measured_speed)) + " steps/s";
  }

  int64_t furthest_ = 0;
  int64_t asked_ = -1;
  uint64_t generation_ = 0;
};

}  // namespace

std::unique_ptr<Panel> make_transport() { return std::make_unique<Transport>(); }

}  // namespace gradbox::ui
