namespace LogAppendSink.Emulator.Operations;

/// <summary>How a request with a range is answered.</summary>
internal enum RequestedRangeKind
{
    /// <summary>416.</summary>
    NotSatisfiable = 0,

    /// <summary>200, as if no range had been asked for.</summary>
    Whole,

    /// <summary>206.</summary>
    Part,
}
