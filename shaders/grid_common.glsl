// What both fragment shaders need: a grid of numbers as a texture, and its smooth interpolation.
uniform sampler2D u_grid;       // one number a texel, row 0 at the bottom
uniform vec4 u_window;          // the visible part: left, bottom, width, height, in units of the grid's extent
uniform vec3 u_paper;           // the panel's colour
uniform vec3 u_ink;             // the text's colour

in vec2 where;
out vec4 colour;

vec4 cubic_weights(float t) {
  // Catmull-Rom: passes through the values, so that contours lie where they belong.
  float t2 = t * t, t3 = t2 * t;
  return 0.5 * vec4(-t3 + 2.0 * t2 - t, 3.0 * t3 - 5.0 * t2 + 2.0, -3.0 * t3 + 4.0 * t2 + t, t3 - t2);
}

float cell(ivec2 at, ivec2 last) { return texelFetch(u_grid, clamp(at, ivec2(0), last), 0).r; }

float cubic_row(ivec2 at, ivec2 last, vec4 weights) {
  return dot(weights, vec4(cell(at + ivec2(-1, 0), last), cell(at, last), cell(at + ivec2(1, 0), last),
                           cell(at + ivec2(2, 0), last)));
}

float smooth_value(vec2 position) {
  ivec2 last = textureSize(u_grid, 0) - 1;
  vec2 exact = clamp(position, 0.0, 1.0) * vec2(last);
  ivec2 at = ivec2(floor(exact));
  vec4 across = cubic_weights(exact.x - float(at.x));
  vec4 upwards = cubic_weights(exact.y - float(at.y));
  return dot(upwards, vec4(cubic_row(at + ivec2(0, -1), last, across), cubic_row(at, last, across),
                           cubic_row(at + ivec2(0, 1), last, across), cubic_row(at + ivec2(0, 2), last, across)));
}

vec2 grid_position() { return u_window.xy + where * u_window.zw; }

bool outside(vec2 position) { return any(lessThan(position, vec2(0.0))) || any(greaterThan(position, vec2(1.0))); }

// 1 on the line where `value` is a whole number, 0 a pixel away.
float contour(float value, float slope, float width_px) {
  float distance_px = abs(fract(value - 0.5) - 0.5) / max(slope, 1e-6);
  return 1.0 - smoothstep(width_px * 0.5 - 0.5, width_px * 0.5 + 0.5, distance_px);
}
