namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>A hole with a format in a template: <c>{Elapsed,8:0.00}</c>.</summary>
/// <param name="Name">The property name, without a hint.</param>
/// <param name="Format">The format, never empty.</param>
/// <param name="Width">The minimum number of characters: positive to pad on the left, negative on the right, 0 for none.</param>
/// <param name="Text">The whole hole as written, which a message shows if the event does not have the property.</param>
internal sealed record TemplateHole(string Name, string Format, int Width, string Text);
