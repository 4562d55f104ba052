namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// The settings of the provider: those of its pipeline, and how events are written. Bound to the section <c>Logging:OssAppend</c>.
/// </summary>
/// <remarks>
/// <see cref="IncludeScopes"/> follows a change of the configuration, as the <c>LogLevel</c> rules do; everything else is read once, when
/// the provider is made.
/// </remarks>
public sealed class OssAppendLoggerOptions : OssAppendOptions
{
    /// <summary>
    /// Whether the scopes around an event are written as its properties, and those without names in the list <c>Scope</c>. Default: true,
    /// as Serilog does.
    /// </summary>
    public bool IncludeScopes { get; set; } = true;

    /// <summary>
    /// How events are written: <c>clef</c>, the compact log event format, or <c>text</c>, a line for people; give
    /// <see cref="OssAppendOptions.ObjectKey"/> a fitting extension then, e.g. <c>.log</c>. Default: <c>clef</c>.
    /// </summary>
    public string FormatterName { get; set; } = ClefFormatter;

    internal const string ClefFormatter = "clef";
    internal const string TextFormatter = "text";

    /// <summary>Whether <see cref="FormatterName"/> asks for text. Names are compared without regard to case.</summary>
    internal bool WritesText => string.Equals(FormatterName, TextFormatter, StringComparison.OrdinalIgnoreCase);

    /// <summary>What the configuration says and no setting can be, a sentence each.</summary>
    internal IReadOnlyList<string> Unreadable { get; set; } = [];

    /// <inheritdoc/>
    protected internal override IEnumerable<string> FrontEndErrors() => OwnErrors();

    internal IEnumerable<string> OwnErrors()
    {
        foreach (var fault in Unreadable)
            yield return fault;
        if (!WritesText && !string.Equals(FormatterName, ClefFormatter, StringComparison.OrdinalIgnoreCase))
            yield return $"{nameof(FormatterName)} is '{FormatterName}'; set it to {ClefFormatter} or {TextFormatter}.";
    }
}
