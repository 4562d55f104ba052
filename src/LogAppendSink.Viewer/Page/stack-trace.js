// Splits the text of a .NET exception into visible parts (messages, application frames) and collapsed parts (framework frames).

const frame = /^\s+at\s+(\S.*)$/;
const boundary = /^\s*--- End of (stack trace|inner exception)/;
const framework = /^(async )?(System|Microsoft|Interop|Internal|lambda_method|Castle|Npgsql|MySqlConnector|StackExchange|Grpc|Polly|Serilog|MediatR|AutoMapper|Newtonsoft|Dapper|Quartz|Hangfire|MassTransit|Azure|Amazon|Google)[.\s(]/;

/**
 * @param {string} text of `Exception.ToString()`
 * @returns {{kind: "message"|"frame"|"boundary"|"folded", lines: string[]}[]} neighbours of one kind together
 */
export function partsOf(text) {
  const parts = [];
  for (const line of text.split(/\r?\n/)) {
    const kind = kindOf(line);
    const last = parts.at(-1);
    // The separator between two traces of one await belongs to the frames around it.
    if (last?.kind === kind || (kind === "boundary" && last?.kind === "folded")) last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  }
  return parts.filter((part) => part.lines.some((line) => line.trim() !== ""));
}

/** The first line: type and message of the exception. */
export function headOf(text) {
  const end = text.indexOf("\n");
  return (end < 0 ? text : text.slice(0, end)).trim();
}

export function isFrameworkFrame(line) {
  const match = frame.exec(line);
  return match !== null && framework.test(match[1]);
}

function kindOf(line) {
  if (boundary.test(line)) return "boundary";
  if (!frame.test(line)) return "message";
  return isFrameworkFrame(line) ? "folded" : "frame";
}
