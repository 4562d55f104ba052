namespace LogAppendSink.Spool;

/// <summary>The result of reading a frame.</summary>
internal enum FrameFinding
{
    /// <summary>There are no more frames.</summary>
    End = 0,

    /// <summary>The frame is intact.</summary>
    Whole = 1,

    /// <summary>By its length, the frame is longer than the bytes read.</summary>
    Incomplete = 2,

    /// <summary>The bytes are not a frame.</summary>
    Damaged = 3,
}
