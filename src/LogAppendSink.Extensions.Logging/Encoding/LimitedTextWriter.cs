using System.Globalization;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>Passes characters on, up to a number of them; then it throws, since some collections have no end.</summary>
internal sealed class LimitedTextWriter(TextWriter inner, int charactersLimit) : TextWriter(CultureInfo.InvariantCulture)
{
    private long _characters;

    public override System.Text.Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        Count(1);
        inner.Write(value);
    }

    public override void Write(string? value)
    {
        Count(value?.Length ?? 0);
        inner.Write(value);
    }

    private void Count(int characters)
    {
        _characters += characters;
        if (_characters > charactersLimit)
            throw new InvalidDataException($"It takes more than {charactersLimit} characters.");
    }
}
