using System.Globalization;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Faults;

/// <summary>Faults in the answer to a request that was applied.</summary>
public sealed partial record Fault
{
    /// <summary><c>x-oss-hash-crc64ecma</c> is another number.</summary>
    public static Fault WrongCrc { get; } = Changed(nameof(WrongCrc), answer =>
    {
        if (answer.Headers.TryGetValue(OssHeaders.HashCrc64, out var crc))
            answer.Headers[OssHeaders.HashCrc64] = Text(ulong.Parse(crc, CultureInfo.InvariantCulture) ^ 1);
    });

    /// <summary><c>x-oss-next-append-position</c> is one too high.</summary>
    public static Fault WrongNextPosition { get; } = Changed(nameof(WrongNextPosition), answer =>
    {
        if (answer.Headers.TryGetValue(OssHeaders.NextAppendPosition, out var position))
            answer.Headers[OssHeaders.NextAppendPosition] = Text(ulong.Parse(position, CultureInfo.InvariantCulture) + 1);
    });

    /// <summary><c>x-oss-hash-crc64ecma</c> does not come.</summary>
    public static Fault MissingCrc { get; } = Changed(nameof(MissingCrc), answer => answer.Headers.Remove(OssHeaders.HashCrc64));

    /// <summary><c>x-oss-next-append-position</c> does not come.</summary>
    public static Fault MissingNextPosition { get; } =
        Changed(nameof(MissingNextPosition), answer => answer.Headers.Remove(OssHeaders.NextAppendPosition));

    /// <summary>The headers a client reads hold no numbers, no dates and no quotes.</summary>
    public static Fault GarbageHeaders { get; } = Changed(nameof(GarbageHeaders), answer =>
    {
        answer.Headers[OssHeaders.NextAppendPosition] = "12 parsecs";
        answer.Headers[OssHeaders.HashCrc64] = "-0x1F";
        answer.Headers["ETag"] = "W/unquoted";
        answer.Headers["Last-Modified"] = "the day before yesterday";
        answer.Headers["Date"] = "now";
    });

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static Fault Changed(string name, Action<Answer> change) => new(name)
    {
        ChangeAnswer = (_, answer) =>
        {
            change(answer);
            return answer;
        },
    };
}
