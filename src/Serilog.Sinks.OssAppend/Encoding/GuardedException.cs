using LogAppendSink.Clef;

namespace Serilog.Sinks.OssAppend.Encoding;

/// <summary>The text of an exception, for a formatter that would fail if the text threw.</summary>
#pragma warning disable CA1032, CA1064 // It is never thrown.
internal sealed class GuardedException(Exception inner) : Exception
#pragma warning restore CA1032, CA1064
{
    private const int BytesLimit = 1024 * 1024;

    private readonly string _text = TextOf(inner);

    public override string Message => _text;

    public override string ToString() => _text;

    private static string TextOf(Exception exception)
    {
        using var text = RecordBuffer.Rent(BytesLimit);
        text.WriteException(exception);
        return System.Text.Encoding.UTF8.GetString(text.Written);
    }
}
