// Reads the lines of a response as they arrive.

/**
 * @param {Response} response
 * @param {(lines: string[]) => void} onLines called for each chunk of the response, with its complete lines.
 */
export async function readLines(response, onLines) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    if (lines.length > 0) onLines(lines);
  }
  if (rest) onLines([rest]);
}
