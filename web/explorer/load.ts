// Gets the columns out of the page, in a worker that needs no second file.
declare const WORKER_SOURCE: string;

export function load(text: string): Promise<ArrayBuffer> {
  const address = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: "text/javascript" }));
  const worker = new Worker(address);
  return new Promise<ArrayBuffer>((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<ArrayBuffer>) => resolve(event.data);
    worker.onerror = (event) => reject(new Error(event.message || "the data of this page can't be read"));
    worker.postMessage(text);
  }).finally(() => {
    worker.terminate();
    URL.revokeObjectURL(address);
  });
}
