using System.Globalization;

namespace LogAppendSink.Threading;

/// <summary>A call was not made, because too many earlier ones have not returned.</summary>
internal sealed class ForeignCallRefusedException(int stuckCalls)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"{stuckCalls} earlier calls have not returned; the next one is made when one of them does"));
