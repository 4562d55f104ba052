namespace LogAppendSink.Tests.Clef;

/// <summary>Random strings of all kinds of UTF-16 code units, with whole and half surrogate pairs.</summary>
internal static class RandomStrings
{
    internal static string Next(Random random, int length) =>
        string.Create(length, random, (text, random) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = random.Next(8) switch
                {
                    0 => (char)random.Next(0, 0x20),
                    1 => (char)random.Next(0xD800, 0xE000),
                    2 => (char)random.Next(0x80, 0x800),
                    3 => (char)random.Next(0, 0x10000),
                    4 => random.Next(2) == 0 ? '"' : '\\',
                    _ => (char)random.Next(0x20, 0x7F),
                };
            }
        });
}
