using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Faults;

/// <summary>Faults in the response to an applied request.</summary>
public sealed partial record Fault
{
    /// <summary><c>x-oss-hash-crc64ecma</c> has a wrong value.</summary>
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

    /// <summary><c>x-oss-hash-crc64ecma</c> is missing.</summary>
    public static Fault MissingCrc { get; } = Changed(nameof(MissingCrc), answer => answer.Headers.Remove(OssHeaders.HashCrc64));

    /// <summary><c>x-oss-next-append-position</c> is missing.</summary>
    public static Fault MissingNextPosition { get; } =
        Changed(nameof(MissingNextPosition), answer => answer.Headers.Remove(OssHeaders.NextAppendPosition));

    /// <summary>
    /// An error response has only a status: no document in the body or, for HEAD, in <c>x-oss-err</c>. Older releases of the service and
    /// some gateways behave like this.
    /// </summary>
    public static Fault MissingErrorDocument { get; } = new(nameof(MissingErrorDocument))
    {
        ChangeAnswer = (_, answer) => answer.Error is null ? answer : new Answer(answer.Status),
    };

    /// <summary>A truncated listing has neither <c>NextContinuationToken</c> nor <c>NextMarker</c>.</summary>
    public static Fault MissingNextPage { get; } = new(nameof(MissingNextPage))
    {
        ChangeAnswer = (_, answer) =>
        {
            if (answer.Document.IsEmpty)
                return answer;

            var document = NextPagePattern().Replace(Encoding.UTF8.GetString(answer.Document.Span), "");
            return Answer.FromXml(Encoding.UTF8.GetBytes(document));
        },
    };

    /// <summary>Headers that should contain numbers, dates or quotes contain other text.</summary>
    public static Fault GarbageHeaders { get; } = Changed(nameof(GarbageHeaders), answer =>
    {
        answer.Headers[OssHeaders.NextAppendPosition] = "12 parsecs";
        answer.Headers[OssHeaders.HashCrc64] = "-0x1F";
        answer.Headers["ETag"] = "W/unquoted";
        answer.Headers["Last-Modified"] = "the day before yesterday";
        answer.Headers["Date"] = "now";
    });

    [GeneratedRegex("<(NextContinuationToken|NextMarker)>[^<]*</\\1>", RegexOptions.CultureInvariant)]
    private static partial Regex NextPagePattern();

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
