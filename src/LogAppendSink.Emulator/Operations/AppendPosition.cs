using System.Globalization;
using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>The <c>position</c> parameter of AppendObject and SealAppendObject.</summary>
internal static class AppendPosition
{
    public static long Read(RequestTarget target)
    {
        var text = target["position"];

        if (string.IsNullOrEmpty(text))
            throw OssErrors.MissingArgument("0016-00000501").ToException();

        // Only plain digits are valid. The documentation's sample returns this code for "position=test", not InvalidArgument.
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            throw OssErrors.MissingArgument("0016-00000502").ToException();

        return position;
    }
}
