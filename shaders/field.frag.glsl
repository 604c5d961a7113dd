// What a classifier thinks of every place: the colour of the class, the stronger the surer; a line where it is torn.
uniform vec3 u_first;
uniform vec3 u_second;
uniform float u_pixel;  // device pixels in a CSS pixel

void main() {
  vec2 position = grid_position();
  float value = smooth_value(position);
  float slope = fwidth(value);
  if (outside(position)) discard;
  float sure = clamp(abs(value), 0.0, 1.0);
  vec3 class_colour = value < 0.0 ? u_first : u_second;
  vec3 shade = mix(u_paper, class_colour, 0.08 + 0.40 * sure);
  float bands = contour(value * 4.0, slope * 4.0, 1.0 * u_pixel);
  shade = mix(shade, class_colour, 0.22 * bands * step(0.12, sure) * step(sure, 0.97));
  float border = 1.0 - smoothstep(0.75 * u_pixel - 0.5, 0.75 * u_pixel + 0.5, abs(value) / max(slope, 1e-6));
  colour = vec4(mix(shade, u_ink, 0.85 * border), 1.0);
}
