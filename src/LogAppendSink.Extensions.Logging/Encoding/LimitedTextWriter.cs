using System.Globalization;
using LogAppendSink.Clef;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>Collects characters up to a limit; above it the record is over its limit and each write throws.</summary>
internal sealed class LimitedTextWriter(ClefWriter clef, int charactersLimit) : StringWriter(CultureInfo.InvariantCulture)
{
    private long _characters;

    public override void Write(char value)
    {
        Count(1);
        base.Write(value);
    }

    public override void Write(string? value)
    {
        Count(value?.Length ?? 0);
        base.Write(value);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Count(buffer.Length);
        base.Write(buffer);
    }

    private void Count(int characters)
    {
        _characters += characters;
        if (_characters <= charactersLimit)
            return;

        clef.Omit(_characters);
        throw new InvalidDataException($"The text has more than {charactersLimit} characters.");
    }
}
