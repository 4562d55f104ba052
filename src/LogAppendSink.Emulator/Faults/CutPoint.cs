namespace LogAppendSink.Emulator.Faults;

/// <summary>Where in the life of a request its connection is cut.</summary>
internal enum CutPoint
{
    None = 0,
    BeforeBody,
    WithinBody,
    AfterApply,
}
