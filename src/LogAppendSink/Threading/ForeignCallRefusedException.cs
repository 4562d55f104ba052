using System.Globalization;

namespace LogAppendSink.Threading;

/// <summary>A call was refused, because too many earlier calls have not returned.</summary>
internal sealed class ForeignCallRefusedException(int stuckCalls)
    : Exception(string.Create(
        CultureInfo.InvariantCulture, $"{stuckCalls} earlier calls have not returned; the next call is made when one of them returns"));
