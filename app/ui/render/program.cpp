#include "ui/render/program.h"

#include <array>

#include "ui/render/gl.h"

namespace gradbox::ui {
namespace {

unsigned g_generation = 0;

unsigned compile(GLenum kind, const std::array<std::string_view, 2>& parts, std::string& error) {
  const unsigned shader = glCreateShader(kind);
  const std::string_view head = GRADBOX_GLSL_HEAD;
  const std::array<const char*, 3> texts = {head.data(), parts[0].data(), parts[1].data()};
  const std::array<GLint, 3> lengths = {static_cast<GLint>(head.size()), static_cast<GLint>(parts[0].size()),
                                        static_cast<GLint>(parts[1].size())};
  glShaderSource(shader, 3, texts.data(), lengths.data());
  glCompileShader(shader);
  GLint done = 0;
  glGetShaderiv(shader, GL_COMPILE_STATUS, &done);
  if (!done) {
    std::array<char, 1024> log{};
    glGetShaderInfoLog(shader, static_cast<GLsizei>(log.size()), nullptr, log.data());
    error += log.data();
  }
  return shader;
}

}  // namespace

unsigned graphics_generation() { return g_generation; }

void graphics_were_lost() { ++g_generation; }

void Program::build() {
  generation_ = g_generation;
  error_.clear();
  const unsigned vertex = compile(GL_VERTEX_SHADER, {std::string_view(""), vertex_}, error_);
  const unsigned fragment = compile(GL_FRAGMENT_SHADER, {common_, fragment_}, error_);
  id_ = glCreateProgram();
  glAttachShader(id_, vertex);
  glAttachShader(id_, fragment);
  glLinkProgram(id_);
  glDeleteShader(vertex);
  glDeleteShader(fragment);
  GLint done = 0;
  glGetProgramiv(id_, GL_LINK_STATUS, &done);
  if (!done && error_.empty()) error_ = "the shaders do not link";
}

bool Program::use() {
  if (generation_ != g_generation) build();
  if (!error_.empty()) return false;
  glUseProgram(id_);
  return true;
}

int Program::location(const char* uniform) const { return glGetUniformLocation(id_, uniform); }

}  // namespace gradbox::ui
