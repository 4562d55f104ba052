using System.Globalization;

namespace LogAppendSink.Cli.Terminal;

/// <summary>Formats byte counts for people.</summary>
internal static class ByteText
{
    private static readonly string[] Units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Returns a size such as <c>512 B</c>, <c>1.5 KiB</c> or <c>12 MiB</c>, with one decimal place below 10.</summary>
    internal static string Of(long bytes)
    {
        if (bytes < 1024)
            return string.Create(CultureInfo.InvariantCulture, $"{bytes} B");

        var (value, unit) = (bytes / 1024.0, 0);
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture,
            $"{value.ToString(value < 10 ? "0.0" : "0", CultureInfo.InvariantCulture)} {Units[unit]}");
    }
}
