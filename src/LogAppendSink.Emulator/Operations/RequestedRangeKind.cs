namespace LogAppendSink.Emulator.Operations;

/// <summary>The kind of response to a range request.</summary>
internal enum RequestedRangeKind
{
    /// <summary>416.</summary>
    NotSatisfiable = 0,

    /// <summary>200, as without a range.</summary>
    Whole,

    /// <summary>206.</summary>
    Part,
}
