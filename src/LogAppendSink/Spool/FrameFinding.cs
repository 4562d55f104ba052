namespace LogAppendSink.Spool;

/// <summary>What stands where a frame may begin.</summary>
internal enum FrameFinding
{
    /// <summary>Nothing: the frames end here.</summary>
    End = 0,

    /// <summary>A frame, whole and right.</summary>
    Whole = 1,

    /// <summary>A frame that says it is longer than what was read.</summary>
    Incomplete = 2,

    /// <summary>Bytes that are no frame.</summary>
    Damaged = 3,
}
