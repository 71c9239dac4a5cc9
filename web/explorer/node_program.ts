// Nodes as points, one vertex each; while the view moves only as many as a slow machine can draw.
import { NodeProgram } from "sigma/rendering";
import type { ProgramDefinition } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";

/** How many nodes are drawn: all at rest, the first ones (they are the largest) while moving. */
export const drawn = { most: Infinity };

const VERTEX = /* glsl */ `
attribute vec2 a_position;
attribute float a_size;
attribute vec4 a_color;
uniform float u_sizeRatio;
uniform float u_pixelRatio;
uniform mat3 u_matrix;
varying vec4 v_color;
varying float v_edge;
void main() {
  if (a_size <= 0.0) { gl_Position = vec4(2.0, 2.0, 0.0, 1.0); gl_PointSize = 1.0; return; }
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  gl_PointSize = max(a_size / u_sizeRatio * 2.0, 1.4) * u_pixelRatio + 1.0;
  v_edge = 1.0 / gl_PointSize;
  v_color = vec4(a_color.rgb, a_color.a * 255.0 / 254.0);
}`;
const FRAGMENT = /* glsl */ `
precision mediump float;
varying vec4 v_color;
varying float v_edge;
void main() {
  float inside = 1.0 - smoothstep(0.5 - v_edge, 0.5, length(gl_PointCoord - 0.5));
  gl_FragColor = vec4(v_color.rgb, 1.0) * (v_color.a * inside);
}`;
const UNIFORMS = ["u_sizeRatio", "u_pixelRatio", "u_matrix"] as const;
type Uniform = (typeof UNIFORMS)[number];
type Drawable = { gl: WebGLRenderingContext | WebGL2RenderingContext; frameBuffer: WebGLFramebuffer | null; uniformLocations: Record<Uniform, WebGLUniformLocation> };

export class Points extends NodeProgram<Uniform> {
  getDefinition(): ProgramDefinition<Uniform> {
    const { FLOAT, UNSIGNED_BYTE, POINTS } = WebGLRenderingContext;
    return {
      VERTICES: 1,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: POINTS,
      UNIFORMS,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
    } as unknown as ProgramDefinition<Uniform>;
  }
  processVisibleItem(_index: number, start: number, data: NodeDisplayData): void {
    const { array } = this;
    array[start] = data.x;
    array[start + 1] = data.y;
    array[start + 2] = data.size;
    array[start + 3] = floatColor(data.color);
  }
  setUniforms({ sizeRatio, pixelRatio, matrix }: RenderParams, { gl, uniformLocations }: Drawable): void {
    gl.uniform1f(uniformLocations.u_sizeRatio, sizeRatio);
    gl.uniform1f(uniformLocations.u_pixelRatio, pixelRatio);
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, matrix);
  }
  // The node under the pointer is looked for among the positions: no second, hidden drawing for it.
  override render(params: RenderParams): void {
    const { pickProgram } = this;
    this.pickProgram = null as unknown as typeof pickProgram;
    super.render(params);
    this.pickProgram = pickProgram;
  }
  override drawWebGL(method: number, { gl, frameBuffer }: Drawable): void {
    gl.bindFramebuffer(gl.FRAMEBUFFER, frameBuffer);
    gl.drawArrays(method, 0, Math.min(this.verticesCount, drawn.most));
  }
}
