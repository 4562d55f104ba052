namespace LogAppendSink.Credentials;

/// <summary>What a variable or a line of a file says.</summary>
internal static class VariableText
{
    /// <summary>Without white space around it; null for nothing.</summary>
    internal static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Whether it says <c>true</c>, in any case.</summary>
    internal static bool IsTrue(string? text) => "true".Equals(NonEmpty(text), StringComparison.OrdinalIgnoreCase);
}
