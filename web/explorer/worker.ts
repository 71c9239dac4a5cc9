// Runs beside the page: turns the inlined text back into the bytes of the columns, so that the page can draw meanwhile.
self.onmessage = async (event: MessageEvent<string>) => {
  const packed = Uint8Array.from(atob(event.data), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = await new Response(stream).arrayBuffer();
  (self as unknown as Worker).postMessage(bytes, [bytes]);
};
