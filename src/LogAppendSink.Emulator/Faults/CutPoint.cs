namespace LogAppendSink.Emulator.Faults;

/// <summary>The point at which the connection of a request is cut.</summary>
internal enum CutPoint
{
    None = 0,
    BeforeBody,
    WithinBody,
    AfterApply,
}
