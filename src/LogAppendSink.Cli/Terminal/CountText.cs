using System.Globalization;

namespace LogAppendSink.Cli.Terminal;

/// <summary>Formats counts for people.</summary>
internal static class CountText
{
    /// <summary><c>1 object</c>, <c>1,234 objects</c>.</summary>
    internal static string Of(long count, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {thing}{(count == 1 ? "" : "s")}");
}
