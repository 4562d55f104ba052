namespace LogAppendSink.Credentials;

/// <summary>Parses the text of variables and file values.</summary>
internal static class VariableText
{
    /// <summary>Returns the trimmed text; null if it is blank.</summary>
    internal static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Whether the text is <c>true</c>, case-insensitive.</summary>
    internal static bool IsTrue(string? text) => "true".Equals(NonEmpty(text), StringComparison.OrdinalIgnoreCase);
}
