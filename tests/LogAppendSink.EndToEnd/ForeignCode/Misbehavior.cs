namespace LogAppendSink.EndToEnd.ForeignCode;

/// <summary>What a call into user code does in place of its work, or after it.</summary>
internal enum Misbehavior
{
    /// <summary>Nothing: the call works.</summary>
    None,

    /// <summary>The call throws at once.</summary>
    Throw,

    /// <summary>The call works, then throws.</summary>
    WorkThenThrow,

    /// <summary>The call's task stays incomplete until a later call, then the call works.</summary>
    Hang,

    /// <summary>The call works, and its task stays incomplete until a later call.</summary>
    WorkThenHang,

    /// <summary>The call blocks its thread until a later call, then it works.</summary>
    Block,
}
