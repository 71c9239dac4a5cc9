// All edges in one call, from columns: graphology's objects and sigma's edge programs take seconds for 200,000.
import type { RenderParams } from "sigma/types";

const VERTEX = /* glsl */ `#version 300 es
in vec4 a_ends;
in vec4 a_color;
in float a_width;
uniform mat3 u_matrix;
uniform vec2 u_size;
out vec4 v_color;
out vec2 v_aside;
void main() {
  vec2 from = (u_matrix * vec3(a_ends.xy, 1)).xy, to = (u_matrix * vec3(a_ends.zw, 1)).xy;
  vec2 along = (to - from) * u_size;
  vec2 aside = vec2(-along.y, along.x) / max(length(along), 0.001) * (a_width + 1.0) / u_size;
  vec2 corner = vec2(float(gl_VertexID / 2), float(gl_VertexID % 2) * 2.0 - 1.0);
  gl_Position = vec4(mix(from, to, corner.x) + aside * corner.y, 0, 1);
  v_color = vec4(a_color.rgb * a_color.a, a_color.a);
  v_aside = vec2(corner.y * (a_width + 1.0), a_width);
}`;
const FRAGMENT = /* glsl */ `#version 300 es
precision mediump float;
in vec4 v_color;
in vec2 v_aside;
out vec4 color;
void main() { color = v_color * (1.0 - smoothstep(v_aside.y - 0.5, v_aside.y + 0.8, abs(v_aside.x))); }`;
/** Numbers an edge: its ends, its width, its colour in four bytes. */
const STRIDE = 6;

export class EdgeLayer {
  readonly canvas: HTMLCanvasElement;
  private readonly gl: WebGL2RenderingContext;
  private readonly matrix: WebGLUniformLocation | null;
  private readonly size: WebGLUniformLocation | null;
  private count = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    const gl = canvas.getContext("webgl2", { antialias: false, alpha: true, premultipliedAlpha: true });
    if (!gl) throw new Error("WebGL 2 is not there");
    this.gl = gl;
    const program = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
      const shader = gl.createShader(kind)!;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    gl.useProgram(program);
    this.matrix = gl.getUniformLocation(program, "u_matrix");
    this.size = gl.getUniformLocation(program, "u_size");
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    const attribute = (name: string, size: number, kind: number, normalized: boolean, at: number): void => {
      const place = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, size, kind, normalized, STRIDE * 4, at);
      gl.vertexAttribDivisor(place, 1);
    };
    attribute("a_ends", 4, gl.FLOAT, false, 0);
    attribute("a_width", 1, gl.FLOAT, false, 16);
    attribute("a_color", 4, gl.UNSIGNED_BYTE, true, 20);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** `put` writes an edge: its ends in sigma's coordinates, half its width in pixels, its colour. */
  fill(count: number, each: (put: (x1: number, y1: number, x2: number, y2: number, width: number, color: number) => void) => void): void {
    const floats = new Float32Array(count * STRIDE), colors = new Uint32Array(floats.buffer);
    let at = 0;
    each((x1, y1, x2, y2, width, color) => {
      floats[at] = x1;
      floats[at + 1] = y1;
      floats[at + 2] = x2;
      floats[at + 3] = y2;
      floats[at + 4] = width;
      colors[at + 5] = color;
      at += STRIDE;
    });
    this.count = at / STRIDE;
    this.gl.bufferData(this.gl.ARRAY_BUFFER, floats.subarray(0, at), this.gl.DYNAMIC_DRAW);
  }

  draw({ width, height, pixelRatio, matrix }: Pick<RenderParams, "width" | "height" | "pixelRatio" | "matrix">): void {
    const { gl, canvas } = this, across = Math.round(width * pixelRatio), down = Math.round(height * pixelRatio);
    if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
    gl.viewport(0, 0, across, down);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniformMatrix3fv(this.matrix, false, matrix);
    gl.uniform2f(this.size, width, height);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, this.count);
  }
}
/** Red, green, blue and opacity (0 to 1) in four bytes, as `fill` wants them. */
export const pack = ([red, green, blue]: [number, number, number], opacity: number): number =>
  (red | (green << 8) | (blue << 16) | (Math.round(opacity * 255) << 24)) >>> 0;
