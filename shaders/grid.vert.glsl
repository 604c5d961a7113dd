// A rectangle that fills the viewport; `where` runs from (0, 0) at the lower left to (1, 1).
out vec2 where;

void main() {
  where = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  gl_Position = vec4(2.0 * where - 1.0, 0.0, 1.0);
}
