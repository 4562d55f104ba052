namespace LogAppendSink.Extensions.Logging;

/// <summary>
/// The settings of the provider: those of its pipeline, and the format of events. Bound to the section <c>Logging:OssAppend</c>.
/// </summary>
/// <remarks>
/// Changes to <see cref="IncludeScopes"/> in the configuration apply immediately, like <c>LogLevel</c> rules. All other settings are read
/// once, when the provider is created.
/// </remarks>
public sealed class OssAppendLoggerOptions : OssAppendOptions
{
    /// <summary>
    /// Whether the scopes of an event are written as properties, and scopes without names in the list <c>Scope</c>. Default: true, as in
    /// Serilog.
    /// </summary>
    public bool IncludeScopes { get; set; } = true;

    /// <summary>
    /// The format of events: <c>clef</c>, the compact log event format, or <c>text</c>, a line of text. For text, give <see
    /// cref="OssAppendOptions.ObjectKey"/> a matching extension, e.g. <c>.log</c>. Default: <c>clef</c>.
    /// </summary>
    public string FormatterName { get; set; } = ClefFormatter;

    internal const string ClefFormatter = "clef";
    internal const string TextFormatter = "text";

    /// <summary>Whether <see cref="FormatterName"/> selects text, case-insensitive.</summary>
    internal bool WritesText => string.Equals(FormatterName, TextFormatter, StringComparison.OrdinalIgnoreCase);

    /// <summary>The unreadable values of the configuration, one sentence each.</summary>
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
