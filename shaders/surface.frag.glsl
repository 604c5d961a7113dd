// A loss over two parameters: even steps of lightness for even steps of the logarithm, and contour lines.
uniform vec3 u_ramp[5];  // in OKLab, from the smallest to the greatest loss
uniform float u_levels;  // contour lines between them
uniform float u_pixel;   // device pixels in a CSS pixel

vec3 from_oklab(vec3 lab) {
  float l = lab.x + 0.3963377774 * lab.y + 0.2158037573 * lab.z;
  float m = lab.x - 0.1055613458 * lab.y - 0.0638541728 * lab.z;
  float s = lab.x - 0.0894841775 * lab.y - 1.2914855480 * lab.z;
  vec3 lms = vec3(l * l * l, m * m * m, s * s * s);
  vec3 linear = vec3(dot(vec3(4.0767416621, -3.3077115913, 0.2309699292), lms),
                     dot(vec3(-1.2684380046, 2.6097574011, -0.3413193965), lms),
                     dot(vec3(-0.0041960863, -0.7034186147, 1.7076147010), lms));
  vec3 clipped = clamp(linear, 0.0, 1.0);
  return mix(12.92 * clipped, 1.055 * pow(clipped, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, clipped));
}

vec3 ramp(float share) {
  float at = clamp(share, 0.0, 1.0) * 4.0;
  int below = int(min(floor(at), 3.0));
  return from_oklab(mix(u_ramp[below], u_ramp[below + 1], at - float(below)));
}

void main() {
  vec2 position = grid_position();
  float value = smooth_value(position);
  float slope = fwidth(value);
  if (outside(position)) discard;
  float line = contour(value * u_levels, slope * u_levels, 1.0 * u_pixel);
  // Where contours would run together they fade out.
  float room = 1.0 - smoothstep(0.15, 0.5, slope * u_levels);
  colour = vec4(mix(ramp(value), u_ink, 0.22 * line * room), 1.0);
}
