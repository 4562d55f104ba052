namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>A place in a template where a value stands with a format: <c>{Elapsed,8:0.00}</c>.</summary>
/// <param name="Name">The property's name, without a hint.</param>
/// <param name="Format">The format, never empty.</param>
/// <param name="Width">Least number of characters: positive to fill up at the left, negative at the right, 0 for none.</param>
/// <param name="Text">All of it, which stands in a message where the event has no such property.</param>
internal sealed record TemplateHole(string Name, string Format, int Width, string Text);
